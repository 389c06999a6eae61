import { Decoder, Encoder, ExtData } from '@msgpack/msgpack';
import { exactFraction, numberText, parseNumber } from './decimal';
import { ExactNumber } from './exact-number';
import { ShapeError } from './shape-error';
import type { CtyType } from './type';
import { UNKNOWN, Unknown } from './unknown';
import { DynamicValue, type Value } from './value';
import { type Leaves, REFUSED, walk } from './walk';

/**
 * Values in msgpack, as Terraform sends and wants them. A library reads and writes msgpack itself; here is what
 * Terraform means by it: every extension is an unknown, a number may come as integer, float or decimal text, and a
 * dynamic value is a pair of its type and what is of that type.
 */

/** The extension for an unknown of which something is known. All others say only: unknown. */
const REFINED = 12;

const extensionCodec = {
  decode: (data: Uint8Array, type: number) => (type === REFINED ? new Unknown(Uint8Array.from(data)) : UNKNOWN),
  tryToEncode: (item: unknown) => (item instanceof ExtData ? item : null),
};

/**
 * The library makes plain objects of maps, so it refuses the key `__proto__`. It is handed an escaped one instead:
 * a zero is put before that key, and before any key that begins with a zero.
 */
const keyDecoder = {
  canBeCached: () => true,
  decode(bytes: Uint8Array, offset: number, length: number) {
    const key = (bytes as Buffer).toString('utf8', offset, offset + length);
    return key === '__proto__' || key.charCodeAt(0) === 0 ? `\0${key}` : key;
  },
};

function mapKeyConverter(key: unknown): string {
  if (typeof key !== 'string') throw new Error('a map has a key that is no string');
  return key;
}

// Strings are asked for as bytes, because the library's own decoding drops a leading byte order mark.
const decoder = new Decoder({ useBigInt64: true, rawStrings: true, extensionCodec, keyDecoder, mapKeyConverter });
const encoder = new Encoder({ useBigInt64: true, extensionCodec });

/** Reads a value of this type. Throws {@link ShapeError}, which names the place, if it is not one. */
export function decodeMsgpack(bytes: Uint8Array, type: CtyType): Value {
  let raw: unknown;
  try {
    raw = decoder.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    throw new ShapeError(`the value is not valid msgpack (${(error as Error).message}).`);
  }
  return walk(raw, type, READ) as Value;
}

/** Writes a value of this type. Throws {@link ShapeError}, which names the place, if it is not one. */
export function encodeMsgpack(value: Value, type: CtyType): Uint8Array {
  return encoder.encode(walk(value, type, WRITE));
}

const READ: Leaves = {
  string: (raw) => (raw instanceof Uint8Array ? text(raw) : REFUSED),
  bool: (raw) => (typeof raw === 'boolean' ? raw : REFUSED),
  number(raw) {
    if (typeof raw === 'number') return exactFraction(raw);
    if (typeof raw === 'bigint') return parseNumber(raw.toString());
    return raw instanceof Uint8Array ? parseNumber(text(raw)) : REFUSED;
  },
  dynamic(raw) {
    if (!Array.isArray(raw) || raw.length !== 2 || !(raw[0] instanceof Uint8Array)) return REFUSED;
    const type = JSON.parse(text(raw[0])) as CtyType;
    return new DynamicValue(type, walk(raw[1], type, READ) as Value);
  },
  unknown: (item) => item,
  key: (key) => (key.charCodeAt(0) === 0 ? key.slice(1) : key),
  sparse: false,
};

const WRITE: Leaves = {
  string: (value) => (typeof value === 'string' ? value : REFUSED),
  bool: (value) => (typeof value === 'boolean' ? value : REFUSED),
  number(value) {
    if (typeof value !== 'number' && !(value instanceof ExactNumber)) return REFUSED;
    const decimal = numberText(value);
    if (decimal.includes('.')) return decimal; // Terraform compares decimals, so a float's binary value would not do
    const integer = Number(decimal);
    if (Math.abs(integer) <= 0x7fffffff) return integer;
    const big = BigInt(decimal);
    return big === BigInt.asIntN(64, big) ? big : decimal;
  },
  dynamic(value) {
    if (!(value instanceof DynamicValue)) return REFUSED;
    return [Buffer.from(JSON.stringify(value.type)), walk(value.value, value.type, WRITE)];
  },
  unknown: ({ refinements }) => (refinements ? new ExtData(REFINED, refinements) : new ExtData(0, new Uint8Array(1))),
  key: (key) => key,
  sparse: false,
};

function text(bytes: Uint8Array): string {
  return (bytes as Buffer).toString('utf8');
}
