import {
  Cinder,
  type CinderProps,
  CinderVolume,
  type CinderVolumeProps,
  Host,
  type Keystone,
  LvmBackend,
  LvmProvisioning,
  type MariaDb,
  Neutron,
  NfsBackend,
  NovaCompute,
  NovaController,
  Placement,
  ProviderNetwork,
  RabbitMq,
} from '../../../constructs';
import { reference, synthKeystone } from './in-cloud';
import type { Synthesized } from './synth';

const NFS = new NfsBackend({ name: 'nfs', shares: ['192.0.2.20:/srv/volumes', '[2001:db8::1]:/more'] });

interface Options {
  readonly cinder?: Partial<CinderProps>;
  readonly volume?: Partial<CinderVolumeProps>;
  /** Whether the volume service is on Cinder's own host. */
  readonly alone?: boolean;
  /** Whether there is a Nova, and in which order. */
  readonly nova?: 'before the volume service' | 'after it';
}

/** Cinder on node1, its volume service on node3, and guests on node2. */
function volumes({ cinder: more, volume, alone, nova }: Options = {}): Synthesized {
  return synthKeystone((keystone: Keystone, host: Host) => {
    const database = host.node.findChild('Database') as MariaDb;
    const queue = new RabbitMq(host, 'Queue', { host });
    const common = { host, keystone, database };
    const cinder = new Cinder(host, 'Cinder', { ...common, queue, ...more });
    const other = (name: string, address: string) => new Host(host.node.scope as never, name, { address });
    const compute = () => {
      const placement = new Placement(host, 'Placement', common);
      const controller = new NovaController(host, 'Nova', { ...common, queue, placement, volumes: cinder });
      const providerNetwork = ProviderNetwork.onInterface('eth1');
      const network = new Neutron(host, 'Neutron', { ...common, queue, compute: controller, providerNetwork });
      const node2 = other('node2', '192.0.2.2');
      new NovaCompute(node2, 'Compute', { host: node2, controller, network });
    };
    if (nova === 'before the volume service') compute();
    const storage = alone ? host : other('node3', '192.0.2.3');
    new CinderVolume(storage, 'Volume', { host: storage, cinder, backends: [NFS], ...volume });
    if (nova === 'after it') compute();
  });
}

type Settings = Record<string, Record<string, string>>;
const CONF = '/etc/cinder/cinder.conf';
const fileOf = (path: string, host: string, { all }: Synthesized) =>
  [...all('config_file'), ...all('file')].find((file) => file.path === path && file.host === host);
const settingsOf = (path: string, host: string, found: Synthesized) => fileOf(path, host, found)?.settings as Settings;
const serviceOf = (name: string, host: string, { all }: Synthesized) =>
  all('service').find((service) => service.name === name && service.host === host);
const packagesOn = (host: string, { all }: Synthesized) =>
  all('package')
    .filter((set) => set.host === host)
    .flatMap(({ packages }) => packages as string[]);
const dependsOn = (resource?: Record<string, unknown>) => (resource?.depends_on as string[] | undefined)?.join() ?? '';

describe('Cinder', () => {
  test('is in the catalog with the project in its URLs', () => {
    const { all } = volumes();
    expect(all('identity_service')).toContainEqual(expect.objectContaining({ name: 'cinder', type: 'volumev3' }));
    const urls = all('identity_endpoint').map(({ url }) => url);
    expect(urls.filter((url) => url === 'http://192.0.2.1:8776/v3/%(project_id)s')).toHaveLength(3);
  });

  test('has the role by which Nova takes volumes away from servers, and that to ask Nova for more than users may', () => {
    const { all } = volumes();
    const roles = all('identity_role_assignment')
      .filter(({ user_id }) => `${user_id}`.includes('Usercinder'))
      .map(({ role_id }) => role_id);
    expect(roles).toEqual([
      expect.stringContaining('admin_role_id'),
      expect.stringMatching(reference('identity_role', 'node1_Keystone_service', 'id')),
    ]);
    const { keystone_authtoken, service_user, nova } = settingsOf(CONF, 'node1', volumes()) as Settings;
    expect(keystone_authtoken).toMatchObject({ service_token_roles_required: 'true' });
    expect(service_user).toMatchObject({ send_service_user_token: 'true', auth_type: 'password' });
    expect(nova).toMatchObject({ interface: 'internal', password: '{{secret:main/users/cinder}}' });
  });

  test('is ready when the API has done its work and the scheduler has reported', () => {
    const { all } = volumes();
    expect(all('api_readiness')).toMatchObject([{ service: 'volumev3' }]);
    expect(all('volume_service')).toContainEqual(
      expect.objectContaining({ binary: 'cinder-scheduler', host: 'node1' }),
    );
  });

  test('answers one request at a time in each of its processes', () => {
    const { uwsgi } = settingsOf('/etc/cinder/cinder-api-uwsgi.ini', 'node1', volumes()) as Settings;
    expect(uwsgi).toMatchObject({ processes: '2', threads: '1', 'http-socket': '192.0.2.1:8776' });
  });

  test('finds Glance by the catalog, and not where its packages say, unless its user says where', () => {
    for (const host of ['node1', 'node3']) {
      expect(fileOf(CONF, host, volumes())?.absent).toMatchObject({ DEFAULT: ['glance_api_servers'] });
      expect(settingsOf(CONF, host, volumes()).DEFAULT?.glance_catalog_info).toBe('image:glance:internalURL');
    }
    const extraSettings = { DEFAULT: { glance_api_servers: 'http://192.0.2.9:9292' } };
    const told = fileOf(CONF, 'node1', volumes({ cinder: { extraSettings } }));
    expect(told).toMatchObject({ settings: extraSettings });
    expect(JSON.stringify(told?.absent ?? {})).not.toContain('glance_api_servers');
  });

  test('refuses settings that something else decides', () => {
    expect(() => volumes({ cinder: { extraSettings: { DEFAULT: { enabled_backends: 'lvm' } } } })).toThrow(
      'extraSettings has DEFAULT / enabled_backends: the backends of CinderVolume decide it. Leave it out.',
    );
  });
});

