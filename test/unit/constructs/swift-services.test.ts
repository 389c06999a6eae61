import { Host, Memcached, SwiftCluster, SwiftProxy, type SwiftProxyProps, SwiftStorage } from '../../../constructs';
import { reference, synthKeystone } from './in-cloud';
import type { Synthesized } from './synth';

const fileOf = (path: string, { all }: Synthesized) => all('config_file').find((file) => file.path === path);
const serviceOf = (name: string, { all }: Synthesized) => all('service').find((service) => service.name === name);

/** Swift on two further hosts, with the proxy beside Keystone. */
function swift(proxy: Partial<SwiftProxyProps> = {}): Synthesized {
  return synthKeystone((keystone, host) => {
    const stack = host.node.scope as never;
    const [one, two] = [8, 9].map((n) => new Host(stack, `node${n}`, { address: `192.0.2.${n}` })) as [Host, Host];
    const cluster = new SwiftCluster(host, 'Swift', {
      host,
      partPower: 10,
      replicas: 2,
      cache: new Memcached(host, 'SwiftCache', { host, port: 11212 }),
    });
    new SwiftProxy(host, 'Proxy', { host, cluster, keystone, ...proxy });
    for (const [index, storage] of [one, two].entries())
      new SwiftStorage(storage, 'Storage', {
        host: storage,
        cluster,
        disks: [{ device: '/dev/sdb1', zone: index + 1, weight: 100 }],
        extraSettings: { object: { 'object-replicator': { concurrency: '4' } } },
      });
  });
}

test('every host has the hash and all three rings, in which is every disk', () => {
  const { one, all } = swift();
  expect(one('swift_hash')).toMatchObject({
    hosts: ['node1', 'node8', 'node9'],
    suffix: '{{secret:swift/hash-suffix}}',
    group: 'swift',
    mode: '0640',
  });
  const rings = all('swift_ring');
  expect(rings.map(({ type }) => type).sort()).toEqual(['account', 'container', 'object']);
  for (const ring of rings)
    expect(ring).toMatchObject({ host: 'node1', part_power: 10, replicas: 2, distribute_to: ['node8', 'node9'] });
  expect(rings.flatMap(({ devices }) => Object.keys(devices as object)).sort()).toEqual([
    '192.0.2.8:6200/sdb1',
    '192.0.2.8:6201/sdb1',
    '192.0.2.8:6202/sdb1',
    '192.0.2.9:6200/sdb1',
    '192.0.2.9:6201/sdb1',
    '192.0.2.9:6202/sdb1',
  ]);
});

test('disks are mounted before a server starts, and nothing is stored where none is', () => {
  const found = swift();
  expect(found.all('filesystem')).toMatchObject(
    ['node8', 'node9'].map((host) => ({ host, device: '/dev/sdb1', type: 'xfs', owner: 'swift', group: 'swift' })),
  );
  expect(fileOf('/etc/swift/object-server.conf', found)?.settings).toMatchObject({
    DEFAULT: { bind_ip: '192.0.2.8', devices: '/srv/node', mount_check: 'true', user: 'swift' },
    'object-replicator': { concurrency: '4' },
  });
  for (const name of ['swift-account.service', 'swift-container.service', 'swift-object.service']) {
    const { depends_on, readiness } = serviceOf(name, found) as { depends_on: string[]; readiness: object };
    expect(depends_on.join()).toMatch(/stackwright_filesystem\.node8_Storage_sdb1/);
    expect(depends_on.join()).toMatch(/stackwright_swift_hash\..*stackwright_swift_ring\./);
    expect(readiness).toEqual({ http: expect.stringMatching(/^http:\/\/192\.0\.2\.8:620[0-2]\/healthcheck$/) });
  }
});

test('daemons for what few clusters have do not run', () => {
  for (const name of ['swift-container-sync.service', 'swift-object-reconstructor.service'])
    expect(serviceOf(name, swift())).toMatchObject({ enabled: false, active: false });
});

test('the proxy lets users in by Keystone with an account that may only check tokens', () => {
  const found = swift();
  expect(fileOf('/etc/swift/proxy-server.conf', found)).toMatchObject({
    group: 'swift',
    mode: '0640',
    settings: {
      'pipeline:main': { pipeline: expect.stringMatching(/ authtoken keystoneauth .* proxy-server$/) },
      'filter:authtoken': {
        username: expect.stringMatching(reference('identity_user', 'node1_Keystone_Userswift', 'name')),
        password: '{{secret:main/users/swift}}',
        delay_auth_decision: 'true',
      },
      'filter:keystoneauth': { operator_roles: 'admin, member, SwiftOperator' },
      'filter:cache': { memcache_servers: expect.stringContaining('stackwright_service.node1_SwiftCache') },
    },
  });
  const grants = found.all('identity_role_assignment').filter(({ user_id }) => `${user_id}`.includes('Userswift'));
  expect(grants).toHaveLength(1);
});

test('it is ready when it answers with the help of storage that was defined later', () => {
  const { depends_on } = swift().one('api_readiness') as { depends_on: string[] };
  expect(depends_on.join()).toMatch(/stackwright_service\.node8_Storage_object_/);
  expect(depends_on.join()).toMatch(/stackwright_service\.node9_Storage_object_/);
});

test('every daemon starts after the disks are mounted, and so has stopped before they go', () => {
  const daemons = swift()
    .all('service')
    .filter(({ host, name }) => host === 'node8' && /^(swift-|rsync)/.test(`${name}`));
  expect(daemons).toHaveLength(17);
  for (const { depends_on } of daemons) expect(`${depends_on}`).toContain('stackwright_filesystem.node8_Storage_sdb1');
});

test('what cannot be is refused', () => {
  expect(() => swift({ operatorRoles: [] })).toThrow('operatorRoles is empty: name a role');
  expect(() => swift({ extraSettings: { 'pipeline:main': { pipeline: 'x' } } })).toThrow(
    'extraSettings has pipeline:main / pipeline: the prop pipeline decides it.',
  );
  expect(() => swift({ port: 0 })).toThrow('port is 0');
  expect(() =>
    synthKeystone((keystone, host) => {
      const cluster = new SwiftCluster(host, 'Swift', { host, partPower: 10 });
      for (const id of ['One', 'Two']) new SwiftProxy(host, id, { host, cluster, keystone });
    }),
  ).toThrow('SwiftCluster "test/node1/Swift" has the proxy "test/node1/One" already: leave out "test/node1/Two".');
});
