import {
  DiskFormat,
  Flavor,
  FloatingIp,
  type Host,
  Host as HostConstruct,
  Image,
  Instance,
  type InstanceProps,
  type Keystone,
  type MariaDb,
  Network,
  Neutron,
  type NeutronProps,
  NovaCompute,
  NovaController,
  Placement,
  Port,
  type PortProps,
  ProviderNetwork,
  RabbitMq,
  Router,
  SecurityGroup,
} from '../../../constructs';
import { reference, synthInCloud, synthKeystone } from './in-cloud';

const ref = (type: string, ids: string, attribute = 'id') => expect.stringMatching(reference(type, ids, attribute));
const comesAfter = (type: string, ids: string) =>
  expect.stringMatching(new RegExp(`^stackwright_${type}\\.${ids}_\\w+$`));

describe('a network behind a router', () => {
  const found = synthInCloud((stack, cloud) => {
    const outside = new Network(stack, 'public', { cloud, external: true });
    const network = new Network(stack, 'private', { cloud });
    const group = new SecurityGroup(stack, 'web', { cloud });
    const port = new Port(stack, 'web1', {
      cloud,
      network,
      securityGroups: [group],
      allowedAddressPairs: [{ ipAddress: '10.0.0.64/28' }],
    });
    const router = new Router(stack, 'out', { cloud, gateway: outside, enableSnat: false });
    new FloatingIp(stack, 'way-in', { cloud, externalNetwork: outside, port });
    // They may be defined later than what comes after them.
    outside.addSubnet('public-v4', { cidr: '192.0.2.0/24' });
    router.addInterface(network.addSubnet('private-v4', { cidr: '10.0.0.0/24' }));
  });

  test('has a port with what its props say, after the subnets of its network', () => {
    expect(found.one('port')).toEqual({
      cloud: 'main',
      name: 'web1',
      network_id: ref('network', 'private'),
      security_groups: [ref('security_group', 'web')],
      allowed_address_pairs: [{ ip_address: '10.0.0.64/28' }],
      depends_on: [comesAfter('subnet', 'private_private-v4')],
    });
  });

  test('has a router that leads out, after the subnets outside, and an interface', () => {
    expect(found.one('router')).toEqual({
      cloud: 'main',
      name: 'out',
      external_network_id: ref('network', 'public'),
      enable_snat: false,
      depends_on: [comesAfter('subnet', 'public_public-v4')],
    });
    expect(found.one('router_interface')).toEqual({
      cloud: 'main',
      router_id: ref('router', 'out'),
      subnet_id: ref('subnet', 'private_private-v4'),
    });
  });

  test('has a floating IP, after what leads to its port', () => {
    expect(found.one('floating_ip')).toEqual({
      cloud: 'main',
      external_network_id: ref('network', 'public'),
      port_id: ref('port', 'web1'),
      depends_on: [comesAfter('subnet', 'public_public-v4'), comesAfter('router_interface', 'out_private-v4')],
    });
  });
});

test('a router takes a port with an address of its own', () => {
  const { one } = synthInCloud((stack, cloud) => {
    const network = new Network(stack, 'private', { cloud });
    const subnet = network.addSubnet('v4', { cidr: '10.0.0.0/24' });
    const port = new Port(stack, 'way', { cloud, network, fixedIps: [{ subnet, ipAddress: '10.0.0.9' }] });
    new Router(stack, 'in', { cloud }).addPort(port);
  });
  expect(one('port').fixed_ips).toEqual([{ subnet_id: ref('subnet', 'private_v4'), ip_address: '10.0.0.9' }]);
  expect(one('router_interface')).toMatchObject({ port_id: ref('port', 'way') });
});

describe('an instance with ports', () => {
  const synth = (
    props: (group: SecurityGroup) => Partial<InstanceProps>,
    then = (_: Instance, __: SecurityGroup) => {},
  ) =>
    synthInCloud((stack, cloud) => {
      const network = new Network(stack, 'private', { cloud });
      const group = new SecurityGroup(stack, 'web', { cloud });
      const flavor = new Flavor(stack, 'tiny', { cloud, ramMib: 256, vcpus: 1, diskGib: 1 });
      const image = new Image(stack, 'cirros', { cloud, file: __filename, diskFormat: DiskFormat.RAW });
      const ports = [new Port(stack, 'web1', { cloud, network })];
      then(new Instance(stack, 'guest', { cloud, flavor, image, ports, networks: [network], ...props(group) }), group);
    });

  test('has them before its networks', () => {
    expect(synth(() => ({})).one('compute_instance').networks).toEqual([
      { port_id: ref('port', 'web1') },
      { network_id: ref('network', 'private') },
    ]);
    expect(synth(() => ({ networks: undefined })).one('compute_instance').networks).toEqual([
      { port_id: ref('port', 'web1') },
    ]);
  });

  test('has no security groups of its own, and one without ports says where it is', () => {
    expect(() => synth((group) => ({ securityGroups: [group] }))).toThrow('give them to the ports');
    expect(() =>
      synth(
        () => ({}),
        (instance, group) => instance.addSecurityGroup(group),
      ),
    ).toThrow('give them to the ports');
    expect(() => synth(() => ({ ports: [], networks: undefined }))).toThrow('neither networks nor ports are given');
  });
});

