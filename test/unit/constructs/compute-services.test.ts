import {
  Glance,
  type Host,
  Host as HostConstruct,
  type Keystone,
  type MariaDb,
  Neutron,
  type NeutronProps,
  NovaCompute,
  type NovaComputeProps,
  NovaController,
  type NovaControllerProps,
  Placement,
  ProviderNetwork,
  RabbitMq,
  Secret,
  SecurityGroup,
  VirtType,
} from '../../../constructs';
import { reference, synthKeystone } from './in-cloud';
import type { Synthesized } from './synth';

interface Options {
  readonly nova?: Partial<NovaControllerProps>;
  readonly compute?: Partial<NovaComputeProps>;
  readonly neutron?: Partial<NeutronProps>;
  readonly providerNetwork?: ProviderNetwork;
  /** Whether guests run on the controller, too. */
  readonly alone?: boolean;
  /** What else is in the stack. */
  more?(keystone: Keystone, host: Host): void;
}

/** A controller on node1, and a host for guests: node2, or node1 itself. */
function cloud({
  nova,
  compute,
  neutron,
  providerNetwork = ProviderNetwork.onInterface('eth1'),
  alone,
  more,
}: Options = {}): Synthesized {
  return synthKeystone((keystone: Keystone, host: Host) => {
    const database = host.node.findChild('Database') as MariaDb;
    const queue = new RabbitMq(host, 'Queue', { host });
    new Glance(host, 'Glance', { host, keystone, database });
    const placement = new Placement(host, 'Placement', { host, keystone, database });
    const controller = new NovaController(host, 'Nova', { host, keystone, database, queue, placement, ...nova });
    const network = new Neutron(host, 'Neutron', {
      host,
      keystone,
      database,
      queue,
      compute: controller,
      providerNetwork,
      ...neutron,
    });
    const node2 = alone ? host : new HostConstruct(host.node.scope as never, 'node2', { address: '192.0.2.2' });
    new NovaCompute(node2, 'Compute', { host: node2, controller, network, ...compute });
    more?.(keystone, host);
  });
}

type Settings = Record<string, Record<string, string>>;
const settingsOf = (path: string, host: string, { all }: Synthesized) =>
  all('config_file').find((file) => file.path === path && file.host === host)?.settings as Settings;
const serviceOf = (name: string, host: string, { all }: Synthesized) =>
  all('service').find((service) => service.name === name && service.host === host);
const at = (type: string, ids: string) => expect.stringMatching(new RegExp(`^stackwright_${type}\\.${ids}_\\w+$`));

