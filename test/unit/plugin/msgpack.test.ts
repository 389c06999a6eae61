import { ExactNumber } from '../../../lib/plugin/value/exact-number';
import { decodeMsgpack, encodeMsgpack } from '../../../lib/plugin/value/msgpack';
import type { CtyType } from '../../../lib/plugin/value/type';
import { UNKNOWN, Unknown } from '../../../lib/plugin/value/unknown';
import { DynamicValue, record, type Value, type ValueRecord } from '../../../lib/plugin/value/value';
import { THING } from './toy-provider';
import { cases } from './vectors.json';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const numbers = (type: CtyType): CtyType[] => Array.from({ length: 21 }, () => type);
const spot = (name: Value, floor: Value = null) => record(Object.entries({ floor, name }));
const refined = (bytes: string) => new Unknown(Uint8Array.from(hex(bytes)));

/** What the recorded bytes mean: the attributes of the thing that are not null. */
const MEANING: Readonly<Record<keyof typeof cases, Readonly<Record<string, Value>>>> = {
  nothing: {},
  'plain strings': {
    text: 'hello',
    words: ['', 'a "quoted" word', '\u00e9\u00e9 \u{1F600}', 'line\nbreak', '-rf $(x) `y`'],
  },
  'long string with byte order mark': { text: `\ufeff${'x'.repeat(300)}` },
  numbers: {
    anything: new DynamicValue(
      ['tuple', numbers('number')],
      [
        ...[0, -1, 127, 128, -129, 65536, 2147483648, 4294967296, 9007199254740991],
        new ExactNumber('9007199254740993'),
        new ExactNumber('-9007199254740993'),
        new ExactNumber('9223372036854775807'),
        new ExactNumber('9223372036854775808'),
        new ExactNumber('-9223372036854775809'),
        new ExactNumber('12345678901234567890'),
        new ExactNumber(`1${'0'.repeat(30)}`),
        ...[0.1, 0.5, -2.25, 1e-7],
        new ExactNumber('3.14159265358979323846264338'),
      ],
    ),
  },
  booleans: { anything: new DynamicValue(['tuple', ['bool', 'bool']], [true, false]) },
  collections: {
    words: ['b', 'a', 'b'],
    numbers: [1, 2, 3],
    labels: record([
      ['__proto__', '4'],
      ['a', '1'],
      ['a.b', '3'],
      ['b', '2'],
    ]),
  },
  'empty collections': { words: [], numbers: [], labels: record(), places: [] },
  objects: {
    place: record(Object.entries({ floor: 7, name: 'roof' })),
    places: [
      record(Object.entries({ floor: -1, name: 'cellar' })),
      record(Object.entries({ floor: null, name: null })),
    ],
  },
  'nested attributes': {
    nested_single: spot('a'),
    nested_list: [spot('b', 1), spot('a')],
    nested_set: [spot('a'), spot('b')],
    nested_map: record([['x', spot('a')]]),
  },
  'empty nested attributes': { nested_list: [], nested_set: [], nested_map: record() },
  'unknown inside nested attributes': {
    nested_single: spot(UNKNOWN),
    nested_set: [spot(UNKNOWN)],
    nested_map: record([['x', spot(refined('82 01c2 02a47072652d'))]]),
  },
  'dynamic object': {
    anything: new DynamicValue(
      ['object', { x: ['tuple', ['number', 'string']], y: 'dynamic', z: ['object', { deep: 'bool' }] }],
      record(Object.entries({ x: [1, 'two'], y: null, z: record([['deep', true]]) })),
    ),
  },
  'dynamic string': { anything: new DynamicValue('string', 'text') },
  'dynamic map': { anything: new DynamicValue(['map', 'number'], record([['a', 1]])) },
  'dynamic set': { anything: new DynamicValue(['set', 'string'], ['a', 'b']) },
  unknown: { text: UNKNOWN, words: UNKNOWN },
  'unknown with a prefix': { text: refined('82 01c2 02a47072652d') },
  'unknown that is not null': { text: refined('81 01c2') },
  'unknown number with bounds': { number: refined('83 01c2 03 9200c3 04 92cf7fffffffffffffffc3') },
  'unknown inside': {
    words: ['a', UNKNOWN],
    place: record(Object.entries({ floor: 1, name: UNKNOWN })),
  },
  'unknown map of some length': { labels: UNKNOWN },
  'unknown set of some length': { numbers: [1, refined('83 01c2 03 9200c3 04 92cf7fffffffffffffffc3')] },
  'wholly unknown dynamic': { anything: UNKNOWN },
  'unknown of a known dynamic type': { anything: new DynamicValue('string', UNKNOWN) },
  'dynamic with an unknown inside': {
    anything: new DynamicValue(
      ['object', { a: 'string', b: 'dynamic' }],
      record(Object.entries({ a: UNKNOWN, b: UNKNOWN })),
    ),
  },
};

