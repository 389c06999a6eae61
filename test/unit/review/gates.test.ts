import { closedGates, gateNames, gates } from '../../../lib/review/gates';
import { planned, replaced, reviewOf } from './plan-of';

const closed = (...changes: Parameters<typeof reviewOf>[0]) => {
  const review = reviewOf(changes);
  return Object.keys(gates).filter((name) => closedGates([name], review).length > 0);
};
const service = (values: object) => ({ host: 'node1', name: 'a.service', active: true, ...values });

test.each([
  ['nothing', [], []],
  ['something new', [planned('file.a', null, { host: 'node1', path: '/a' })], ['change']],
  [
    'a restart',
    [planned('service.a', service({}), service({ restart_on: { a: '1' } }))],
    ['change', 'restart', 'interruption'],
  ],
  [
    'a database that goes',
    [planned('mariadb_database.a', { host: 'node1', name: 'a' }, null)],
    ['change', 'destroy', 'loss'],
  ],
  [
    'a flavor that is replaced',
    [replaced('compute_flavor.a', { ram_mb: 1 }, { ram_mb: 2 }, 'ram_mb')],
    ['change', 'destroy', 'replace'],
  ],
  [
    'another secret',
    [planned('identity_user.a', { password: '{{secret:a}}' }, { password: '{{secret:b}}' })],
    ['change', 'secret'],
  ],
  [
    'a ring',
    [planned('swift_ring.a', { host: 'node1', balance: 1 }, { host: 'node1', balance: 2 })],
    ['change', 'ring'],
  ],
])('%s closes its gates and no others', (_, changes, names) => {
  expect(closed(...changes)).toEqual(names);
});

test('drift closes its gate also when nothing is to be done', () => {
  const review = reviewOf([], { resource_drift: [planned('sysctl.a', { value: '1' }, { value: '2' })] });
  expect(closedGates(['change', 'drift'], review)).toEqual(['drift (resources that were changed by hand: 1)']);
});

test('names of gates are separated by commas, and one that does not exist is refused with those that do', () => {
  expect(gateNames('destroy, drift,')).toEqual(['destroy', 'drift']);
  expect(() => gateNames('destroy,toString')).toThrow(/no gate "toString"\. There are: change, destroy, /);
});
