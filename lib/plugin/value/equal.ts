import { numberText } from './decimal';
import { ExactNumber } from './exact-number';
import type { CtyType } from './type';
import { Unknown } from './unknown';
import { DynamicValue, type Value, type ValueRecord } from './value';

/**
 * Whether two values of one type are the same to Terraform: sets whatever their order, numbers by their decimal text,
 * dynamic values with their types. An unknown equals an unknown of which the same is known, and nothing else.
 */
export function equalValues(a: Value, b: Value, type: CtyType): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (a instanceof Unknown || b instanceof Unknown) {
    return a instanceof Unknown && b instanceof Unknown && equalBytes(a.refinements, b.refinements);
  }
  if (typeof type === 'string') return equalLeaves(a, b, type);
  switch (type[0]) {
    case 'list':
      return equalLists(a, b, () => type[1]);
    case 'tuple':
      return equalLists(a, b, (index) => type[1][index] ?? 'dynamic');
    case 'set':
      return Array.isArray(a) && Array.isArray(b) && equalSets(a, b, type[1]);
    case 'map':
      return equalRecords(a as ValueRecord, b as ValueRecord, () => type[1]);
    case 'object':
      return equalRecords(a as ValueRecord, b as ValueRecord, (name) => type[1][name] ?? 'dynamic');
  }
}

function equalLeaves(a: Value, b: Value, type: CtyType & string): boolean {
  if (type === 'number') return isNumber(a) && isNumber(b) && numberText(a) === numberText(b);
  if (type !== 'dynamic') return false; // strings and booleans that are not identical
  if (!(a instanceof DynamicValue && b instanceof DynamicValue)) return false;
  return canonicalType(a.type) === canonicalType(b.type) && equalValues(a.value, b.value, a.type);
}

function equalLists(a: Value, b: Value, typeOf: (index: number) => CtyType): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((item, index) => equalValues(item, b[index], typeOf(index)));
}

function equalRecords(a: ValueRecord, b: ValueRecord, typeOf: (name: string) => CtyType): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => name in b && equalValues(a[name] ?? null, b[name] ?? null, typeOf(name)));
}

function equalSets(a: readonly Value[], b: readonly Value[], type: CtyType): boolean {
  const inA = new Set(a.map((item) => canonicalText(item, type)));
  const inB = new Set(b.map((item) => canonicalText(item, type)));
  return inA.size === inB.size && [...inA].every((text) => inB.has(text));
}

/** A text that two values of one type have in common exactly when they are equal. */
export function canonicalText(value: Value, type: CtyType): string {
  if (value === null) return 'null';
  if (value instanceof Unknown) return `unknown ${Buffer.from(value.refinements ?? []).toString('hex')}`;
  if (isNumber(value)) return numberText(value);
  if (value instanceof DynamicValue) return `${canonicalType(value.type)}=${canonicalText(value.value, value.type)}`;
  if (typeof type === 'string' || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => {
      return canonicalText(item, type[0] === 'tuple' ? (type[1][index] ?? 'dynamic') : (type[1] as CtyType));
    });
    return `[${(type[0] === 'set' ? [...new Set(items)].sort() : items).join()}]`;
  }
  const entries = Object.keys(value as ValueRecord)
    .sort()
    .map((name) => {
      const inner = type[0] === 'object' ? (type[1][name] ?? 'dynamic') : (type[1] as CtyType);
      return `${JSON.stringify(name)}:${canonicalText((value as ValueRecord)[name] ?? null, inner)}`;
    });
  return `{${entries.join()}}`;
}

/** A type's JSON with attributes in order. */
function canonicalType(type: CtyType): string {
  return JSON.stringify(type, (_, item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function isNumber(value: Value): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

function equalBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return Buffer.compare(a ?? Buffer.alloc(0), b ?? Buffer.alloc(0)) === 0;
}
