import { bridgeFiles, interfaceFiles, vethFiles } from '../../../lib/host/network/ifupdown-files';
import { dnsServers, isIncluded, parseIfupdown } from '../../../lib/host/network/ifupdown-look';
import { putBack, stanzas, takeOut } from '../../../lib/host/network/ifupdown-stanzas';

const look = (files: Record<string, string>) => ({
  enabled: true,
  up: new Set<string>(),
  files: new Map(Object.entries(files)),
});
const link = {
  name: 'br1',
  addresses: ['192.0.2.9/24', '2001:db8::9/64'],
  dhcp: false,
  gateway: '2001:db8::1',
  dns: ['192.0.2.53', '192.0.2.54'],
  mtu: null,
  promiscuous: false,
};
const TEXT = `auto lo eth0
iface lo inet loopback
# before
iface eth0 inet static
  address 192.0.2.9/24 \\
    # is part of the line
  # a comment

  gateway 192.0.2.1
# after
iface eth0 inet6 auto
allow-hotplug eth1
iface eth1 inet manual
mapping eth0
  script /bin/true`;

describe('what interfaces(5) says of an interface', () => {
  test('becomes comments, with all else as it was, and comes back to the byte', () => {
    const out = takeOut(TEXT, 'br1', ['eth0']);
    expect(out).toBe(`auto lo eth0
iface lo inet loopback
# before
#stackwright br1: iface eth0 inet static
#stackwright br1:   address 192.0.2.9/24 \\
#stackwright br1:     # is part of the line
#stackwright br1:   # a comment
#stackwright br1: 
#stackwright br1:   gateway 192.0.2.1
# after
#stackwright br1: iface eth0 inet6 auto
allow-hotplug eth1
iface eth1 inet manual
mapping eth0
  script /bin/true`);
    expect(putBack(out, 'br1')).toBe(TEXT);
  });

  test('is told apart by whose account it is on, in whatever order they come and go', () => {
    const both = takeOut(takeOut(TEXT, 'br1', ['eth0']), 'eth1', ['eth1']);
    expect(stanzas(both).map(({ name }) => name)).toEqual(['lo']);
    expect(putBack(both, 'br1')).toBe(takeOut(TEXT, 'eth1', ['eth1']));
    expect(putBack(putBack(both, 'br1'), 'eth1')).toBe(TEXT);
    expect(putBack(both, 'br')).toBe(both);
    expect(takeOut(both, 'br1', ['eth0'])).toBe(both);
  });

  test('is found with its options', () => {
    expect(stanzas('iface a inet static\n\taddress  1.2.3.4/8\n dns-nameservers 1.1.1.1 \\\n 2.2.2.2\n')).toMatchObject(
      [
        {
          name: 'a',
          options: [
            ['address', '1.2.3.4/8'],
            ['dns-nameservers', '1.1.1.1', '2.2.2.2'],
          ],
        },
      ],
    );
  });

  test('is read with bytes of any encoding', () => {
    const bytes = Buffer.from([0x23, 0xe9, 0x0a]).toString('base64');
    const { enabled, up, files } = parseIfupdown(`enabled\nup eth0\nup lo\nfile /a ${bytes}\nfile /b \n`);
    expect([enabled, [...up], [...files]]).toEqual([
      true,
      ['eth0', 'lo'],
      [
        ['/a', '#\u00e9\n'],
        ['/b', ''],
      ],
    ]);
  });

  test('tells its DNS servers', () => {
    const files = {
      '/a': 'iface e inet static\n dns-nameservers 192.0.2.1 192.0.2.2\n dns-search x\n',
      '/b': 'iface f inet dhcp\n',
    };
    expect([...dnsServers(look(files))]).toEqual([['e', ['192.0.2.1', '192.0.2.2']]]);
  });
});

test.each([
  ['source /etc/network/interfaces.d/*', 'br1', true],
  ['source interfaces.d/*', 'br1', true],
  ['source /etc/network/interfaces.d/*.cfg', 'br1', false],
  ['source /run/network/interfaces.d/*', 'br1', false],
  ['#source /etc/network/interfaces.d/*', 'br1', false],
  ['source /a /etc/network/interfaces.d/??-stackwright-*', 'eth0.5', true],
  ['source-directory /etc/network/interfaces.d/', 'br1', true],
  ['source-directory interfaces.d', 'eth0.5', false],
  ['', 'br1', false],
])('with the line "%s" the file of %s is read: %s', (line, name, expected) => {
  const path = `/etc/network/interfaces.d/00-stackwright-${name}`;
  expect(isIncluded(look({ '/etc/network/interfaces': `${line}\n` }), path)).toBe(expected);
});

describe('the files for ifupdown', () => {
  const text = (files: ReadonlyMap<string, string>) => [...files.values()].join('');

  test('have a stanza an address, and the gateway and the servers with the address that they belong to', () => {
    const bridge = { ...link, ports: ['eth0'], stp: false, forwardDelay: 0, mac: '02:00:00:00:00:01' };
    const files = bridgeFiles(bridge);
    expect([...files.keys()]).toEqual(['/etc/network/interfaces.d/00-stackwright-br1']);
    expect(text(files)).toContain(`
iface br1 inet static
	address 192.0.2.9/24
	dns-nameservers 192.0.2.53 192.0.2.54

iface br1 inet6 static
	address 2001:db8::9/64
	gateway 2001:db8::1
`);
    expect(stanzas(text(files)).map(({ name }) => name)).toEqual(['eth0', 'br1', 'br1', 'br1']);
  });

  test('give no address to what has none, not even a link-local one', () => {
    const free = interfaceFiles({ ...link, addresses: [], gateway: null, dns: [], mtu: 9000, promiscuous: true });
    expect(text(free)).toBe(`# Kept by Stackwright.
auto br1
iface br1 inet manual
	pre-up ip link set dev $IFACE addrgenmode none
	down ip link set dev $IFACE addrgenmode eui64
	mtu 9000
	up ip link set dev $IFACE promisc on
	down ip link set dev $IFACE promisc off
`);
    expect(text(interfaceFiles({ ...link, addresses: [], gateway: null, dns: [], dhcp: true }))).toContain(
      'iface br1 inet dhcp',
    );
  });

  test('of pairs come after those of the bridges that they join', () => {
    const ends = { name: 'a0', peer: 'a1', bridge: 'br1', mac: '02:00:00:00:00:01', peerMac: '02:00:00:00:00:02' };
    const [pair = ''] = vethFiles({ ...ends, mtu: null }).keys();
    const [joined = ''] = interfaceFiles(link).keys();
    expect([pair, joined].sort()).toEqual([joined, pair]);
  });
});
