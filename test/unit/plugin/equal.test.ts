import { equalValues } from '../../../lib/plugin/value/equal';
import { ExactNumber } from '../../../lib/plugin/value/exact-number';
import type { CtyType } from '../../../lib/plugin/value/type';
import { UNKNOWN, Unknown } from '../../../lib/plugin/value/unknown';
import { DynamicValue, record, type Value } from '../../../lib/plugin/value/value';

const of = (entries: Record<string, Value>) => record(Object.entries(entries));
const POINT: CtyType = ['object', { x: 'number', y: 'number' }];
const refined = (...bytes: number[]) => new Unknown(Uint8Array.from(bytes));

describe('values are equal', () => {
  test.each<[string, CtyType, Value, Value]>([
    ['numbers of the same decimal text', 'number', 1.5, new ExactNumber('1.50')],
    ['numbers beyond 2^53 of the same text', 'number', 1e21, new ExactNumber('1000000000000000000000')],
    ['sets in another order', ['set', 'string'], ['a', 'b'], ['b', 'a']],
    ['sets that say an element twice', ['set', 'number'], [1, 2, 1], [2, 1]],
    [
      'sets of objects in another order',
      ['set', POINT],
      [of({ x: 1, y: 2 }), of({ x: 2, y: 1 })],
      [of({ y: 1, x: 2 }), of({ y: 2, x: 1 })],
    ],
    ['sets inside a list', ['list', ['set', 'string']], [['a', 'b']], [['b', 'a']]],
    ['sets of sets', ['set', ['set', 'number']], [[1, 2], [3]], [[3], [2, 1]]],
    ['maps in another order', ['map', 'string'], of({ a: '1', b: '2' }), of({ b: '2', a: '1' })],
    [
      'dynamic values whose object types name attributes in another order',
      'dynamic',
      new DynamicValue(['object', { a: 'string', b: 'number' }], of({ a: 'x', b: 1 })),
      new DynamicValue(['object', { b: 'number', a: 'string' }], of({ b: 1, a: 'x' })),
    ],
    ['unknowns of which nothing is known', 'string', UNKNOWN, new Unknown()],
    ['unknowns with the same refinements', 'string', refined(1, 2), refined(1, 2)],
    ['tuples', ['tuple', ['number', 'string']], [1, 'a'], [1, 'a']],
  ])('%s', (_, type, a, b) => {
    expect(equalValues(a, b, type)).toBe(true);
    expect(equalValues(b, a, type)).toBe(true);
  });
});

describe('values are not equal', () => {
  test.each<[string, CtyType, Value, Value]>([
    ['null and empty', ['list', 'string'], null, []],
    ['null and unknown', 'string', null, UNKNOWN],
    ['unknown and known', 'string', UNKNOWN, 'a'],
    ['unknowns of which different things are known', 'string', refined(1), UNKNOWN],
    ['lists in another order', ['list', 'string'], ['a', 'b'], ['b', 'a']],
    ['lists of another length', ['list', 'string'], ['a'], ['a', 'a']],
    ['sets of which one has more', ['set', 'string'], ['a'], ['a', 'b']],
    [
      'sets of strings that look like numbers',
      ['set', 'dynamic'],
      [new DynamicValue('string', '1')],
      [new DynamicValue('number', 1)],
    ],
    ['sets that differ in null', ['set', 'string'], [null], ['null']],
    ['maps with another key', ['map', 'string'], of({ a: '1' }), of({ b: '1' })],
    ['maps of which one says null for a key', ['map', 'string'], of({ a: null }), of({ b: null })],
    ['numbers that a double could not tell apart', 'number', new ExactNumber('9007199254740993'), 9007199254740992],
    [
      'a dynamic list and a dynamic set',
      'dynamic',
      new DynamicValue(['list', 'string'], ['a']),
      new DynamicValue(['set', 'string'], ['a']),
    ],
    ['booleans', 'bool', true, false],
    ['strings in another case', 'string', 'a', 'A'],
  ])('%s', (_, type, a, b) => {
    expect(equalValues(a, b, type)).toBe(false);
    expect(equalValues(b, a, type)).toBe(false);
  });
});
