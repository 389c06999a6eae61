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