describe('what does not go together is refused', () => {
  const port = (props: Partial<PortProps>) =>
    synthInCloud((stack, cloud) => {
      const network = new Network(stack, 'private', { cloud });
      new Port(stack, 'web1', { cloud, network, ...props });
    });

  test('of a port', () => {
    expect(() => port({ macAddress: 'fa:16' })).toThrow('macAddress is "fa:16": give a hardware address');
    expect(() => port({ portSecurityEnabled: false, allowedAddressPairs: [{ ipAddress: '10.0.0.9' }] })).toThrow(
      'leave securityGroups and allowedAddressPairs out',
    );
  });

  test('of a router and a floating IP', () => {
    expect(() => synthInCloud((stack, cloud) => new Router(stack, 'in', { cloud, enableSnat: true }))).toThrow(
      'without gateway',
    );
    const floating = (props: object) =>
      synthInCloud((stack, cloud) => {
        const externalNetwork = new Network(stack, 'public', { cloud, external: true });
        new FloatingIp(stack, 'web', { cloud, externalNetwork, ...props });
      });
    expect(() => floating({ fixedIpAddress: '10.0.0.9' })).toThrow('without port');
    expect(() => floating({ address: '192.0.2' })).toThrow('address is "192.0.2": give an IP address');
  });
});

describe('Neutron', () => {
  const cloud = (props: Partial<NeutronProps>) =>
    synthKeystone((keystone: Keystone, host: Host) => {
      const database = host.node.findChild('Database') as MariaDb;
      const queue = new RabbitMq(host, 'Queue', { host });
      const placement = new Placement(host, 'Placement', { host, keystone, database });
      const controller = new NovaController(host, 'Nova', { host, keystone, database, queue, placement });
      const network = new Neutron(host, 'Neutron', {
        host,
        keystone,
        database,
        queue,
        compute: controller,
        providerNetwork: ProviderNetwork.onInterface('eth1'),
        ...props,
      });
      const node2 = new HostConstruct(host.node.scope as never, 'node2', { address: '192.0.2.2' });
      new NovaCompute(node2, 'Compute', { host: node2, controller, network });
    });
  const settings = (name: string, props: Partial<NeutronProps>, host = 'node1') =>
    cloud(props)
      .all('config_file')
      .find((file) => file.host === host && String(file.path).endsWith(name))?.settings as
      | Record<string, Record<string, string>>
      | undefined;

  test('has no routers unless it is told to', () => {
    expect(settings('neutron.conf', {})?.DEFAULT?.service_plugins).toBe('');
    expect(settings('ml2_conf.ini', {})?.ml2).toMatchObject({ type_drivers: 'flat', tenant_network_types: '' });
    expect(settings('linuxbridge_agent.ini', {})?.vxlan).toEqual({ enable_vxlan: 'false' });
    expect(settings('l3_agent.ini', {})).toBeUndefined();
    expect(
      cloud({})
        .all('network_agent')
        .map(({ agent_type }) => agent_type),
    ).not.toContain('L3 agent');
  });

  test('with layer3 has an agent for them, and tunnels between the hosts for what is behind them', () => {
    const props = { layer3: true, servicePlugins: ['qos', 'router'] };
    expect(settings('neutron.conf', props)?.DEFAULT?.service_plugins).toBe('router,qos');
    expect(settings('ml2_conf.ini', props)).toMatchObject({
      ml2: { type_drivers: 'flat,vxlan', tenant_network_types: 'vxlan', mechanism_drivers: 'linuxbridge,l2population' },
      ml2_type_vxlan: { vni_ranges: '1:1000' },
    });
    for (const [host, local_ip] of [
      ['node1', '192.0.2.1'],
      ['node2', '192.0.2.2'],
    ] as const)
      expect(settings('linuxbridge_agent.ini', props, host)?.vxlan).toEqual({
        enable_vxlan: 'true',
        local_ip,
        l2_population: 'true',
      });
    expect(settings('l3_agent.ini', props)).toEqual({ DEFAULT: { interface_driver: 'linuxbridge' } });
    const found = cloud(props);
    expect(found.all('network_agent')).toContainEqual(
      expect.objectContaining({ agent_type: 'L3 agent', host: 'node1' }),
    );
    expect(found.all('package').flatMap(({ packages }) => packages)).toContain('neutron-l3-agent');
  });

  test('has an ebtables that deletes what agents tell it to, on each host, before the agent starts', () => {
    const { all } = cloud({});
    const path = '/usr/local/sbin/ebtables';
    const files = all('file').filter((file) => file.path === path);
    expect(files.map(({ host, mode }) => [host, mode]).sort()).toEqual([
      ['node1', '0755'],
      ['node2', '0755'],
    ]);
    for (const { depends_on } of all('service').filter(({ name }) => name === 'neutron-linuxbridge-agent.service'))
      expect(depends_on).toContainEqual(comesAfter('file', 'node\\d_\\w*Agent_Mended'));
  });
});