describe('Nova', () => {
  test('has the cells of its databases as templates, in which no password is', () => {
    expect(
      cloud()
        .all('compute_cell')
        .map(({ name, database_connection }) => [name, database_connection]),
    ).toEqual([
      ['cell0', '{scheme}://{username}:{password}@{hostname}/nova_cell0'],
      ['cell1', '{scheme}://{username}:{password}@{hostname}/{path}'],
    ]);
  });

  test('comes in order: the migration of its API, its cells, its own migration, its services, and then what has to report', () => {
    const found = cloud();
    for (const cell of found.all('compute_cell'))
      expect(cell.depends_on).toEqual([
        at('schema_migration', 'node1_Nova_ApiMigration'),
        at('mariadb_database', 'node1_Database_Databasenova_cell0'),
      ]);
    const migration = found.all('schema_migration').find(({ name }) => name === 'nova');
    expect(migration?.depends_on).toEqual([
      at('compute_cell', 'node1_Nova_Cell0'),
      at('compute_cell', 'node1_Nova_Cell1'),
    ]);
    for (const daemon of ['nova-conductor.service', 'nova-scheduler.service'])
      expect(serviceOf(daemon, 'node1', found)?.depends_on).toEqual([
        at('schema_migration', 'node1_Nova_Migration'),
        at('api_readiness', 'node1_Placement_Ready'),
      ]);
    const reported = found.all('compute_service').filter(({ host }) => host === 'node1');
    expect(reported.map(({ binary }) => binary)).toEqual(['nova-conductor', 'nova-scheduler']);
  });

  test('answers requests with one thread a process, since with more some would wait a minute', () => {
    expect(settingsOf('/etc/nova/nova-api-uwsgi.ini', 'node1', cloud())).toEqual({
      uwsgi: { 'http-socket': '192.0.2.1:8774', processes: '2', threads: '1', 'add-header': 'Connection: close' },
    });
  });

  test('shares with Neutron the secret for metadata, and shows screens by noVNC alone', () => {
    const found = cloud();
    const nova = settingsOf('/etc/nova/nova.conf', 'node1', found);
    expect(nova.neutron?.metadata_proxy_shared_secret).toBe('{{secret:nova/metadata-proxy}}');
    expect(settingsOf('/etc/neutron/metadata_agent.ini', 'node1', found).DEFAULT).toMatchObject({
      metadata_proxy_shared_secret: '{{secret:nova/metadata-proxy}}',
      nova_metadata_host: '192.0.2.1',
    });
    expect(nova.vnc?.novncproxy_base_url).toBe('http://192.0.2.1:6080/vnc_lite.html');
    expect(serviceOf('nova-spicehtml5proxy.service', 'node1', found)).toMatchObject({ enabled: false, active: false });
  });

  test('hands out the page for screens by the name that browsers know, and lets that page connect', () => {
    const plain = settingsOf('/etc/nova/nova.conf', 'node1', cloud());
    expect(plain).not.toHaveProperty('console');
    const consoleUrl = 'https://cloud.example/screens/vnc_lite.html';
    const found = cloud({ nova: { consoleUrl, consolePort: 6090 } });
    const nova = settingsOf('/etc/nova/nova.conf', 'node1', found);
    expect(nova.console).toEqual({ allowed_origins: 'cloud.example' });
    for (const host of ['node1', 'node2'])
      expect(settingsOf('/etc/nova/nova.conf', host, found).vnc?.novncproxy_base_url).toBe(consoleUrl);
    // It is ready by its own address, wherever browsers find it.
    expect(serviceOf('nova-novncproxy.service', 'node1', found)?.readiness).toEqual({
      http: 'http://192.0.2.1:6090/vnc_lite.html',
      timeout_seconds: 300,
    });
  });

  test('encrypts screens with a certificate, and restarts what reads it when it changes', () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    const found = cloud({ nova: { consoleTls: { certificate, key: Secret.named('console/key') } } });
    const nova = settingsOf('/etc/nova/nova.conf', 'node1', found);
    expect(nova.vnc?.novncproxy_base_url).toBe('https://192.0.2.1:6080/vnc_lite.html');
    expect(nova.DEFAULT).toMatchObject({ ssl_only: 'true', cert: '/etc/nova/console-proxy.crt' });
    const files = found.all('file').filter(({ path }) => `${path}`.startsWith('/etc/nova/console-proxy'));
    expect(files.map(({ content, group, mode }) => [content, group, mode])).toEqual([
      [certificate, 'nova', '0640'],
      ['{{secret:console/key}}', 'nova', '0640'],
    ]);
    const { readiness, restart_on } = serviceOf('nova-novncproxy.service', 'node1', found) ?? {};
    expect(readiness).toMatchObject({ http: 'https://192.0.2.1:6080/vnc_lite.html' });
    expect(restart_on).toHaveProperty(['/etc/nova/console-proxy.key']);
  });

  test.each<[string, Partial<NovaControllerProps>, string]>([
    [
      'a page in the open where nothing is taken in the open',
      {
        consoleUrl: 'http://cloud.example/vnc_lite.html',
        consoleTls: { certificate: '-----BEGIN CERTIFICATE-----\n', key: Secret.named('console/key') },
      },
      'consoleUrl is "http://cloud.example/vnc_lite.html", and with consoleTls nothing is taken in the open',
    ],
    [
      'a path in place of a certificate',
      { consoleTls: { certificate: '/etc/ssl/console.crt', key: Secret.named('console/key') } },
      'consoleTls.certificate is no certificate in PEM',
    ],
  ])('refuses %s', (_, nova, message) => {
    expect(() => cloud({ nova })).toThrow(message);
  });

  test('refuses settings that something else decides', () => {
    const extraSettings = { DEFAULT: { transport_url: 'rabbit://' } };
    expect(() => cloud({ nova: { extraSettings } })).toThrow(
      'extraSettings has DEFAULT / transport_url: the prop queue decides it',
    );
  });
});

