import {
  Glance,
  type GlanceProps,
  GlanceStore,
  Placement,
  type PlacementProps,
  SwiftCluster,
  SwiftProxy,
} from '../../../constructs';
import { reference, synthKeystone } from './in-cloud';
import type { Synthesized } from './synth';

const fileOf = (path: string, { all }: Synthesized) => all('config_file').find((file) => file.path === path);
const address = (type: string, ids: string) => expect.stringMatching(new RegExp(`^stackwright_${type}\\.${ids}_\\w+$`));

/** Glance and Placement beside Keystone on node1. */
function services(glance: Partial<GlanceProps> = {}, placement: Partial<PlacementProps> = {}): Synthesized {
  return synthKeystone((keystone, host) => {
    const [database] = host.node.children.filter((child) => child.node.id === 'Database') as GlanceProps['database'][];
    if (!database) throw new Error('there is no database');
    new Glance(host, 'Glance', { host, keystone, database, ...glance });
    new Placement(host, 'Placement', { host, keystone, database, ...placement });
  });
}

describe.each([
  ['Glance', '/etc/glance/glance-api.conf', 'database', 'glance', 'image', 9292],
  ['Placement', '/etc/placement/placement.conf', 'placement_database', 'placement', 'placement', 8778],
] as const)('%s', (construct, path, section, name, type, port) => {
  test('connects to a database of its own, and checks tokens as a user of its own', () => {
    const settings = fileOf(path, services())?.settings as Record<string, Record<string, string>>;
    expect(settings[section]?.connection).toMatch(
      new RegExp(`\\{\\{secret:${name}/database\\|url\\}\\}@192\\.0\\.2\\.1/`),
    );
    expect(settings.keystone_authtoken).toMatchObject({
      username: expect.stringMatching(reference('identity_user', `node1_Keystone_User${name}`, 'name')),
      password: `{{secret:main/users/${name}}}`,
      memcache_security_strategy: 'ENCRYPT',
    });
    expect(fileOf(path, services())).toMatchObject({ group: name, mode: '0640' });
  });

  test('has no more rights than to check tokens', () => {
    const grants = services()
      .all('identity_role_assignment')
      .filter(({ user_id }) => `${user_id}`.includes(`User${name}`));
    expect(grants.map(({ role_id }) => role_id)).toEqual([
      expect.stringMatching(reference('identity_role', 'node1_Keystone_service', 'id')),
    ]);
  });

  test('stands in the catalog where it listens', () => {
    const urls = services()
      .all('identity_endpoint')
      .filter(({ service_id }) => `${service_id}`.includes(construct))
      .map((endpoint) => [endpoint.interface, endpoint.url]);
    const url = `http://192.0.2.1:${port}`;
    expect(urls.sort()).toEqual([
      ['admin', url],
      ['internal', url],
      ['public', url],
    ]);
  });

  test('comes in order: packages, configuration, migration, service, and only then counts as ready', () => {
    const found = services();
    expect(fileOf(path, found)?.depends_on).toEqual([address('package', `node1_${construct}_Package`)]);
    const migration = found.all('schema_migration').find((one) => one.name === name);
    expect(migration?.depends_on).toEqual([address('config_file', `node1_${construct}_ConfigFile`)]);
    const service = found.all('service').find((one) => `${one.name}`.startsWith(name));
    expect(service?.depends_on).toEqual([address('schema_migration', `node1_${construct}_Migration`)]);
    const ready = found.all('api_readiness').find((one) => one.service === type);
    expect(ready?.depends_on).toEqual([
      address('service', `node1_${construct}_Service`),
      ...['public', 'internal', 'admin'].map((side) =>
        address('identity_endpoint', `node1_${construct}_Catalog_Endpoint${side}\\w+`),
      ),
    ]);
  });

  test('takes settings of its user, and refuses those that would tear it from its database', () => {
    const found = services(
      { extraSettings: { DEFAULT: { debug: 'true', workers: '5' } } },
      { extraSettings: { DEFAULT: { debug: 'true', workers: '5' } } },
    );
    expect(fileOf(path, found)?.settings).toMatchObject({ DEFAULT: { debug: 'true', workers: '5' } });
    const extraSettings = { [section]: { connection: 'sqlite://' } };
    expect(() => services(...(construct === 'Glance' ? [{ extraSettings }] : [{}, { extraSettings }]))).toThrow(
      `extraSettings has ${section} / connection: the prop database decides it. Leave it out.`,
    );
  });

  test('says at once that a port or URL cannot be', () => {
    const wrong = { port: 0, publicUrl: 'cloud.example' };
    expect(() => services(...(construct === 'Glance' ? [wrong] : [{}, wrong]))).toThrow(
      /port is 0: give a whole number from 1 to 65535[\s\S]*publicUrl is "cloud.example": give a URL/,
    );
  });
});

describe('images in Swift', () => {
  const found = (store = GlanceStore.swift()) =>
    synthKeystone((keystone, host) => {
      const database = host.node.tryFindChild('Database') as GlanceProps['database'];
      new Glance(host, 'Glance', { host, keystone, database, store });
      const cluster = new SwiftCluster(host, 'Swift', { host, partPower: 4, replicas: 1 });
      cluster.addDevice({ host, device: 'sdb1', zone: 1, weight: 100 });
      new SwiftProxy(host, 'Proxy', { host, cluster, keystone });
    });

  test('are kept there by an account of Glance, whose password stands in a file of its own', () => {
    expect(fileOf('/etc/glance/glance-api.conf', found())?.settings).toMatchObject({
      glance_store: {
        stores: 'file,http,swift',
        default_store: 'swift',
        swift_store_container: 'glance',
        swift_store_create_container_on_put: 'true',
        default_swift_reference: 'images',
      },
    });
    expect(fileOf('/etc/glance/glance-swift-images.conf', found())).toMatchObject({
      create: true,
      group: 'glance',
      mode: '0640',
      settings: {
        images: { auth_version: '3', auth_address: 'http://192.0.2.1:5000/v3', key: '{{secret:main/users/glance}}' },
      },
    });
  });

  test('are taken once Swift is ready, and a file that leads there restarts Glance', () => {
    const all = found();
    const [image, objects] = ['image', 'object-store'].map((type) =>
      all.all('api_readiness').find(({ service }) => service === type),
    );
    expect(image?.depends_on).toContainEqual(address('api_readiness', 'node1_Proxy_Ready'));
    expect(objects?.depends_on).not.toContainEqual(address('api_readiness', 'node1_Glance_Ready'));
    const service = all.all('service').find(({ name }) => `${name}`.startsWith('glance'));
    expect(Object.keys(service?.restart_on as object)).toContain('/etc/glance/glance-swift-images.conf');
  });

  test('need a role that lets Glance make a container', () => {
    const roles = found()
      .all('identity_role_assignment')
      .filter(({ user_id }) => `${user_id}`.includes('Userglance'))
      .map(({ role_id }) => `${role_id}`);
    expect(roles).toContainEqual(expect.stringContaining('member_role_id'));
  });

  test('in a container whose name cannot be are refused, and so is a setting for another store', () => {
    expect(() => GlanceStore.swift({ container: 'a/b' })).toThrow('container is "a/b": give a name of up to 256 bytes');
    expect(() => services({ extraSettings: { glance_store: { default_store: 'swift' } } })).toThrow(
      'extraSettings has glance_store / default_store: the prop store decides it. Leave it out.',
    );
  });
});
