import { Beside, type Resources } from './beside';
import { type ComputeCloud, computeCloud } from './compute-cloud';

const PLUGIN = '/etc/neutron/plugins/ml2/ml2_conf.ini';
/** The example has one flat network, and no other: with these there can be more. They are put back in the end. */
const MORE_NETWORKS = `cp -a ${PLUGIN} /root/ml2_conf.ini
  sed -i -e 's/^type_drivers *=.*/type_drivers = flat,local,vlan/' -e 's/^tenant_network_types *=.*/tenant_network_types = local/' \\
    -e 's/^flat_networks *=.*/&\\n[ml2_type_vlan]\\nnetwork_vlan_ranges = provider:100:199/' ${PLUGIN}
  systemctl restart neutron-api neutron-rpc-server`;
const PUT_BACK = `mv /root/ml2_conf.ini ${PLUGIN}; systemctl restart neutron-api neutron-rpc-server`;

const id = (address: string) => `\${stackwright_${address}.id}`;
const POOLS = [
  { start: '192.0.2.100', end: '192.0.2.150' },
  { start: '192.0.2.10', end: '192.0.2.20' },
];
const ROUTES = [
  { destination: '203.0.113.0/24', nexthop: '192.0.2.3' },
  { destination: '198.51.100.7/32', nexthop: '192.0.2.2' },
];

/** One of each kind that Neutron may tell of in other words. */
const RULES: Readonly<Record<string, object>> = {
  ssh: { protocol: 'tcp', port_range_min: 22, port_range_max: 22, remote_ip_prefix: '192.0.2.0/24' },
  range: { protocol: 'udp', port_range_min: 1000, port_range_max: 2000 },
  all: { description: 'All that is IPv4' },
  numbered: { protocol: '6', port_range_min: 80, port_range_max: 81 },
  ping: { protocol: 'icmp', port_range_min: 8, port_range_max: 0 },
  icmp: { protocol: 'icmp', direction: 'egress' },
  type: { protocol: 'icmp', port_range_min: 3 },
  ping6: { protocol: 'ipv6-icmp', ethertype: 'IPv6', port_range_min: 128 },
  icmpv6: { protocol: 'icmpv6', ethertype: 'IPv6', direction: 'egress' },
  esp: { protocol: '50' },
  vrrp: { protocol: 'vrrp', remote_ip_prefix: '192.0.2.7' },
  sctp: { protocol: 'sctp', port_range_min: 1, port_range_max: 65534 },
  v6: { ethertype: 'IPv6', protocol: 'tcp', remote_ip_prefix: '2001:DB8:0:0::/64' },
  group: { protocol: 'tcp', port_range_min: 443, port_range_max: 443, remote_group_id: id('security_group.closed') },
};

const WORLD = {
  network: {
    it: { name: 'it', description: 'For trying', mtu: 1400, port_security_enabled: true },
    vlan: { name: 'it-vlan', network_type: 'vlan', physical_network: 'provider', segmentation_id: 101 },
  },
  subnet: {
    v4: {
      network_id: id('network.it'),
      name: 'v4',
      cidr: '192.0.2.0/24',
      allocation_pools: POOLS,
      dns_nameservers: ['192.0.2.53', '192.0.2.5'],
      host_routes: ROUTES,
    },
    v6: {
      network_id: id('network.it'),
      name: 'v6',
      cidr: '2001:DB8:0::/64',
      gateway_ip: '2001:db8:0:0::1',
      ipv6_ra_mode: 'slaac',
      ipv6_address_mode: 'slaac',
    },
    bare: {
      network_id: id('network.vlan'),
      name: 'bare',
      cidr: '198.51.100.0/24',
      no_gateway: true,
      enable_dhcp: false,
    },
  },
  security_group: {
    it: { name: 'it', description: 'For trying' },
    closed: { name: 'closed', default_egress: false },
  },
  security_group_rule: Object.fromEntries(
    Object.entries(RULES).map(([name, rule]) => [
      name,
      { security_group_id: id('security_group.it'), direction: 'ingress', ...rule },
    ]),
  ),
  network_agent: { it: { host: 'node2', agent_type: 'Linux bridge agent' } },
} satisfies Resources;