describe('a host with guests', () => {
  test('knows the queue and its account, and neither database nor the secret for metadata', () => {
    const nova = settingsOf('/etc/nova/nova.conf', 'node2', cloud());
    expect(nova.DEFAULT).toMatchObject({ host: 'node2', my_ip: '192.0.2.2' });
    expect(nova.DEFAULT?.transport_url).toContain('{{secret:node1/rabbitmq/nova|url}}@192.0.2.1:5672/');
    expect(nova).not.toHaveProperty('database');
    expect(nova).not.toHaveProperty('api_database');
    expect(nova.neutron).not.toHaveProperty('metadata_proxy_shared_secret');
  });

  test('runs them on the processor where it can, which is found out when Terraform runs', () => {
    const { libvirt } = settingsOf('/etc/nova/nova-compute.conf', 'node2', cloud());
    expect(libvirt?.virt_type).toMatch(/^\$\{data\.stackwright_host\.\w+\.kvm \? "kvm" : "qemu"\}$/);
    expect(
      settingsOf('/etc/nova/nova-compute.conf', 'node2', cloud({ compute: { virtType: VirtType.QEMU } })).libvirt,
    ).toEqual({
      virt_type: 'qemu',
      cpu_mode: 'none',
    });
  });

  test.each([
    ['node2', {}],
    ['node1', { alone: true }],
  ])("on %s takes settings of the user's, which win", (host, where) => {
    const extraSettings = { libvirt: { cpu_mode: 'host-passthrough' }, DEFAULT: { reserved_host_memory_mb: '1024' } };
    const found = cloud({ ...where, compute: { extraSettings, resumeGuests: false, virtType: VirtType.KVM } });
    expect(settingsOf('/etc/nova/nova-compute.conf', host, found)).toEqual({
      DEFAULT: { reserved_host_memory_mb: '1024', resume_guests_state_on_host_boot: 'false' },
      libvirt: { virt_type: 'kvm', cpu_mode: 'host-passthrough' },
    });
  });

  test('has a libvirt that stays, so that one that somebody stopped shows', () => {
    expect(serviceOf('libvirtd.service', 'node2', cloud())?.overrides).toEqual({
      Service: { Environment: ['LIBVIRTD_ARGS='] },
    });
  });

  test('starts when the controller has reported, and goes only after its unit was stopped', () => {
    const found = cloud();
    expect(serviceOf('nova-compute.service', 'node2', found)?.depends_on).toEqual([
      at('api_readiness', 'node1_Nova_Ready'),
      at('compute_service', 'node1_Nova_nova-conductor'),
      at('compute_service', 'node1_Nova_nova-scheduler'),
      at('service', 'node2_Compute_Libvirt'),
    ]);
    const record = found.all('compute_service').find(({ host }) => host === 'node2');
    expect(record).toMatchObject({
      binary: 'nova-compute',
      unit: { host: 'node2', name: expect.stringMatching(reference('service', 'node2_Compute_Service', 'name')) },
      // So it refuses to go before anything was done to what connects its guests.
      depends_on: [at('network_agent', 'node2_Compute_NeutronAgent_Linuxbridgeagent')],
    });
  });

  test('that is the controller as well has one configuration file for both, and one agent', () => {
    const found = cloud({ alone: true });
    const paths = found.all('config_file').map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(
      found
        .all('network_agent')
        .map(({ agent_type, host }) => `${agent_type} ${host}`)
        .sort(),
    ).toEqual(['DHCP agent node1', 'Linux bridge agent node1', 'Metadata agent node1']);
  });
});

