import { Lab } from '../../lab';
import { bareHost, LAB, type TestHost } from './lab-host';
import { reboot } from './nftables';
import { Workspace } from './workspace';

/** What Debian's installer writes, with a line that is none of ifupdown's in the midst, and without an end to the last. */
const interfaces = (
  address: string,
  gateway: string,
) => `# This file describes the network interfaces available on your system
source /etc/network/interfaces.d/*

# The loopback network interface
auto lo
iface lo inet loopback

# The primary network interface
auto eth0
iface eth0 inet static
\taddress ${address}/24
\t# the router in the rack
\tgateway \\
\t\t${gateway}
# caf\\351`;

/** Moves the host from systemd-networkd to ifupdown, as Debian's installer would have made it. */
async function moveToIfupdown(host: TestHost): Promise<void> {
  const { address } = host.details;
  const gateway = address.replace(/\d+$/, '1');
  await host.shell(`
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends ifupdown >/dev/null
    printf '${interfaces(address, gateway).replace(/\\\n/g, '\\\\\n')}' > /etc/network/interfaces
    chmod 640 /etc/network/interfaces
    rm /etc/systemd/network/10-eth0.network
    systemctl -q disable systemd-networkd.service systemd-networkd.socket`);
  await reboot(host);
}

describe('on a host with ifupdown', () => {
  let host: TestHost;
  let workspace: Workspace;
  let before: string;

  const own = '/etc/network/interfaces.d/00-stackwright';
  const bridge = (attributes: object) => ({
    stackwright_network_bridge: { it: { host: host.name, name: 'br100', rollback_seconds: 8, ...attributes } },
  });
  const eth1 = (attributes: object) => ({
    stackwright_network_interface: { it: { host: host.name, name: 'eth1', rollback_seconds: 8, ...attributes } },
  });
  const configure = (resource: object) => workspace.configure({ provider: host.provider, resource });
  const changed = async () =>
    (await workspace.plan()).map(({ actions, changes }) => [...actions, ...Object.keys(changes)].join(' '));
  const failure = async (...command: string[]) => {
    const { ok, text } = await workspace.terraform(...command, '-no-color');
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };
  /** All that is to be as it was: files to the byte with their modes, addresses, routes, what ifupdown believes. */
  const look = () =>
    host.shell(`
      find /etc/network /etc/systemd/network /var/lib/stackwright -type f -exec stat -c '%n %a %U' {} + -exec sha256sum {} + 2>/dev/null
      ip -br -4 address | sed 's/@if[0-9]*//'; ip route; ifquery --state; ip link show eth1 | grep -c PROMISC || true`);

  /** A second port, behind which is nothing: eth1 leads to another network, whose answers would be mixed with those of eth0. */
  const withNic = async (work: () => Promise<void>) => {
    await host.shell('ip link add nic0 type veth peer name nic1');
    await work();
    await workspace.destroy();
    await host.shell('ip link del nic0');
  };

  beforeAll(async () => {
    host = await bareHost('node1');
    await moveToIfupdown(host);
    before = await look();
  });
  afterAll(() => Lab.open(LAB).reset(['node1']));
  beforeEach(async () => {
    workspace = await Workspace.open();
  });
  afterEach(async () => {
    await workspace.configure({ provider: host.provider });
    await workspace.apply();
    await workspace.close();
    expect(await look()).toBe(before);
  });

  test('a bridge takes over the address through which SSH goes, and has it after a boot, with a pair in it', async () => {
    const { address } = host.details;
    const veth = {
      host: host.name,
      name: 'a0',
      peer: 'vmnic0',
      bridge: '${stackwright_network_bridge.it.name}',
      mtu: 1400,
    };
    await configure({ ...bridge({ ports: ['eth0'] }), stackwright_network_veth: { it: veth } });
    await workspace.apply();
    const stands = async () => {
      expect(
        await host.shell('ip -br -4 address show br100; ip route show default; ip -o -4 address show eth0'),
      ).toMatch(new RegExp(`^br100 +UP +${address}/24 *\\ndefault via \\S+ dev br100 .*\\n$`));
      expect(await host.shell('cd /sys/class/net; basename "$(readlink a0/master)"; cat vmnic0/mtu')).toBe(
        'br100\n1400\n',
      );
      expect(await changed()).toEqual([]);
    };
    await stands();
    expect(await workspace.state('stackwright_network_bridge.it')).toMatchObject({
      manager: 'ifupdown',
      addresses: [`${address}/24`],
      gateway: address.replace(/\d+$/, '1'),
    });
    await reboot(host);
    await stands();
    // What others have plugged in stays, also when all that ifupdown has goes down and comes up.
    await host.shell('ip tuntap add tap0 mode tap; ip link set tap0 master br100');
    await host.shell('systemd-run -q --wait systemctl restart networking');
    await stands();
    expect(await host.shell('basename "$(readlink /sys/class/net/tap0/master)"; ip link del tap0')).toBe('br100\n');
  });

  test('what is changed by hand of a bridge shows as just that, and apply puts it back', () =>
    withNic(async () => {
      const { address } = host.details;
      await configure(bridge({ ports: ['eth0', 'nic0'], addresses: [`${address}/24`, '192.0.2.9/24'] }));
      await workspace.apply();
      for (const [byHand = '', change] of [
        ['ip link set nic0 nomaster', 'update ports'],
        ['ip address del 192.0.2.9/24 dev br100', 'update addresses'],
        [`rm ${own}-br100`, 'update persistent'],
      ]) {
        await host.shell(byHand);
        expect(await changed()).toEqual([change]);
        await workspace.apply();
      }
      expect(await changed()).toEqual([]);
    }));

  test('of a bridge the ports and addresses change without those of others', () =>
    withNic(async () => {
      const { address } = host.details;
      await configure(bridge({ ports: ['eth0', 'nic0'], addresses: [`${address}/24`, '192.0.2.9/24'] }));
      await workspace.apply();
      await host.shell(
        'ip address add 203.0.113.5/24 dev br100; ip tuntap add tap0 mode tap; ip link set tap0 master br100',
      );
      await configure(bridge({ ports: ['eth0'], addresses: [`${address}/24`, '198.51.100.9/24'], mtu: 1400 }));
      await workspace.apply();
      expect(await changed()).toEqual([]);
      expect(await host.shell('ls /sys/class/net/br100/brif; cat /sys/class/net/br100/mtu')).toBe('eth0\ntap0\n1400\n');
      expect((await host.shell("ip -o -4 address show br100 | awk '{print $4}'")).trim().split('\n').sort()).toEqual(
        [`${address}/24`, '198.51.100.9/24', '203.0.113.5/24'].sort(),
      );
      await host.shell('ip link del tap0; ip link set eth0 mtu 1500');
    }));

  test('what is changed by hand of an interface shows as just that, and apply puts it back', async () => {
    const { address } = host.details;
    await host.shell('cp -a /etc/network/interfaces /root/interfaces');
    await configure(eth1({ addresses: ['192.0.2.9/24'], promiscuous: true, mtu: 1400, dns: [address] }));
    await workspace.apply();
    expect(await host.shell('ip -br -4 address show eth1; ip link show eth1; ifquery eth1')).toMatch(
      new RegExp(`192.0.2.9/24[^]*PROMISC[^]*mtu 1400[^]*dns-nameservers: ${address}`),
    );
    for (const [byHand = '', change] of [
      ['ip link set eth1 promisc off', 'update promiscuous'],
      ['ip address del 192.0.2.9/24 dev eth1', 'update addresses'],
      ['ip link set eth1 mtu 1500', 'update mtu'],
      [`rm ${own}-eth1`, 'update persistent'],
      [String.raw`printf '\niface eth1 inet dhcp\n' >> /etc/network/interfaces`, 'update persistent'],
    ]) {
      await host.shell(byHand);
      expect(await changed()).toEqual([change]);
      await workspace.apply();
    }
    expect(await changed()).toEqual([]);
    await workspace.destroy();
    await host.shell('cp -a /root/interfaces /etc/network/interfaces');
  });

  test('a wrong address is taken back by the host, and the error says so', async () => {
    const wrong = { addresses: ['198.51.100.7/24'] };
    await configure(eth1({ name: 'eth0', ...wrong }));
    expect(await failure('apply', '-auto-approve')).toContain(
      'has put back its former network configuration by itself',
    );
    expect(await look()).toBe(before);
    await configure(bridge({ ports: ['eth0'], ...wrong }));
    expect(await failure('apply', '-auto-approve')).toContain(
      'has put back its former network configuration by itself',
    );
    expect(await look()).toBe(before);
  });

  test.each([
    ['another manager than the host has', { manager: 'systemd-networkd' }, 'neither active nor enabled on node1'],
    ['a manager that there is not', { manager: 'netplan' }, 'Use one of "systemd-networkd", "ifupdown"'],
  ])('%s is refused when planning', async (_, attributes, message) => {
    await configure(eth1(attributes));
    expect(await failure('plan')).toContain(message);
  });

  test('files that ifupdown does not read are not written', async () => {
    await host.shell("cp -a /etc/network/interfaces /root/interfaces; sed -i '/^source/d' /etc/network/interfaces");
    await configure(eth1({}));
    expect(await failure('plan')).toContain('Add the line "source /etc/network/interfaces.d/*" to it');
    await host.shell('cp -a /root/interfaces /etc/network/interfaces');
  });
});