describe('values as terraform sends them in msgpack', () => {
  for (const [name, meaning] of Object.entries(MEANING) as [keyof typeof cases, Record<string, Value>][]) {
    test(`${name}: the recorded bytes mean what was configured`, () => {
      const thing = decodeMsgpack(hex(cases[name].msgpack), THING) as ValueRecord;
      const { label, ...rest } = thing;
      expect(label).toBe(name);
      expect(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))).toStrictEqual(meaning);
    });

    test(`${name}: decoding and encoding gives values that decode to the same`, () => {
      const thing = decodeMsgpack(hex(cases[name].msgpack), THING);
      expect(decodeMsgpack(encodeMsgpack(thing, THING), THING)).toStrictEqual(thing);
    });

    // Fractions are the exception: terraform sends 0.5 as a float, and the text that is sent back means the same.
    if (name !== 'numbers') {
      test(`${name}: encoding gives the recorded bytes back`, () => {
        const encoded = encodeMsgpack(decodeMsgpack(hex(cases[name].msgpack), THING), THING);
        expect(Buffer.from(encoded).toString('hex')).toBe(cases[name].msgpack);
      });
    }
  }
});

describe('msgpack numbers', () => {
  test.each([
    ['a float that is an integer', 'cb 4008000000000000', 3],
    ['a float of single precision', 'ca 3fc00000', 1.5],
    ['text with an exponent', 'a3 316533', 1000],
    ['text with needless zeros', 'a6 30312e353030', 1.5],
    ['minus zero', 'cb 8000000000000000', 0],
    [
      'a power of two that only its full expansion says exactly',
      'cb 3d70000000000000',
      new ExactNumber('0.0000000000009094947017729282379150390625'),
    ],
  ])('%s is understood', (_, bytes, value) => {
    expect(decodeMsgpack(hex(bytes), 'number')).toStrictEqual(value);
  });

  test.each([
    [0.1, 'a3302e31'],
    [1e21, 'b631303030303030303030303030303030303030303030'],
    [-1, 'ff'],
    [2 ** 31, 'cf0000000080000000'],
    [new ExactNumber('9007199254740993'), 'cf0020000000000001'],
    [new ExactNumber('-1.50'), 'a42d312e35'],
  ])('%s is sent without losing a digit', (value, bytes) => {
    expect(Buffer.from(encodeMsgpack(value, 'number')).toString('hex')).toBe(bytes);
  });

  test('not-a-number and infinity are refused', () => {
    expect(() => encodeMsgpack(Number.NaN, 'number')).toThrow('NaN');
    expect(() => encodeMsgpack(Number.POSITIVE_INFINITY, 'number')).toThrow('Infinity');
    expect(() => decodeMsgpack(hex('cb 7ff0000000000000'), 'number')).toThrow('Infinity');
  });
});