describe('Neutron', () => {
  test("takes settings of the user's for each of its daemons, which win", () => {
    const found = cloud({
      neutron: {
        layer3: true,
        extraSettings: { DEFAULT: { dhcp_lease_duration: '600' } },
        extraPluginSettings: { ml2: { type_drivers: 'flat,vlan' } },
        extraBridgeSettings: { agent: { polling_interval: '5' } },
        extraDhcpSettings: { DEFAULT: { dnsmasq_dns_servers: '192.0.2.53' } },
        extraMetadataSettings: { DEFAULT: { metadata_workers: '2' } },
        extraLayer3Settings: { DEFAULT: { agent_mode: 'legacy' } },
      },
    });
    const of = (path: string, host = 'node1') => settingsOf(path, host, found);
    expect(of('/etc/neutron/neutron.conf').DEFAULT).toMatchObject({ dhcp_lease_duration: '600' });
    expect(of('/etc/neutron/plugins/ml2/ml2_conf.ini').ml2).toMatchObject({ type_drivers: 'flat,vlan' });
    for (const host of ['node1', 'node2'])
      expect(of('/etc/neutron/plugins/ml2/linuxbridge_agent.ini', host).agent).toEqual({ polling_interval: '5' });
    expect(of('/etc/neutron/dhcp_agent.ini').DEFAULT).toMatchObject({ dnsmasq_dns_servers: '192.0.2.53' });
    expect(of('/etc/neutron/metadata_agent.ini').DEFAULT).toMatchObject({ metadata_workers: '2' });
    expect(of('/etc/neutron/l3_agent.ini').DEFAULT).toMatchObject({ agent_mode: 'legacy' });
  });

  test('is waited for once by what looks up what it has, and not whenever something behind it changes', () => {
    const found = cloud({
      more: ({ cloud }, host) => SecurityGroup.defaultOf(host, 'default', { cloud }).allowSsh(),
    });
    const [group] = found.all('security_group');
    expect(group).not.toHaveProperty('depends_on');
    expect(group?.cloud).toMatch(
      /^\$\{\(?\(?length\(stackwright_api_readiness\.node1_Neutron_Ready_\w+\.id\) >= 1\)? \? \S+ : ""\)?\}$/,
    );
  });

  test.each<[string, Options, string]>([
    [
      'settings of an agent that is not there',
      { neutron: { extraLayer3Settings: {} } },
      'extraLayer3Settings is given without layer3',
    ],
    [
      'a second interface of its own host',
      { alone: true, compute: { providerNetwork: ProviderNetwork.onInterface('eth2') } },
      'providerNetwork is given, and node1 has the agent of Neutron already',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => cloud(options)).toThrow(message);
  });
});

describe('a provider network', () => {
  const mapping = (host: string, found: Synthesized) =>
    settingsOf('/etc/neutron/plugins/ml2/linuxbridge_agent.ini', host, found).linux_bridge?.physical_interface_mappings;

  test('by an interface of its own brings that up without an address, on each host', () => {
    const found = cloud();
    expect(found.all('network_interface').map(({ host, name, promiscuous }) => [host, name, promiscuous])).toEqual([
      ['node1', 'eth1', true],
      ['node2', 'eth1', true],
    ]);
    expect(mapping('node2', found)).toMatch(/^provider:\$\{stackwright_network_interface\.\w+\.name\}$/);
  });

  test("by the host's own interface shares a bridge with it, and gives the agent the end of a pair", () => {
    const found = cloud({ providerNetwork: ProviderNetwork.onSharedInterface('eth0') });
    expect(found.all('network_bridge').map(({ host, name, ports }) => [host, name, ports])).toEqual([
      ['node1', 'br100', ['eth0']],
      ['node2', 'br100', ['eth0']],
    ]);
    const [pair] = found.all('network_veth');
    expect(pair).toMatchObject({ name: 'vmup0', peer: 'vmnic0' });
    expect(mapping('node1', found)).toMatch(/^provider:\$\{stackwright_network_veth\.\w+\.peer\}$/);
  });

  test('with a name that no interface can have is refused', () => {
    expect(() => ProviderNetwork.onInterface('a name that is too long')).toThrow('give up to 15 letters');
  });
});
