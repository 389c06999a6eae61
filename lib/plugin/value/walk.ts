import { ShapeError, within, wrongType } from './shape-error';
import type { CtyType } from './type';
import { Unknown } from './unknown';

/**
 * The walk along a type that all notations of a value share. Whether a value is read from what a library parsed or made
 * into what a library prints, lists become lists, maps maps and objects objects; only the leaves differ.
 */
export interface Leaves {
  string(item: unknown): unknown;
  number(item: unknown): unknown;
  bool(item: unknown): unknown;
  dynamic(item: unknown): unknown;
  unknown(item: Unknown): unknown;
  /** A map's key or an attribute's name on the other side. */
  key(key: string): string;
  /** Whether an object may leave out attributes, meaning null. */
  readonly sparse: boolean;
}

/** What a leaf function returns for an item that is not of its type. */
export const REFUSED = undefined;

/** The item on the other side. Throws {@link ShapeError}, which names the place, if it is not of the type. */
export function walk(item: unknown, type: CtyType, leaves: Leaves): unknown {
  if (item === null) return null;
  if (item instanceof Unknown) return leaves.unknown(item);
  const result = typeof type === 'string' ? leaves[type](item) : walkCollection(item, type, leaves);
  if (result === REFUSED) throw wrongType(type, item);
  return result;
}

function walkCollection(item: unknown, type: Exclude<CtyType, string>, leaves: Leaves): unknown {
  switch (type[0]) {
    case 'list':
    case 'set':
      return Array.isArray(item) ? walkList(item, () => type[1], leaves) : REFUSED;
    case 'tuple':
      return Array.isArray(item) ? walkTuple(item, type[1], leaves) : REFUSED;
    case 'map':
      return isRecord(item) ? walkMap(item, type[1], leaves) : REFUSED;
    case 'object':
      return isRecord(item) ? walkObject(item, type[1], leaves) : REFUSED;
  }
}

function walkTuple(items: readonly unknown[], types: readonly CtyType[], leaves: Leaves): unknown[] {
  if (items.length !== types.length) {
    throw new ShapeError(`a tuple of ${types.length} elements is needed, not one of ${items.length}.`);
  }
  return walkList(items, (index) => types[index] as CtyType, leaves);
}

function walkList(items: readonly unknown[], typeOf: (index: number) => CtyType, leaves: Leaves): unknown[] {
  const result: unknown[] = [];
  try {
    for (const item of items) result.push(walk(item, typeOf(result.length), leaves));
  } catch (error) {
    throw within({ index: result.length }, error);
  }
  return result;
}

function walkMap(items: Readonly<Record<string, unknown>>, type: CtyType, leaves: Leaves): unknown {
  const result: Record<string, unknown> = Object.create(null);
  let key = '';
  try {
    for (const raw of Object.keys(items)) {
      key = leaves.key(raw);
      result[key] = walk(items[raw], type, leaves);
    }
  } catch (error) {
    throw within({ key }, error);
  }
  return result;
}

function walkObject(
  items: Readonly<Record<string, unknown>>,
  types: Readonly<Record<string, CtyType>>,
  leaves: Leaves,
): unknown {
  const result: Record<string, unknown> = Object.create(null);
  const keys = Object.keys(items);
  let attribute = '';
  try {
    for (const raw of keys) {
      attribute = leaves.key(raw);
      const type = types[attribute];
      if (type === undefined || !Object.hasOwn(types, attribute)) throw new ShapeError('there is no such attribute.');
      result[attribute] = walk(items[raw], type, leaves);
    }
    if (keys.length < Object.keys(types).length) {
      for (attribute of Object.keys(types)) {
        if (attribute in result) continue;
        if (!leaves.sparse) throw new ShapeError('the attribute is missing (an unset one is null).');
        result[attribute] = null;
      }
    }
  } catch (error) {
    throw within({ attribute }, error);
  }
  return result;
}

function isRecord(item: unknown): item is Readonly<Record<string, unknown>> {
  if (typeof item !== 'object' || item === null) return false;
  const prototype = Object.getPrototypeOf(item);
  return prototype === null || prototype === Object.prototype;
}
