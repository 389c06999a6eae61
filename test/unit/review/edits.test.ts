import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { editsBetween } from '../../../lib/review/plan/edits';

const told = (before: unknown, after: unknown) =>
  editsBetween(before as never, after as never).map(({ path, before: was, after: is }) => [path.join('.'), was, is]);

test('keys of maps within maps are told one by one', () => {
  const before = { settings: { DEFAULT: { debug: 'False', my_ip: '192.0.2.11' } }, mode: '0640' };
  const after = { settings: { DEFAULT: { my_ip: '192.0.2.12' }, api: { workers: '2' } }, mode: '0640' };
  expect(told(before, after)).toEqual([
    ['settings.DEFAULT.debug', 'False', undefined],
    ['settings.DEFAULT.my_ip', '192.0.2.11', '192.0.2.12'],
    ['settings.api.workers', undefined, '2'],
  ]);
});

test('of lists, those elements are told that come and go', () => {
  expect(told({ packages: ['a', 'b', 'c'] }, { packages: ['c', 'a', 'd'] })).toEqual([
    ['packages', 'b', undefined],
    ['packages', undefined, 'd'],
  ]);
});

test('another order is a change of the whole list', () => {
  expect(told({ a: ['x', 'y'] }, { a: ['y', 'x'] })).toEqual([['a', ['x', 'y'], ['y', 'x']]]);
});

test('records in lists of one length are compared one by one', () => {
  const [before, after] = [{ networks: [{ id: 'a', ip: '1' }] }, { networks: [{ id: 'a', ip: '2' }] }];
  expect(told(before, after)).toEqual([['networks.0.ip', '1', '2']]);
});

test('what is unknown is a change', () => {
  expect(told({ a: '1' }, { a: UNKNOWN })).toEqual([['a', '1', UNKNOWN]]);
});

test('null, nothing and an empty list are the same', () => {
  expect(told({ a: null, b: [], c: {} }, { a: undefined, b: null, c: null })).toEqual([]);
});
