import { decode, encode, isNull } from '../../../lib/plugin/value/encoded';
import type { CtyType } from '../../../lib/plugin/value/type';

const type: CtyType = ['object', { name: 'string' }];
const json = (text: string) => ({ json: Buffer.from(text) });

test('a value is read in either notation', () => {
  expect(decode(json('{"name": "a"}'), type)).toEqual(decode(encode({ name: 'a' }, type), type));
});

test.each([
  ['null in msgpack', encode(null, type), true],
  ['an object in msgpack', encode({ name: null }, type), false],
  ['null in JSON', json(' null\n'), true],
  ['an object in JSON', json('{"name": null}'), false],
])('%s is told without reading the rest', (_, encoded, expected) => {
  expect(isNull(encoded)).toBe(expected);
});