describe('msgpack shapes', () => {
  const type: CtyType = ['object', { list: ['list', ['object', { port: 'number' }]], map: ['map', 'string'] }];
  const good = record([
    ['list', [record([['port', 1]])]],
    ['map', record([['a b', 'x']])],
  ]);
  const set = (name: string, value: Value) => record(Object.entries({ ...good, [name]: value }));

  test.each<[string, Value, string]>([
    [
      'a wrong type deep inside',
      set('list', [record([['port', 'x']])]),
      'list[0].port: a value of type number is needed, not a string.',
    ],
    [
      'a wrong type in a map',
      set('map', record([['a b', true]])),
      'map["a b"]: a value of type string is needed, not a boolean.',
    ],
    ['a list for a map', set('map', []), 'map: a value of type map of string is needed, not a list.'],
    ['an attribute too many', set('lost', null), 'lost: there is no such attribute.'],
    ['an attribute too few', record([['list', null]]), 'map: the attribute is missing (an unset one is null).'],
  ])('%s is refused with the place', (_, value, message) => {
    expect(() => encodeMsgpack(value, type)).toThrow(message);
  });

  test('an error carries the path as steps', () => {
    expect(() => encodeMsgpack(set('list', [null, record([['port', true]])]), type)).toThrow(
      expect.objectContaining({ path: [{ attribute: 'list' }, { index: 1 }, { attribute: 'port' }] }),
    );
  });

  test.each([
    ['an attribute too many', '82 a161 01 a162 02', ['object', { a: 'number' }], 'b: there is no such attribute.'],
    ['an attribute too few', '80', ['object', { a: 'number' }], 'a: the attribute is missing'],
    [
      'an inherited name as attribute',
      '81 ab636f6e7374727563746f72 01',
      ['object', { a: 'number' }],
      'constructor: there is no such attribute.',
    ],
    [
      'a tuple of another length',
      '91 01',
      ['tuple', ['number', 'number']],
      'a tuple of 2 elements is needed, not one of 1.',
    ],
    ['a map without keys that are text', '81 01 01', ['map', 'number'], 'not valid msgpack'],
    ['a string that is cut off', 'a5 61', 'string', 'not valid msgpack'],
    ['bytes after the value', 'c0 c0', 'string', 'not valid msgpack'],
    ['a dynamic value without its type', '91 01', 'dynamic', 'a value of type dynamic is needed'],
  ] as [string, string, CtyType, string][])('%s in received bytes is refused', (_, bytes, of, message) => {
    expect(() => decodeMsgpack(hex(bytes), of)).toThrow(message);
  });

  test('every extension type is an unknown, and only type 12 keeps its content', () => {
    expect(decodeMsgpack(hex('d4 00 00'), 'string')).toStrictEqual(UNKNOWN);
    expect(decodeMsgpack(hex('d6 05 00000000'), 'string')).toStrictEqual(UNKNOWN);
    expect(decodeMsgpack(hex('d6 ff 00000000'), 'string')).toStrictEqual(UNKNOWN);
    expect(decodeMsgpack(hex('c7 03 0c 8101c2'), 'string')).toStrictEqual(refined('8101c2'));
  });

  test('hostile keys are only keys', () => {
    const keys = ['__proto__', '\0__proto__', '\0\0', 'constructor', 'toString', '', '\ufeffbom', 'ü'.repeat(200)];
    const value = record(keys.map((key) => [key, 'x'] as const));
    const decoded = decodeMsgpack(encodeMsgpack(value, ['map', 'string']), ['map', 'string']) as ValueRecord;
    expect(Object.keys(decoded).sort()).toStrictEqual([...keys].sort());
    expect(Object.getPrototypeOf(decoded)).toBeNull();
  });

  test('thousands of values are decoded and encoded in little time', () => {
    const thing = hex(cases.collections.msgpack);
    const started = performance.now();
    for (let round = 0; round < 1000; round += 1) encodeMsgpack(decodeMsgpack(thing, THING), THING);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
