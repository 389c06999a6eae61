import { ExactNumber } from '../../../lib/plugin/value/exact-number';
import { decodeJson, encodeJson } from '../../../lib/plugin/value/json';
import { decodeMsgpack } from '../../../lib/plugin/value/msgpack';
import type { CtyType } from '../../../lib/plugin/value/type';
import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { DynamicValue, record, type Value, type ValueRecord } from '../../../lib/plugin/value/value';
import { THING } from './toy-provider';
import { cases } from './vectors.json';

const read = (json: string, type: CtyType) => decodeJson(Buffer.from(json), type);
const write = (value: Value, type: CtyType) => Buffer.from(encodeJson(value, type)).toString('utf8');

describe('values as they stand in terraform state', () => {
  const known = Object.entries(cases).filter(([name]) => !name.includes('unknown'));

  test.each(known)('%s: the state says what the configuration said', (_, { msgpack, json }) => {
    const configured = decodeMsgpack(Buffer.from(msgpack, 'hex'), THING) as ValueRecord;
    const stored = read(json, THING) as ValueRecord;
    expect({ ...stored, id: null, answer: null, answers: null }).toStrictEqual({ ...configured });
    expect(stored.answer).toStrictEqual(new DynamicValue('bool', true));
  });

  test.each(known)('%s: writing and reading again changes nothing', (_, { json }) => {
    const stored = read(json, THING);
    expect(decodeJson(encodeJson(stored, THING), THING)).toStrictEqual(stored);
  });
});

describe('JSON numbers', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', new ExactNumber('9007199254740993')],
    ['-12345678901234567890.25', new ExactNumber('-12345678901234567890.25')],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['1e30', new ExactNumber(`1${'0'.repeat(30)}`)],
    ['0.1', 0.1],
    ['1.00000000000000000001', new ExactNumber('1.00000000000000000001')],
  ])('%s is read exactly', (json, value) => {
    expect(read(json, 'number')).toStrictEqual(value);
    expect(read(`[ ${json} ]`, ['list', 'number'])).toStrictEqual([value]);
    expect(read(write(value, 'number'), 'number')).toStrictEqual(value);
  });

  test('numbers in strings stay strings, with quotes and backslashes around long numbers', () => {
    const texts = [
      '1e30',
      ': 12345678901234567890',
      'a "12345678901234567890" \\',
      '\\"',
      '\\\\" 12345678901234567890',
    ];
    const json = JSON.stringify({ texts, number: 0 }).replace('"number":0', '"number": 12345678901234567890');
    expect(read(json, ['object', { texts: ['list', 'string'], number: 'number' }])).toStrictEqual(
      record([
        ['texts', texts],
        ['number', new ExactNumber('12345678901234567890')],
      ]),
    );
  });

  test('a string of megabytes beside a long number is read', () => {
    const text = '\\" 12345678901234567890 '.repeat(200_000);
    const json = `[12345678901234567890, ${JSON.stringify(text)}]`;
    expect(read(json, ['tuple', ['number', 'string']])).toStrictEqual([new ExactNumber('12345678901234567890'), text]);
  });

  test('a number whose exponent is absurd is refused instead of filling memory', () => {
    expect(() => read('1e999999999', 'number')).toThrow('too long');
  });
});

describe('JSON shapes', () => {
  const type: CtyType = ['object', { a: 'string', inner: ['list', ['object', { b: 'bool' }]] }];

  test('an attribute that is not there is null', () => {
    expect(read('{"inner":[{}]}', type)).toStrictEqual(
      record([
        ['inner', [record([['b', null]])]],
        ['a', null],
      ]),
    );
  });

  test.each([
    ['{"inner":[{"b":true,"c":1}]}', 'inner[0].c: there is no such attribute.'],
    ['{"a":1}', 'a: a value of type string is needed, not a number.'],
    ['{"a":12345678901234567890}', 'a: a value of type string is needed'],
    ['{"__proto__":1}', '__proto__: there is no such attribute.'],
    ['{"inner":{}}', 'inner: a value of type list of object is needed, not an object.'],
    ['{"a":', 'not valid JSON'],
    ['{"a": 12345678901234567890 "', 'not valid JSON'],
  ])('%s is refused with the place', (json, message) => {
    expect(() => read(json, type)).toThrow(message);
  });

  test('an unknown value cannot be written', () => {
    expect(() =>
      write(
        record([
          ['a', UNKNOWN],
          ['inner', null],
        ]),
        type,
      ),
    ).toThrow('a: the value is not known yet');
  });

  test('a map may have any key', () => {
    const value = read('{"__proto__":"x","constructor":"y"}', ['map', 'string']) as ValueRecord;
    expect(Object.entries(value)).toStrictEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(write(value, ['map', 'string'])).toBe('{"__proto__":"x","constructor":"y"}');
  });
});
