import type { EncodedValue } from '../service';
import { decodeJson } from './json';
import { decodeMsgpack, encodeMsgpack } from './msgpack';
import type { CtyType } from './type';
import type { Value } from './value';

/** Reads a value in whichever notation it came. Throws a ShapeError, which names the place, if it is not of the type. */
export function decode(encoded: EncodedValue, type: CtyType): Value {
  return 'msgpack' in encoded ? decodeMsgpack(encoded.msgpack, type) : decodeJson(encoded.json, type);
}

/** Writes a value for Terraform. Throws a ShapeError, which names the place, if it is not of the type. */
export function encode(value: Value, type: CtyType): EncodedValue {
  return { msgpack: encodeMsgpack(value, type) };
}

const NIL = 0xc0;

/** Whether it is null, without reading the rest: by this a plan to destroy is told from one to create or change. */
export function isNull(encoded: EncodedValue): boolean {
  if ('msgpack' in encoded) return encoded.msgpack.length === 1 && encoded.msgpack[0] === NIL;
  return Buffer.from(encoded.json).toString('utf8').trim() === 'null';
}
