import { isUnknown } from '../plugin/value/unknown';
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
    const edits = telling(byHand(change)).map((edit) => ({ ...edit, fate: fateOf(edit, change, plan) }));
    const isGone = change.action === 'destroy';
    if (!isGone && edits.length === 0) return [];
    const fate = isGone ? (plan?.action === 'create' ? 'put back' : 'left') : together(edits);
    return [{ change, isGone, fate, edits: isGone ? [] : edits }];
  });
}

/**
 * What a plan does that is not only to put back what was changed by hand: changes without the edits that do that, as far as
 * something else is left of them.
 */
export function askedFor(changes: readonly Change[], drift: readonly Drift[]): Change[] {
  const driftOf = new Map(drift.map((one) => [one.change.address, one]));
  const own = changes.flatMap((change) => withoutPuttingBack(change, driftOf.get(change.address)) ?? []);
  const kept = new Set(own.map(({ address }) => address));
  const putBack = new Set(
    changes.filter(({ address }) => !kept.has(address)).flatMap((change) => fileOf(change) ?? []),
  );
  return own.filter((change) => !isRestartFor(putBack, change));
}

function withoutPuttingBack(change: Change, drift: Drift | undefined): Change | undefined {
  if (!drift || change.action === 'destroy') return change;
  if (drift.isGone) return change.action === 'create' ? undefined : change;
  // To make another one is more than to put a value back, whatever the reason for it is.
  if (change.action !== 'update') return change;
  const back = new Set(drift.edits.filter(({ fate }) => fate === 'put back').map(({ path }) => keyOf(path)));
  const edits = change.edits.filter(({ path }) => !back.has(keyOf(path)));
  // An attribute that is unknown as a whole follows what is put back.
  const isOwn = (edit: Edit) => isTelling(edit) && !(isUnknown(edit.after) && edit.path.length === 1);
  return edits.some(isOwn) ? { ...change, edits } : undefined;
}

/** Whether a service only restarts because files are put back. */
function isRestartFor(files: ReadonlySet<string>, { type, action, place, edits }: Change): boolean {
  if (type !== 'stackwright_service' || action !== 'update') return false;
  return edits.every(({ path: [attribute, file] }) => attribute === 'restart_on' && files.has(`${place.name} ${file}`));
}

/** A file, as services that read it know it: by host and path. */
function fileOf({ place, after }: Change): string | undefined {
  return typeof after?.path === 'string' ? `${place.name} ${after.path}` : undefined;
}

function byHand({ kind, edits }: Change): readonly Edit[] {
  return edits.filter(({ path: [attribute = ''] }) => !kind?.facts?.includes(attribute));
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
