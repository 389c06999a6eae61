import { ExactNumber } from './exact-number';
import { ShapeError } from './shape-error';

/**
 * Numbers between Terraform (decimals of any length) and JavaScript. A number is a JavaScript number where that says
 * exactly the same, else an {@link ExactNumber}; each value has one form, so equal texts mean equal numbers.
 */

const SIGNIFICANT = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** More digits than any number Terraform writes (it keeps 512 bits, and doubles end at 10^308). */
const LONGEST = 5000;

/** The number that a decimal text (with or without exponent) says. */
export function parseNumber(text: string): number | ExactNumber {
  const plain = plainDecimal(text);
  const double = Number(plain);
  const said = Number.isInteger(double) ? Number.isSafeInteger(double) : true;
  if (said && plainDecimal(String(double)) === plain) return double;
  return new ExactNumber(plain);
}

/** The decimal text of a number, without exponent, leading or trailing zeros: Terraform's own form. */
export function numberText(value: number | ExactNumber): string {
  if (value instanceof ExactNumber) return plainDecimal(value.text);
  if (!Number.isFinite(value)) throw new ShapeError(`${value} is no number Terraform knows.`);
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  return plainDecimal(String(value));
}

/** The number that a binary fraction says exactly, which is what a float on the wire means. */
export function exactFraction(double: number): number | ExactNumber {
  if (Number.isSafeInteger(double)) return double + 0;
  if (!Number.isFinite(double)) throw new ShapeError(`${double} is no number this provider can hold.`);
  // double = numerator / 2^shift; multiplying by 10^shift = 2^shift * 5^shift leaves an integer.
  let shift = 0;
  let numerator = double;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    shift += 1;
  }
  const digits = BigInt(numerator) * 5n ** BigInt(shift);
  return parseNumber(`${digits}e-${shift}`);
}

function plainDecimal(text: string): string {
  const match = SIGNIFICANT.exec(text);
  if (!match) throw new ShapeError(`${JSON.stringify(text)} is not a decimal number.`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  if (Math.abs(shift) > LONGEST || text.length > LONGEST) throw new ShapeError('the number is too long.');
  let digits = whole + fraction;
  let point = whole.length + shift;
  if (point < 0) {
    digits = '0'.repeat(-point) + digits;
    point = 0;
  }
  if (point > digits.length) digits = digits.padEnd(point, '0');
  const before = digits.slice(0, point).replace(/^0+(?=\d)/, '') || '0';
  const after = digits.slice(point).replace(/0+$/, '');
  const unsigned = after === '' ? before : `${before}.${after}`;
  return sign === '-' && unsigned !== '0' ? `-${unsigned}` : unsigned;
}
