import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BEING_MADE } from '../../lib/resources/network/floating-ip';
import { Beside, type Resources } from './beside';
import { asPublished, type ComputeCloud, computeCloud } from './compute-cloud';
import { withLayer3 } from './layer3-example';

const id = (address: string) => `\${stackwright_${address}.id}`;

interface Floating {
  readonly ID: string;
  readonly 'Floating IP Address': string;
  readonly Port: string | null;
}

describe('the example "compute", with routers', () => {
  let cloud: ComputeCloud;
  let beside: Beside;
  let outside: string;
  let outsideSubnet: string;
  const changed = async () =>
    (await cloud.stack.plan())
      .map(({ address, actions, changes }) =>
        [
          address.replace(/^stackwright_(\w+)\..*/, '$1'),
          ...actions,
          ...(actions.join() === 'update' ? Object.keys(changes) : []),
        ].join(' '),
      )
      .sort();
  const floating = () => cloud.admin.json<Floating[]>('floating', 'ip', 'list');
  const openstack = (line: string) => cloud.admin.run(...line.split(' '));
  const count = async (what: string) => (await cloud.admin.json<unknown[]>(...what.split(' '), 'list')).length;
  /** The answer in a guest, by the way from the network outside. */
  const inGuest = async (address: string, command: string) => {
    const key = await readFile(join(cloud.example.directory, 'testkey'), 'utf8');
    const options = '-i /root/testkey -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null';
    const script = `set -e; trap 'rm -f /root/testkey' EXIT
      (umask 077; cat > /root/testkey <<'KEY'\n${key}KEY\n)
      ip netns exec qdhcp-${outside} ssh ${options} -o LogLevel=ERROR cirros@${address} '${command}'`;
    for (const end = Date.now() + 180_000; ; await wait(1000)) {
      try {
        return await cloud.node1.shell(script);
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  };

  beforeAll(async () => {
    cloud = await computeCloud();
    await withLayer3(cloud.example);
    await cloud.example.cdktf('deploy', '--auto-approve');
    outside = (await cloud.admin.json<{ id: string }>('network', 'show', 'private')).id;
    outsideSubnet = (await cloud.admin.json<{ id: string }>('subnet', 'show', 'private-v4')).id;
    beside = await Beside.open(cloud);
  });

  afterAll(async () => {
    await beside?.close();
    await cloud?.close();
  });

  test('are there after one run, with their agent; what forwards packets is the router, not the host', async () => {
    expect(await changed()).toEqual([]);
    const agents = await cloud.admin.json<{ Binary: string; Host: string; Alive: boolean }[]>(
      'network',
      'agent',
      'list',
    );
    expect(agents.map(({ Binary, Host, Alive }) => `${Binary} ${Host} ${Alive}`)).toContain(
      'neutron-l3-agent node1 true',
    );
    const forward = 'sysctl -n net.ipv4.ip_forward';
    const script = `${forward}; ip netns exec "$(ip netns | grep -o 'qrouter-[^ ]*')" ${forward}`;
    expect(await cloud.node1.shell(script)).toBe('0\n1\n');
  });

  test('lead to a guest behind them, by a floating IP, and from it to others outside and to its metadata', async () => {
    const [{ 'Floating IP Address': address } = { 'Floating IP Address': 'none' }] = await floating();
    expect(await inGuest(address, 'hostname; ip -4 -o address show eth0')).toMatch(/^web\n.*inet 10\.200\.0\.20\//);
    const { addresses } = await cloud.admin.json<{ addresses: Record<string, string[]> }>('server', 'show', 'cirros1');
    const banner = await inGuest(address, `nc -w 10 ${addresses.private?.[0]} 22 < /dev/null | head -c 8`);
    expect(banner).toBe('SSH-2.0-');
    const own = await inGuest(address, 'wget -q -O - http://169.254.169.254/latest/meta-data/local-ipv4');
    expect(own).toBe('10.200.0.20');
  });

  const FIXED = '--fixed-ip subnet=tenant-v4,ip-address=10.200.0.77';
  /** What is done by hand at a time, with what then shows. */
  const BY_HAND: readonly (readonly (readonly [command: string, change: string])[])[] = [
    [
      [`port set --no-fixed-ip ${FIXED} spare`, 'port update address fixed_ips'],
      ['router set --disable out', 'router update admin_state_up'],
      ['router remove subnet out other-v4', 'router_interface create'],
      ['floating ip set --description mine ADDRESS', 'floating_ip update description'],
    ],
    [
      ['port set --no-security-group spare', 'port update security_groups'],
      ['router set --external-gateway private --disable-snat out', 'router update enable_snat'],
      ['floating ip unset --port ADDRESS', 'floating_ip update fixed_ip_address port_id router_id'],
    ],
  ];
  test.each(BY_HAND.map((round) => [round.map(([command]) => command).join(', '), round] as const))(
    '%s by hand show as just that, and apply puts it back',
    async (_, round) => {
      const [address = 'none'] = (await floating()).map((one) => one['Floating IP Address']);
      for (const [command] of round) await openstack(command.replace('ADDRESS', address));
      expect(await changed()).toEqual(round.map(([, change]) => change).sort());
      await cloud.stack.apply();
      expect(await changed()).toEqual([]);
    },
  );

  test('an interface with another address than that of the gateway is replaced, and a floating IP deleted by hand is made anew and leads to the guest', async () => {
    await openstack('router remove subnet out other-v4');
    await openstack('port create --network other --fixed-ip subnet=other-v4,ip-address=10.201.0.9 byhand');
    await openstack('router add port out byhand');
    const [before] = await floating();
    await openstack(`floating ip delete ${before?.ID}`);
    expect(await changed()).toEqual(['floating_ip create', 'router_interface delete create']);
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
    expect(await cloud.admin.run('port', 'list', '--network', 'other')).not.toContain('10.201.0.9');
    const [now] = await floating();
    expect(now?.Port).toBe(before?.Port);
    expect(await inGuest(now?.['Floating IP Address'] ?? 'none', 'hostname')).toBe('web\n');
  });

  const ALONE = (): Resources => ({
    network: { it: { name: 'it' } },
    subnet: { it: { name: 'it-v4', network_id: id('network.it'), cidr: '192.0.2.0/24' } },
    port: {
      way: {
        name: 'way',
        network_id: id('network.it'),
        fixed_ips: [{ subnet_id: id('subnet.it'), ip_address: '192.0.2.9' }],
      },
      pair: {
        name: 'pair',
        network_id: id('network.it'),
        fixed_ips: [{ subnet_id: id('subnet.it'), ip_address: '192.0.2.30' }, { subnet_id: id('subnet.it') }],
        allowed_address_pairs: [
          { ip_address: '192.0.2.64/28' },
          { ip_address: '192.0.2.5', mac_address: 'FA:16:3E:00:00:05' },
        ],
      },
      open: {
        name: 'open',
        network_id: id('network.it'),
        port_security_enabled: false,
        description: 'For trying',
        depends_on: ['stackwright_subnet.it'],
      },
      bare: {
        name: 'bare',
        network_id: id('network.it'),
        fixed_ips: [],
        security_groups: [],
        mac_address: 'FA:16:3E:00:00:06',
      },
    },
    router: {
      it: {
        name: 'it',
        external_network_id: outside,
        external_fixed_ips: [{ subnet_id: outsideSubnet, ip_address: '10.100.0.200' }],
        enable_snat: false,
        routes: [{ destination: '198.51.100.0/24', nexthop: '10.100.0.254' }],
      },
      closed: { name: 'closed', description: 'Leads nowhere' },
    },
    router_interface: {
      it: { router_id: id('router.it'), subnet_id: id('subnet.it') },
      way: { router_id: id('router.closed'), port_id: id('port.way') },
    },
    floating_ip: {
      told: { external_network_id: outside, address: '10.100.0.210', description: 'For trying' },
      waiting: { external_network_id: outside },
      used: { external_network_id: outside, port_id: id('port.open'), depends_on: ['stackwright_router_interface.it'] },
    },
  });
  const configure = (resources: Resources) => beside.configure(resources);

  test('all that can be said of them is taken by Neutron as it was said', async () => {
    await configure(ALONE());
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
    expect(await cloud.admin.json('router', 'show', 'it')).toMatchObject({
      external_gateway_info: {
        enable_snat: false,
        external_fixed_ips: [{ ip_address: '10.100.0.200' }],
      },
      routes: [{ destination: '198.51.100.0/24', nexthop: '10.100.0.254' }],
    });
    expect(await cloud.admin.json('port', 'show', 'open')).toMatchObject({ port_security_enabled: false });
    expect(await cloud.admin.json('floating', 'ip', 'show', '10.100.0.210')).toMatchObject({
      description: 'For trying',
    });
  });

  test('changes are made in place', async () => {
    const { port, router, floating_ip, ...rest } = ALONE();
    const ids = await Promise.all(['port.open', 'router.it', 'floating_ip.used'].map((address) => beside.id(address)));
    await configure({
      ...rest,
      port: {
        ...port,
        open: { name: 'open', network_id: id('network.it'), port_security_enabled: true, description: 'Closed' },
      },
      router: { ...router, it: { name: 'it2', external_network_id: outside, enable_snat: true, routes: [] } },
      floating_ip: { ...floating_ip, used: { external_network_id: outside } },
    });
    expect(await beside.changes()).toEqual([
      'floating_ip.used update fixed_ip_address port_id router_id',
      'port.open update description port_security_enabled',
      'router.it update enable_snat name routes',
    ]);
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
    expect(
      await Promise.all(['port.open', 'router.it', 'floating_ip.used'].map((address) => beside.id(address))),
    ).toEqual(ids);
    await configure(ALONE());
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
  });

  test('they are imported by their names and addresses', async () => {
    const { floating_ip_address: address } = await cloud.admin.json<{ floating_ip_address: string }>(
      'floating',
      'ip',
      'show',
      await beside.id('floating_ip.used'),
    );
    await beside.forgetAndImport(ALONE(), {
      'port.way': 'main:it/way',
      'port.open': 'main:open',
      'router.it': 'main:it',
      'router_interface.it': 'main:it/it-v4',
      'router_interface.way': 'main:closed/it-v4',
      'floating_ip.used': `main:${address}`,
    });
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
  });

  test('they are looked up by their names and addresses', async () => {
    await beside.configureData(ALONE(), {
      port: { way: { name: 'way' } },
      router: { it: { name: 'it' } },
      floating_ip: { told: { address: '10.100.0.210' } },
    });
    await beside.workspace.apply();
    expect(await beside.told('port.way')).toMatchObject({
      id: await beside.id('port.way'),
      network_id: await beside.id('network.it'),
      address: '192.0.2.9',
      device_owner: 'network:router_interface',
    });
    expect(await beside.told('router.it')).toMatchObject({
      id: await beside.id('router.it'),
      external_fixed_ips: [{ subnet_id: outsideSubnet, ip_address: '10.100.0.200' }],
    });
    expect(await beside.told('floating_ip.told')).toMatchObject({ port_id: null, description: 'For trying' });
    await beside.configureData(ALONE(), {
      port: { way: { name: 'wya' } },
      router: { it: { name: 'itt' } },
      floating_ip: { told: { address: '10.100.0.211' } },
    });
    await beside.refuses('plan', {
      'port.way': 'has no port "wya". It has: bare, ',
      'router.it': 'has no router "itt". Did you mean "it"?',
      'floating_ip.told': 'has no floating IP with the address "10.100.0.211".',
    });
  });

  test('what an interrupted run has made is taken over', async () => {
    await configure(ALONE());
    const all = [
      'port.way',
      'router_interface.way',
      'router.it',
      'router_interface.it',
      'floating_ip.told',
      'floating_ip.used',
      'floating_ip.waiting',
    ];
    const ids = await Promise.all(all.map((address) => beside.id(address)));
    await cloud.admin.run('floating', 'ip', 'set', '--description', BEING_MADE, ids.at(-1) ?? '');
    await beside.workspace.succeed('state', 'rm', ...all.map((address) => `stackwright_${address}`));
    await beside.workspace.apply();
    expect(await Promise.all(all.map((address) => beside.id(address)))).toEqual(ids);
    expect(await beside.changes()).toEqual([]);
  });

  test('what cannot be is told by the plan', async () => {
    const [network, subnet] = [await beside.id('network.it'), await beside.id('subnet.it')];
    const of = (values: object) => ({ network_id: network, ...values });
    await configure({
      ...ALONE(),
      port: {
        ...ALONE().port,
        away: of({ name: 'away', fixed_ips: [{ subnet_id: subnet, ip_address: '192.0.3.9' }] }),
        taken: of({ name: 'taken', fixed_ips: [{ subnet_id: subnet, ip_address: '192.0.2.9' }] }),
        strange: of({ name: 'strange', network_id: outside, fixed_ips: [{ subnet_id: subnet }] }),
        nobody: of({ name: 'nobody', security_groups: ['web'] }),
      },
      router: {
        ...ALONE().router,
        away: {
          name: 'away',
          external_network_id: outside,
          external_fixed_ips: [{ subnet_id: outsideSubnet, ip_address: '192.0.3.9' }],
        },
      },
      router_interface: { ...ALONE().router_interface, nowhere: { router_id: 'none', subnet_id: subnet } },
      floating_ip: {
        ...ALONE().floating_ip,
        away: { external_network_id: outside, subnet_id: outsideSubnet, address: '192.0.3.9' },
        strange: { external_network_id: outside, subnet_id: subnet },
        taken: { external_network_id: outside, address: '10.100.0.200' },
      },
    });
    await beside.refuses('plan', {
      'port.away': '192.0.3.9 is not within 192.0.2.0/24',
      'port.taken': '192.0.2.9 is that of the port',
      'port.strange': `is of the network ${network}, not of ${outside}`,
      'port.nobody': 'has no security group "web"',
      'router.away': '192.0.3.9 is not within 10.100.0.0/24',
      'router_interface.nowhere': 'has no router "none"',
      'floating_ip.away': '192.0.3.9 is not within 10.100.0.0/24',
      'floating_ip.strange': `is of the network ${network}, not of ${outside}`,
      'floating_ip.taken': '10.100.0.200 is that of the port',
    });
  });

  test('what another change may have mended is told by the apply, before Neutron says it in ids', async () => {
    const [network, subnet, port] = [
      await beside.id('network.it'),
      await beside.id('subnet.it'),
      await beside.id('port.way'),
    ];
    const lost = { name: 'lost', network_id: id('network.lost') };
    await configure({
      ...ALONE(),
      network: { ...ALONE().network, lost: { name: 'lost' } },
      subnet: { ...ALONE().subnet, lost: { ...lost, cidr: '203.0.113.0/24' } },
      port: { ...ALONE().port, lost: { ...lost, depends_on: ['stackwright_subnet.lost'] } },
      router: {
        ...ALONE().router,
        inside: { name: 'inside', external_network_id: network },
        third: { name: 'third' },
        far: { name: 'far', routes: [{ destination: '198.51.100.0/24', nexthop: '203.0.113.1' }] },
      },
      router_interface: {
        ...ALONE().router_interface,
        taken: { router_id: await beside.id('router.it'), port_id: port },
        gateway: { router_id: id('router.third'), subnet_id: subnet },
      },
      floating_ip: {
        ...ALONE().floating_ip,
        inside: { external_network_id: network },
        wrong: { external_network_id: outside, port_id: port, fixed_ip_address: '192.0.2.77' },
        lost: { external_network_id: outside, port_id: id('port.lost') },
      },
    });
    await beside.refuses('apply', {
      'router.inside': 'is not external',
      'router.far': 'is in no subnet that the router reaches: nothing',
      'router_interface.taken': 'is that of network:router_interface',
      'router_interface.gateway': '192.0.2.1, the gateway of the subnet "it-v4", is that of the port',
      'floating_ip.inside': 'is not external',
      'floating_ip.wrong': 'does not have the address 192.0.2.77',
      'floating_ip.lost': 'No router leads there',
    });
    await configure(ALONE());
    await beside.workspace.apply();
  });

  test('a router that has interfaces is not destroyed', async () => {
    await openstack('network create byhand');
    await openstack('subnet create --network byhand --subnet-range 203.0.113.0/24 byhand');
    await openstack('router add subnet closed byhand');
    const { it } = ALONE().router as { it: object };
    const { it: leads } = ALONE().router_interface as { it: object };
    await configure({ ...ALONE(), router: { it }, router_interface: { it: leads } });
    const { ok, text } = await beside.workspace.terraform('apply', '-auto-approve', '-input=false', '-no-color');
    expect(ok).toBe(false);
    expect(text).toMatch(
      /The router "closed".* cannot be destroyed\. It is used by port .* of network:router_interface/,
    );
    await openstack('router remove subnet closed byhand');
    await openstack('network delete byhand');
  });

  test('leave nothing when they are destroyed, and the example is as it was', async () => {
    await beside.workspace.destroy();
    await asPublished(cloud.example);
    await cloud.example.cdktf('deploy', '--auto-approve');
    expect(await changed()).toEqual([]);
    expect(await count('network')).toBe(1);
    expect(await count('subnet')).toBe(1);
    const ports = await cloud.admin.json<{ ID: string }[]>('port', 'list', '--long', '-c', 'ID', '-c', 'Device Owner');
    expect(ports).toHaveLength(2);
    const left = await cloud.node1.shell(
      "ip netns | grep qrouter; ip -o link | grep -E 'q[rg]-|vxlan' ; dpkg -l neutron-l3-agent | grep ^ii; true",
    );
    expect(left).toBe('');
    expect(await cloud.admin.run('network', 'agent', 'list')).not.toContain('neutron-l3-agent');
  });
});
