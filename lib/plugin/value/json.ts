import { randomUUID } from 'node:crypto';
import { numberText, parseNumber } from './decimal';
import { ExactNumber } from './exact-number';
import { kindOf, ShapeError } from './shape-error';
import type { CtyType } from './type';
import { DynamicValue, type Value } from './value';
import { type Leaves, REFUSED, walk } from './walk';

/**
 * Values in JSON, as they stand in a state file. Attributes that are not there are null; unknown values cannot be said.
 *
 * JavaScript's JSON rounds numbers to doubles. Numbers that would lose digits pass through it as marked strings.
 */
const MARK = `number ${randomUUID()} `;
const MARKED = new RegExp(`"${MARK}([^"]*)"`, 'g');
const NUMBER = /-?\d[\d.eE+-]*/g;
/** Where a number may stand, one that is long or has an exponent. It may be a string's content too: that only costs time. */
const LONG_NUMBER = /(?:^|[:,[\s])-?(?:[\d.]{16}|[\d.]+[eE])/;

/** Reads a value of this type. Throws {@link ShapeError}, which names the place, if it is not one. */
export function decodeJson(bytes: Uint8Array, type: CtyType): Value {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  let raw: unknown;
  try {
    raw = JSON.parse(LONG_NUMBER.test(source) ? markNumbers(source) : source);
  } catch (error) {
    throw new ShapeError(`the value is not valid JSON (${(error as Error).message}).`);
  }
  return walk(raw, type, READ) as Value;
}

/** Writes a value of this type. Throws {@link ShapeError}, which names the place, if it is not one or not known. */
export function encodeJson(value: Value, type: CtyType): Uint8Array {
  return Buffer.from(JSON.stringify(walk(value, type, WRITE)).replaceAll(MARKED, '$1'));
}

const READ: Leaves = {
  string: (raw) => (typeof raw === 'string' && !raw.startsWith(MARK) ? raw : REFUSED),
  bool: (raw) => (typeof raw === 'boolean' ? raw : REFUSED),
  number(raw) {
    if (typeof raw === 'number') return parseNumber(String(raw));
    return typeof raw === 'string' && raw.startsWith(MARK) ? parseNumber(raw.slice(MARK.length)) : REFUSED;
  },
  dynamic(raw) {
    const { type, value } = (raw ?? {}) as { type?: CtyType; value?: unknown };
    if (type === undefined || value === undefined) {
      throw new ShapeError(`a dynamic value is an object of "value" and "type", not ${kindOf(raw)}.`);
    }
    return value === null ? null : new DynamicValue(type, walk(value, type, READ) as Value);
  },
  unknown: (item) => item,
  key: (key) => key,
  sparse: true,
};

const WRITE: Leaves = {
  string: (value) => (typeof value === 'string' ? value : REFUSED),
  bool: (value) => (typeof value === 'boolean' ? value : REFUSED),
  number(value) {
    return typeof value === 'number' || value instanceof ExactNumber ? `${MARK}${numberText(value)}` : REFUSED;
  },
  dynamic(value) {
    if (!(value instanceof DynamicValue)) return REFUSED;
    return { value: walk(value.value, value.type, WRITE), type: value.type };
  },
  unknown() {
    throw new ShapeError('the value is not known yet, which JSON cannot say.');
  },
  key: (key) => key,
  sparse: false,
};

/** The same JSON with each number as a marked string. */
function markNumbers(source: string): string {
  let result = '';
  let position = 0;
  for (;;) {
    const open = source.indexOf('"', position);
    const outside = source.slice(position, open === -1 ? undefined : open);
    result += outside.replaceAll(NUMBER, (number) => `"${MARK}${number}"`);
    if (open === -1) return result;
    let close = source.indexOf('"', open + 1);
    while (close !== -1 && isEscaped(source, close)) close = source.indexOf('"', close + 1);
    if (close === -1) return result + source.slice(open); // not JSON, which the parser says better
    result += source.slice(open, close + 1);
    position = close + 1;
  }
}

function isEscaped(source: string, position: number): boolean {
  let before = position;
  while (source[before - 1] === '\\') before -= 1;
  return (position - before) % 2 === 1;
}
