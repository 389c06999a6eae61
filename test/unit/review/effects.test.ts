import { interruptionsIn, lossesIn } from '../../../lib/review/effects';
import { type Planned, planned, replaced, reviewOf } from './plan-of';

const interrupted = (...changes: readonly Planned[]) =>
  interruptionsIn(reviewOf(changes).changes).map(({ change, says, limit }) =>
    [change.label, says, ...(limit === undefined ? [] : [limit])].join(' '),
  );
const lost = (...changes: readonly Planned[]) =>
  lossesIn(reviewOf(changes).changes).map(({ change, says }) => `${change.label}: ${says}`);

const SERVICE = { host: 'node1', name: 'keystone.service', active: true, readiness: { timeout_seconds: 300 } };
const LIMIT = 'it has 300 seconds to answer, or the apply fails';

test('a service restarts when a file that it reads is written, and the file is named', () => {
  const { interruptions } = reviewOf([
    planned('service.a', { ...SERVICE, restart_on: { '/etc/a.conf': '1', '/etc/b.conf': '1' } }, SERVICE, {
      change: {
        after: { ...SERVICE, restart_on: { '/etc/b.conf': '1' } },
        after_unknown: { restart_on: { '/etc/a.conf': true } },
      },
    }),
  ]);
  expect(interruptions).toMatchObject([{ says: 'restarts', limit: LIMIT, because: ['/etc/a.conf'] }]);
});

test.each([
  ['stops', { active: false }, ['service `keystone.service` stops']],
  [
    'restarts by its settings',
    { overrides: { Service: { LimitNOFILE: ['1'] } } },
    [`service \`keystone.service\` restarts ${LIMIT}`],
  ],
  ['goes on when only its boot changes', { enabled: false }, []],
])('a service %s', (_, change, told) => {
  expect(interrupted(planned('service.a', SERVICE, { ...SERVICE, ...change }))).toEqual(told);
});

test('a service that is not to run does not restart', () => {
  const before = { ...SERVICE, active: false };
  expect(interrupted(planned('service.a', before, { ...before, restart_on: { a: '1' } }))).toEqual([]);
});

test('where no readiness is configured, no time is told', () => {
  const { readiness: _, ...before } = SERVICE;
  expect(interrupted(planned('service.a', before, { ...before, restart_on: { a: '1' } }))).toEqual([
    'service `keystone.service` restarts',
  ]);
});

test('how long a host waits before it takes a change back interrupts nothing by itself', () => {
  const bridge = { host: 'node1', name: 'br0', rollback_seconds: 60 };
  expect(interrupted(planned('network_bridge.a', bridge, { ...bridge, rollback_seconds: 90 }))).toEqual([]);
});

test('a service that is new interrupts nothing', () => {
  expect(interrupted(planned('service.a', null, SERVICE))).toEqual([]);
});

const INSTANCE = { cloud: 'main', name: 'web', flavor_id: '1', image_id: 'i', power_state: 'active', networks: [] };

test.each([
  ['another flavor', { flavor_id: '2' }, ['instance `web` is resized, and restarts by that']],
  ['another image', { image_id: 'j' }, ['instance `web` is rebuilt, and restarts by that']],
  ['to be stopped', { power_state: 'stopped' }, ['instance `web` is stopped']],
  ['another description', { description: 'x' }, []],
])('an instance that gets %s', (_, change, told) => {
  expect(interrupted(planned('compute_instance.a', INSTANCE, { ...INSTANCE, ...change }))).toEqual(told);
});

test('an instance that is replaced ends, and its root disk is lost', () => {
  const change = replaced('compute_instance.a', INSTANCE, { ...INSTANCE, key_name: 'k' }, 'key_name');
  expect(interrupted(change)).toEqual(['instance `web` ends']);
  expect(lost(change)).toEqual(['instance `web`: the instance with all that is on its root disk']);
});

test('the network of a host is taken back by itself, and it is told when', () => {
  const bridge = { host: 'node1', name: 'br0', rollback_seconds: 60 };
  expect(interrupted(planned('network_bridge.a', bridge, { ...bridge, mtu: 9000 }))).toEqual([
    'bridge `br0` is configured anew: connections of the host may break taken back after 60 seconds if the host cannot be reached by then',
  ]);
});

test.each<[string, string, object, string[]]>([
  ['a database', 'mariadb_database', { name: 'nova' }, ['database `nova`: all its tables']],
  ['a volume', 'volume', { name: 'data' }, ['volume `data`: all data on it']],
  [
    'packages that are purged',
    'package',
    { packages: ['nginx'], on_destroy: 'purge' },
    ['packages `nginx`: what the packages keep on the host: they are purged'],
  ],
  ['packages whose configuration stays', 'package', { packages: ['nginx'], on_destroy: 'remove' }, []],
  [
    'a container with all in it',
    'object_container',
    { name: 'c', force_destroy: true },
    ['container `c`: all objects in it, with their former versions'],
  ],
  [
    'a file system',
    'filesystem',
    { mount_point: '/srv', device: '/dev/sdb1' },
    ['file system `/srv`: the way to its data: it is unmounted, and they stay on `/dev/sdb1`'],
  ],
  [
    'a file system that is wiped',
    'filesystem',
    { mount_point: '/srv', device: '/dev/sdb1', wipe_on_destroy: true },
    ['file system `/srv`: all data on `/dev/sdb1`: it is wiped'],
  ],
  ['a configuration file', 'config_file', { path: '/etc/a' }, []],
])('what destroying %s loses', (_, type, values, told) => {
  expect(lost(planned(`${type}.a`, { host: 'node1', ...values }, null))).toEqual(told);
});

test('packages that are taken out of a list are purged', () => {
  const before = { host: 'node1', packages: ['a', 'b'], on_destroy: 'purge' };
  expect(lost(planned('package.a', before, { ...before, packages: ['a'] }))).toEqual([
    'packages `a`: what `b` keep on the host: they are purged',
  ]);
});

test('what is only made or changed loses nothing', () => {
  const database = { host: 'node1', name: 'nova', character_set: 'utf8' };
  expect(lost(planned('mariadb_database.a', null, database))).toEqual([]);
  expect(lost(planned('mariadb_database.a', database, { ...database, character_set: 'utf8mb4' }))).toEqual([]);
});