const AGENT = { 'network_agent.it': 'main:Linux bridge agent/node2' };
/** Import ids with names; rules have none. */
const NAMES = {
  'network.it': 'main:it',
  'network.vlan': 'main:it-vlan',
  'subnet.v4': 'main:it/v4',
  'subnet.v6': 'main:v6',
  'subnet.bare': 'main:bare',
  'security_group.it': 'main:it',
  'security_group.closed': 'main:closed',
};
const WITH_ID = [...Object.keys(NAMES), ...Object.keys(RULES).map((name) => `security_group_rule.${name}`)];

/** What is done by hand at a time, with what then shows. */
const BY_HAND: readonly (readonly (readonly [command: string, ...changes: string[]])[])[] = [
  [
    ['network set it --name other', 'network.it update name'],
    ['network set it-vlan --disable', 'network.vlan update admin_state_up'],
    ['subnet set v4 --no-dns-nameservers --dns-nameserver 192.0.2.9', 'subnet.v4 update dns_nameservers'],
    ['subnet set v6 --description other', 'subnet.v6 update description'],
    [
      'subnet set bare --no-allocation-pool --allocation-pool start=198.51.100.10,end=198.51.100.20 --gateway 198.51.100.9',
      'subnet.bare update gateway_ip no_gateway',
    ],
    ['security group set it --description other', 'security_group.it update description'],
    [
      'security group rule delete RULE.ssh RULE.group',
      'security_group_rule.ssh create',
      'security_group_rule.group create',
    ],
    ['network agent set AGENT --disable', 'network_agent.it update admin_state_up'],
  ],
  [
    ['network set it --share --mtu 1300', 'network.it update mtu shared'],
    ['network delete it-vlan', 'network.vlan create', 'subnet.bare create'],
    [
      'subnet set v4 --no-allocation-pool --allocation-pool start=192.0.2.30,end=192.0.2.40',
      'subnet.v4 update allocation_pools',
    ],
    ['subnet delete v6', 'subnet.v6 create'],
    ['security group set it --name other', 'security_group.it update name'],
    ['security group delete closed', 'security_group.closed create', 'security_group_rule.group create'],
  ],
  [
    ['network set it --disable-port-security', 'network.it update port_security_enabled'],
    ['network set it-vlan --description other', 'network.vlan update description'],
    ['subnet unset v4 --host-route destination=203.0.113.0/24,gateway=192.0.2.3', 'subnet.v4 update host_routes'],
    ['subnet set v6 --gateway none', 'subnet.v6 update gateway_ip no_gateway'],
    ['subnet set bare --name other', 'subnet.bare update name'],
    ['security group rule delete EGRESS', 'security_group.it update default_egress'],
  ],
];

