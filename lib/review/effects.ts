import type { Effect } from './effect';
import type { Change } from './plan/change';
import type { Edit } from './plan/edits';

/** Something that a change does to a resource. */
export interface Told {
  readonly change: Change;
  /** What happens to it, in the words that follow its name. */
  readonly says: string;
  /** For how long at most, in words; undefined where the plan does not tell. */
  readonly limit: string | undefined;
  /** What brings it about: changed keys of the attributes that do it, as the files that a service reads. */
  readonly because: readonly string[];
}

/** Services that restart, instances that end, hosts whose network changes: whatever does not work for a while, or any more. */
export function interruptionsIn(changes: readonly Change[]): Told[] {
  return changes.flatMap((change) => told(change, change.kind?.interrupts ?? []));
}

/** Data that are gone for good. */
export function lossesIn(changes: readonly Change[]): Told[] {
  return changes.flatMap((change) => told(change, change.kind?.loses ?? []));
}

function told(change: Change, effects: readonly Effect[]): Told[] {
  return effects.flatMap((effect) => {
    const edits = editsFor(change, effect);
    const says = edits === undefined ? undefined : effect.says(change);
    if (says === undefined || edits === undefined) return [];
    const because = [...new Set(edits.flatMap(({ path: [, ...keys] }) => (keys.length > 0 ? [keys.join('.')] : [])))];
    return [{ change, says, limit: effect.limit?.(change.after ?? {}), because }];
  });
}

/** What of a change brings an effect about; undefined when nothing does. */
function editsFor({ action, edits }: Change, { by }: Effect): readonly Edit[] | undefined {
  if (by === 'create') return action === 'create' || action === 'replace' ? [] : undefined;
  if (by === 'destroy') return action === 'destroy' || action === 'replace' ? [] : undefined;
  if (action !== 'update') return undefined;
  const found = edits.filter(({ path: [attribute = ''] }) => by.includes(attribute));
  return found.length > 0 ? found : undefined;
}
