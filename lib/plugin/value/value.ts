import { ExactNumber } from './exact-number';
import type { CtyType } from './type';
import { Unknown } from './unknown';

/**
 * Any Terraform value as this process holds it.
 *
 * A value does not say its own type: a list, a set and a tuple are all arrays, a map and an object are both
 * records without prototype. Who handles a value also holds its {@link CtyType}.
 */
export type Value = null | Unknown | string | boolean | number | ExactNumber | DynamicValue | ValueList | ValueRecord;

export type ValueList = readonly Value[];

/** A map or an object. Always made without a prototype, so that a key named `__proto__` or `constructor` is only a key. */
export type ValueRecord = { readonly [name: string]: Value };

/** A value of an attribute whose type is `dynamic`: it brings its own type along. A null or unknown one needs none. */
export class DynamicValue {
  constructor(
    public readonly type: CtyType,
    public readonly value: Value,
  ) {}
}

/** A record without prototype, holding the given entries. */
export function record(entries: Iterable<readonly [string, Value]> = []): { [name: string]: Value } {
  const result: { [name: string]: Value } = Object.create(null);
  for (const [name, value] of entries) result[name] = value;
  return result;
}

/** Whether the value is a map or an object. */
export function isRecord(value: unknown): value is ValueRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown || value instanceof ExactNumber || value instanceof DynamicValue)
  );
}