describe('a volume service', () => {
  test('has what its backends need, and reaches the database from its own host', () => {
    const found = volumes();
    expect(packagesOn('node3', found)).toEqual(expect.arrayContaining(['cinder-volume', 'nfs-common']));
    expect(packagesOn('node3', found)).not.toContain('tgt');
    expect(settingsOf(CONF, 'node3', found)).toMatchObject({
      DEFAULT: { host: 'node3', my_ip: '192.0.2.3', enabled_backends: 'nfs' },
      nfs: {
        volume_backend_name: 'nfs',
        nfs_shares_config: expect.stringMatching(reference('file', 'node3_Volume_Sharesnfs', 'path')),
        nfs_mount_point_base: '/var/lib/cinder/mnt',
        nfs_snapshot_support: 'true',
        nas_secure_file_operations: 'false',
      },
    });
    expect(fileOf('/etc/cinder/nfs_shares.nfs', 'node3', found)).toMatchObject({
      content: '192.0.2.20:/srv/volumes\n[2001:db8::1]:/more\n',
      group: 'cinder',
      mode: '0640',
    });
    expect(found.all('mariadb_user').find(({ name }) => name === 'cinder')).toMatchObject({
      from: ['192.0.2.1', '192.0.2.3'],
    });
  });

  test('unmounts shares after it has stopped and before its packages go, which would remove what is on them', () => {
    const found = volumes();
    const command = found.all('command').find(({ host }) => host === 'node3');
    expect(command?.delete).toContain("grep '^/var/lib/cinder/mnt/'");
    expect(dependsOn(command)).toMatch(/stackwright_package\.node3_Volume_Package/);
    expect(dependsOn(serviceOf('cinder-volume.service', 'node3', found))).toMatch(
      /stackwright_command\.node3_Volume_Mounts/,
    );
  });

  test('restarts when its shares change', () => {
    const { restart_on } = serviceOf('cinder-volume.service', 'node3', volumes()) as { restart_on: object };
    expect(Object.keys(restart_on)).toEqual(expect.arrayContaining([CONF, '/etc/cinder/nfs_shares.nfs']));
  });

  test('is ready when the scheduler knows each of its backends', () => {
    const backends = [NFS, new NfsBackend({ name: 'archive', shares: ['filer:/srv/archive'] })];
    const found = volumes({ volume: { backends } });
    expect(settingsOf(CONF, 'node3', found).DEFAULT).toMatchObject({ enabled_backends: 'nfs,archive' });
    const [first, second] = ['nfs', 'archive'].map((name) =>
      found.all('volume_service').find(({ host }) => host === `node3@${name}`),
    );
    for (const backend of [first, second]) expect(backend).toMatchObject({ unit: { host: 'node3' }, run_as: 'cinder' });
    expect(dependsOn(first)).toMatch(/stackwright_volume_service\.node3_Volume_Backendarchive/);
  });

  test("on Cinder's own host shares its configuration file", () => {
    const found = volumes({ alone: true });
    expect(found.all('config_file').filter(({ path }) => path === CONF)).toHaveLength(1);
    expect(settingsOf(CONF, 'node1', found)).toMatchObject({
      DEFAULT: { enabled_backends: 'nfs' },
      keystone_authtoken: {},
      nfs: {},
    });
    expect(found.all('mariadb_user').find(({ name }) => name === 'cinder')).toMatchObject({ from: ['192.0.2.1'] });
  });

  test('hands out logical volumes at the addresses of its backends alone', () => {
    const fast = new LvmBackend({
      name: 'lvm',
      backendName: 'local',
      volumeGroup: 'fast',
      provisioning: LvmProvisioning.THICK,
      extraSettings: { volume_clear: 'none' },
    });
    const slow = new LvmBackend({ name: 'slow', targetAddress: '198.51.100.3', targetPort: 3270 });
    const found = volumes({ volume: { backends: [fast, slow] } });
    const { lvm, slow: other } = settingsOf(CONF, 'node3', found) as Settings;
    expect(lvm).toEqual({
      volume_driver: 'cinder.volume.drivers.lvm.LVMVolumeDriver',
      volume_backend_name: 'local',
      volume_group: 'fast',
      lvm_type: 'default',
      target_protocol: 'iscsi',
      target_helper: 'tgtadm',
      target_ip_address: '192.0.2.3',
      target_port: '3260',
      volume_clear: 'none',
    });
    expect(other).toMatchObject({
      volume_group: 'cinder-volumes',
      lvm_type: 'thin',
      target_ip_address: '198.51.100.3',
      target_port: '3270',
    });
    // What the package has written in the words of former releases would count as well.
    expect(fileOf(CONF, 'node3', found)?.absent).toMatchObject({ lvm: ['iscsi_protocol', 'iscsi_helper'] });
    expect(serviceOf('tgt.service', 'node3', found)).toMatchObject({
      readiness: { tcp: '192.0.2.3:3260' },
      overrides: {
        Service: {
          ExecStart: ['', '/usr/sbin/tgtd -f --iscsi portal=192.0.2.3:3260,portal=198.51.100.3:3270'],
        },
      },
    });
    expect(dependsOn(serviceOf('cinder-volume.service', 'node3', found))).toMatch(/node3_Volume_Target/);
    expect(packagesOn('node3', found)).toEqual(expect.arrayContaining(['tgt', 'thin-provisioning-tools']));
  });

  test('needs backends, each with a name of its own', () => {
    expect(() => volumes({ volume: { backends: [] } })).toThrow('backends is empty: give at least one.');
    expect(() => volumes({ volume: { backends: [NFS, NFS] } })).toThrow('backends has two of the name "nfs"');
  });
});

