import { isUnknown } from '../../plugin/value/unknown';
import { canonical, isSame, isSeenList, isSeenRecord, type Seen } from './seen';

/** One thing that becomes another. */
export interface Edit {
  /** Attribute, and keys or indexes within it. An element that a list gets or loses has the path of the list. */
  readonly path: readonly string[];
  readonly isElement?: boolean;
  /** Undefined: it was not there. */
  readonly before: Seen | undefined;
  /** Undefined: it is not there any more. */
  readonly after: Seen | undefined;
}

/** Attributes that follow others, and say nothing of their own: hashes and counts of what has changed. */
const FOLLOWING = new Set(['revision', 'sha256', 'ring_sha256', 'builder_sha256', 'version']);

/** All in which two values differ, down to single keys. */
export function editsBetween(before: Seen | undefined, after: Seen | undefined, path: readonly string[] = []): Edit[] {
  if (isSame(before, after)) return [];
  if (isBranch(before) && isBranch(after)) {
    const [was, is] = [isSeenRecord(before) ? before : {}, isSeenRecord(after) ? after : {}];
    const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
    return names.flatMap((name) => editsBetween(was[name], is[name], [...path, name]));
  }
  if (isSeenList(before) && isSeenList(after)) return editsOfLists(before, after, path);
  // An empty list beside nothing is told by nothing that works otherwise.
  if ([before, after].every((value) => isNothing(value) || (isSeenList(value) && value.length === 0))) return [];
  return [{ path, before: before ?? undefined, after: after ?? undefined }];
}

/** What can be gone into: a record that was or becomes something, or nothing beside one. */
function isBranch(value: Seen | undefined): boolean {
  return isSeenRecord(value) || isNothing(value);
}

function isNothing(value: Seen | undefined): boolean {
  return value === null || value === undefined;
}

function editsOfLists(before: readonly Seen[], after: readonly Seen[], path: readonly string[]): Edit[] {
  const isOfRecords = [...before, ...after].every((element) => isSeenRecord(element) || isUnknown(element));
  if (isOfRecords && before.length === after.length) {
    return before.flatMap((element, index) => editsBetween(element, after[index], [...path, `${index}`]));
  }
  const gone = without(before, after).map((element) => ({ path, isElement: true, before: element, after: undefined }));
  const come = without(after, before).map((element) => ({ path, isElement: true, before: undefined, after: element }));
  if (gone.length + come.length > 0) return [...gone, ...come];
  // The same elements in another order: that is the change.
  return before.length > 0 ? [{ path, before, after }] : [];
}

/** Elements that the others have not, each as often as it is missing there. */
function without(elements: readonly Seen[], others: readonly Seen[]): Seen[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(canonical(other), (left.get(canonical(other)) ?? 0) + 1);
  return elements.filter((element) => {
    const count = left.get(canonical(element)) ?? 0;
    left.set(canonical(element), count - 1);
    return count <= 0;
  });
}

/** Whether an edit tells something by itself. */
export function isTelling({ path }: Edit): boolean {
  return !FOLLOWING.has(path[0] ?? '');
}

/** Edits without those that only follow others. Where there are no others, the hashes tell that something has changed. */
export function telling(edits: readonly Edit[]): readonly Edit[] {
  const own = edits.filter(isTelling);
  const hashes = edits.filter(({ path: [attribute] }) => attribute !== 'revision');
  return [own, hashes].find((some) => some.length > 0) ?? edits;
}