describe('networks, subnets, security groups and agents of a real Neutron', () => {
  let cloud: ComputeCloud;
  let beside: Beside;
  const openstack = (command: string) => cloud.admin.run(...command.split(' '));
  const show = (command: string) => cloud.admin.json<Record<string, unknown>>(...command.split(' '));
  /** A word of a command, in which some stand for ids. */
  const known = async (word: string) => {
    if (word.startsWith('RULE.')) return beside.id(word.replace('RULE', 'security_group_rule'));
    if (word === 'AGENT') return beside.id('network_agent.it');
    if (word !== 'EGRESS') return word;
    const all = await rules('it');
    return all.find((rule) => rule.Direction === 'egress' && rule['IP Protocol'] === null)?.ID as string;
  };
  const rules = (group: string) =>
    cloud.admin.json<Record<string, unknown>[]>('security', 'group', 'rule', 'list', group);

  beforeAll(async () => {
    cloud = await computeCloud();
    await cloud.node1.shell(MORE_NETWORKS);
    beside = await Beside.open(cloud, 'network_agent.it');
    await beside.configure(WORLD);
    await beside.workspace.apply();
  });
  afterAll(async () => {
    await beside?.close();
    await cloud?.node1.shell(PUT_BACK);
    await cloud?.close();
  });

  test('are made as they are configured, and the next plan is empty', async () => {
    expect(await beside.changes()).toEqual([]);
    expect(await show('network show it')).toMatchObject({ mtu: 1400, 'provider:network_type': 'local' });
    expect(await show('network show it-vlan')).toMatchObject({ 'provider:segmentation_id': 101 });
    expect(await show('subnet show v4')).toMatchObject({
      gateway_ip: '192.0.2.1',
      dns_nameservers: WORLD.subnet.v4.dns_nameservers,
    });
    expect(await show('subnet show bare')).toMatchObject({ gateway_ip: null, enable_dhcp: false });
    expect(await rules('closed')).toEqual([]);
    // Those for all that goes out come with each group.
    expect(await rules('it')).toHaveLength(Object.keys(RULES).length + 2);
  });

  test.each(BY_HAND.map((changes) => [changes.map(([command]) => command).join('; '), changes] as const))(
    'show what was done by hand as just that: %s',
    async (_, changes) => {
      for (const [command] of changes) await cloud.admin.run(...(await Promise.all(command.split(' ').map(known))));
      expect(await beside.changes()).toEqual(changes.flatMap(([, ...shown]) => shown).sort());
      await beside.workspace.apply();
      expect(await beside.changes()).toEqual([]);
    },
  );

  test('lose what is taken out of the configuration, and get it back', async () => {
    const ids = await beside.importIds(WITH_ID);
    const { it, vlan } = WORLD.network;
    const { network_id, name, cidr } = WORLD.subnet.v4;
    const { no_gateway: _, ...bare } = WORLD.subnet.bare;
    await beside.configure({
      ...WORLD,
      network: { it: { name: it.name }, vlan: { ...vlan, admin_state_up: false } },
      subnet: {
        v4: { network_id, name, cidr, no_gateway: true },
        v6: { ...WORLD.subnet.v6, gateway_ip: '2001:db8::2', description: 'For trying' },
        bare,
      },
      security_group: { it: { name: 'it', default_egress: false }, closed: { name: 'closed' } },
      network_agent: { it: { ...WORLD.network_agent.it, admin_state_up: false } },
    });
    expect(await beside.changes()).toEqual([
      'network.it update description',
      'network.vlan update admin_state_up',
      'network_agent.it update admin_state_up',
      'security_group.closed update default_egress',
      'security_group.it update default_egress description',
      'subnet.bare update allocation_pools gateway_ip no_gateway',
      'subnet.v4 update dns_nameservers gateway_ip host_routes no_gateway',
      'subnet.v6 update allocation_pools description gateway_ip',
    ]);
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
    expect(await show('subnet show v4')).toMatchObject({ gateway_ip: null, dns_nameservers: [], host_routes: [] });
    expect(await show('subnet show bare')).toMatchObject({
      gateway_ip: '198.51.100.1',
      allocation_pools: [{ start: '198.51.100.2', end: '198.51.100.254' }],
    });
    expect(await rules('closed')).toHaveLength(2);
    await beside.configure(WORLD);
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
    expect(await beside.importIds(WITH_ID)).toEqual(ids);
  });

  test.each(['name', 'id'])('are imported by their %s, and the plan is empty', async (by) => {
    const ids = await beside.importIds(WITH_ID);
    await beside.forgetAndImport(WORLD, { ...ids, ...(by === 'name' && NAMES), ...AGENT });
    expect(await beside.changes()).toEqual([]);
    await beside.workspace.apply();
    await beside.configure(WORLD);
    expect(await beside.changes()).toEqual([]);
  });

  test('are taken over by an apply that knows nothing of them', async () => {
    const ids = await beside.importIds(WITH_ID);
    await beside.workspace.succeed('state', 'rm', ...WITH_ID.map((address) => `stackwright_${address}`));
    await beside.workspace.apply();
    expect(await beside.importIds(WITH_ID)).toEqual(ids);
  });

  test('are looked up by their names', async () => {
    await beside.configureData(WORLD, {
      network: { it: { name: 'it' } },
      subnet: { v4: { name: 'v4' } },
      security_group: { it: { name: 'it' }, default: { name: 'default' } },
    });
    await beside.workspace.apply();
    expect(await beside.told('network.it')).toMatchObject({ id: await beside.id('network.it'), mtu: 1400 });
    expect(await beside.told('subnet.v4')).toMatchObject({ id: await beside.id('subnet.v4'), gateway_ip: '192.0.2.1' });
    expect(await beside.told('security_group.it')).toMatchObject({ id: await beside.id('security_group.it') });
    expect(await beside.told('security_group.default')).toMatchObject({ name: 'default' });
    await beside.configure(WORLD);
    await beside.workspace.apply();
  });

  test('are refused before anything is looked at, for what cannot be', async () => {
    const { v4, v6, bare } = WORLD.subnet;
    await beside.configure({
      network: {
        flat: { name: 'flat', network_type: 'flat' },
        vlan: { ...WORLD.network.vlan, segmentation_id: 5000 },
      },
      subnet: {
        pools: { ...v4, network_id: 'x', allocation_pools: [...POOLS, { start: '192.0.2.15', end: '192.0.2.25' }] },
        gateway: { ...v4, network_id: 'x', gateway_ip: '192.0.3.1' },
        held: { ...v4, network_id: 'x', gateway_ip: '192.0.2.100' },
        both: { ...bare, network_id: 'x', gateway_ip: '198.51.100.1' },
        mode: { ...v6, network_id: 'x', enable_dhcp: false },
      },
      security_group_rule: {
        ports: { security_group_id: 'x', direction: 'ingress', port_range_min: 22, port_range_max: 22 },
        type: { security_group_id: 'x', direction: 'ingress', protocol: 'icmp', port_range_min: 300 },
        remotes: { security_group_id: 'x', direction: 'in', remote_group_id: 'x', remote_ip_prefix: '10.0.0.0/8' },
      },
    });
    await beside.refuses('plan', {
      'network.flat': 'A flat network is a physical network. Give its name.',
      'network.vlan': 'A VLAN has a number from 1 to 4094.',
      'subnet.pools': 'Let one end before the other starts.',
      'subnet.gateway': '192.0.3.1 is not within 192.0.2.0/24. Give an address of the subnet.',
      'subnet.held': 'holds the gateway 192.0.2.100',
      'subnet.both': '`gateway_ip` and `no_gateway` are given. Keep one of them.',
      'subnet.mode': 'Leave one of them out.',
      'security_group_rule.ports': 'Give `protocol`, such as "tcp".',
      'security_group_rule.type': 'Types and codes of ICMP are from 0 to 255.',
      'security_group_rule.remotes': 'Keep one of them.',
    });
  });

  test('are refused by the plan, for what is not there', async () => {
    const nowhere = { security_group_id: 'nowhere', direction: 'ingress' };
    const { ssh } = WORLD.security_group_rule;
    const data = { network: { it: { name: 'itt' } }, security_group: { it: { name: 'closd' } } };
    await beside.configureData(
      {
        ...WORLD,
        subnet: { ...WORLD.subnet, lost: { ...WORLD.subnet.v4, network_id: 'nowhere' } },
        security_group_rule: { ...WORLD.security_group_rule, nowhere, again: { ...ssh, protocol: '6' } },
      },
      data,
    );
    await beside.refuses('plan', {
      'subnet.lost': 'The cloud main has no network "nowhere". It has:',
      'security_group_rule.nowhere': 'The cloud main has no security group "nowhere". It has:',
      'network.it': 'has no network "itt". Did you mean "it"?',
      'security_group.it': 'has no security group "closd". Did you mean "closed"?',
    });
  });

  test('are refused by Neutron, for what it does not allow', async () => {
    const { security_group_rule: _, ...rest } = WORLD;
    await openstack('quota set admin --secgroups 4');
    await beside.configure({
      ...WORLD,
      network: {
        ...rest.network,
        taken: { ...rest.network.vlan, name: 'it-taken' },
        nowhere: { ...rest.network.vlan, name: 'it-nowhere', physical_network: 'nowhere' },
      },
      subnet: { ...rest.subnet, within: { ...rest.subnet.bare, name: 'within', cidr: '198.51.100.128/25' } },
      security_group: { ...rest.security_group, more: { name: 'it-more' } },
    });
    await beside.refuses('apply', {
      'network.taken': 'The VLAN 101 on physical network provider is in use.',
      'network.nowhere': 'nowhere',
      'subnet.within': 'overlaps',
      'security_group.more': 'raise the quota of the project.',
    });
    await openstack('quota set admin --secgroups 10');
    await beside.configure(WORLD);
    expect(await beside.changes()).toEqual([]);
  });

  test('are destroyed when nothing uses them any more, and nothing is left of them', async () => {
    await beside.forgetShared();
    await openstack('port create --network it --security-group it it-port');
    const { '': said } = await beside.errors('destroy');
    expect(said).toMatch(/The subnet "v4" of .* cannot be destroyed. It is used by port .* "it-port"/);
    expect(said).toMatch(/The security group "it" of .* cannot be destroyed. It is used by port .* "it-port"/);
    await openstack('port delete it-port');
    await beside.destroy();
    const left = await Promise.all(
      ['network list', 'subnet list', 'security group list'].map((list) => openstack(`${list} -f value -c Name`)),
    );
    expect(left.join('').split('\n')).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(it|v4|v6|bare|closed)/)]),
    );
  });
});