describe('instances', () => {
  test.each(['before the volume service', 'after it'] as const)(
    'defined %s can have volumes: their hosts reach what these are on',
    (nova) => {
      const backends = [NFS, new LvmBackend({ name: 'lvm' })];
      const found = volumes({ nova, volume: { backends } });
      for (const host of ['node1', 'node2']) {
        expect(settingsOf('/etc/nova/nova.conf', host, found).cinder).toMatchObject({
          catalog_info: 'volumev3::internalURL',
          os_region_name: 'regionOne',
          auth_type: 'password',
        });
      }
      expect(packagesOn('node2', found)).toEqual(expect.arrayContaining(['nfs-common', 'open-iscsi']));
      expect(serviceOf('iscsid.socket', 'node2', found)).toBeDefined();
      const before = dependsOn(serviceOf('nova-compute.service', 'node2', found));
      expect(before).toMatch(/stackwright_package\.node2_Compute_nfsclient/);
      expect(before).toMatch(/stackwright_service\.node2_Compute_iscsiclientservice/);
      expect(before).toMatch(/stackwright_command\.node2_Compute_Mounts/);
      const backend = found.all('volume_service').find(({ host }) => host === 'node3@nfs');
      expect(dependsOn(backend)).toMatch(/stackwright_package\.node2_Compute_nfsclient/);
      const command = found
        .all('command')
        .find(({ host, delete: text }) => host === 'node2' && `${text}`.includes('umount'));
      expect(command?.delete).toContain("grep '^/var/lib/nova/mnt/'");
    },
  );
});

describe('a backend is refused', () => {
  test.each([
    ['NFS', { name: 'Nfs', shares: ['a:/b'] }, 'name is "Nfs": give a small letter or digit and then those'],
    ['NFS', { name: 'nova', shares: ['a:/b'] }, 'name is "nova": its section in cinder.conf is about something else'],
    ['NFS', { name: 'n', shares: [] }, 'shares is []: give at least one, such as "192.0.2.20:/srv/volumes".'],
    ['NFS', { name: 'n', shares: ['/srv'] }, 'shares is "/srv": give SERVER:/PATH'],
    ['NFS', { name: 'n', shares: ['2001:db8::1:/srv'] }, 'shares is "2001:db8::1:/srv": give SERVER:/PATH'],
    ['NFS', { name: 'n', shares: ['a:/b'], mountOptions: 'a b' }, 'mountOptions is "a b": give options with ","'],
    [
      'NFS',
      { name: 'n', shares: ['a:/b'], snapshots: true, secureFileOperations: true },
      'snapshots is true: they need root, so set secureFileOperations to false',
    ],
    ['LVM', { name: 'l', volumeGroup: '-x' }, 'volumeGroup is "-x": give letters, digits'],
    ['LVM', { name: 'l', targetAddress: 'node3' }, 'targetAddress is "node3": give an IP address of the host'],
    ['LVM', { name: 'l', targetPort: 0 }, 'targetPort is 0: give a whole number from 1 to 65535.'],
  ])('%s: %j', (kind, props, message) => {
    const define = () => (kind === 'NFS' ? new NfsBackend(props as never) : new LvmBackend(props as never));
    expect(define).toThrow(message);
  });
});
