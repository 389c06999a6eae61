import type { Change } from './plan/change';
import { type Edit, isTelling, telling } from './plan/edits';
import { isSame, seenAt } from './plan/seen';

/** What becomes of something that was changed by hand. */
export type Fate =
  /** The plan makes it again what it was. */
  | 'put back'
  /** The plan leaves it as somebody has made it. */
  | 'left'
  /** The plan makes it something else than either. */
  | 'changed';

/** A key that somebody has changed: from what the state had to what is there. */
export interface DriftedEdit extends Edit {
  readonly fate: Fate;
}

/** A resource that was changed outside of Terraform. */
export interface Drift {
  /** The resource, from what the state had to what is there. */
  readonly change: Change;
  /** Whether it is there no more. */
  readonly isGone: boolean;
  /** What becomes of the whole of it. */
  readonly fate: Fate;
  readonly edits: readonly DriftedEdit[];
}

/** What was changed by hand, and what the plan makes of it. */
export function driftIn(drifted: readonly Change[], planned: readonly Change[]): Drift[] {
  const byAddress = new Map(planned.map((change) => [change.address, change]));
  return drifted.flatMap((change) => {
    const plan = byAddress.get(change.address);
    const edits = telling(change.edits).map((edit) => ({ ...edit, fate: fateOf(edit, change, plan) }));
    const isGone = change.action === 'destroy';
    if (!isGone && edits.length === 0) return [];
    const fate = isGone ? (plan?.action === 'create' ? 'put back' : 'left') : together(edits);
    return [{ change, isGone, fate, edits: isGone ? [] : edits }];
  });
}

/**
 * What a plan does that is not only to put back what was changed by hand.
 * @returns the change without those edits; undefined when nothing else is left of it
 */
export function askedFor(change: Change, drift: Drift | undefined): Change | undefined {
  if (!drift || change.action === 'destroy') return change;
  if (drift.isGone) return change.action === 'create' ? undefined : change;
  const back = new Set(drift.edits.filter(({ fate }) => fate === 'put back').map(({ path }) => keyOf(path)));
  const edits = change.edits.filter(({ path }) => !back.has(keyOf(path)));
  // To make another one is more than to put a value back, whatever the reason for it is.
  if (change.action !== 'update') return change;
  return edits.some(isTelling) ? { ...change, edits } : undefined;
}

function fateOf({ path }: Edit, { before, after }: Change, plan: Change | undefined): Fate {
  const planned = seenAt(plan?.after, path);
  if (plan === undefined || isSame(planned, seenAt(after, path))) return 'left';
  return isSame(planned, seenAt(before, path)) ? 'put back' : 'changed';
}

function together(edits: readonly DriftedEdit[]): Fate {
  const fates = new Set(edits.map(({ fate }) => fate));
  if (fates.size === 1) return edits[0]?.fate ?? 'left';
  return fates.has('changed') ? 'changed' : 'put back';
}

function keyOf(path: readonly string[]): string {
  return path.join('\0');
}
