import type { Change } from './plan/change';
import type { Edit } from './plan/edits';
import { canonical, type Seen } from './plan/seen';

/** A secret of which something gets another one. Its value is known to nobody here. */
export interface Rotation {
  readonly change: Change;
  /** Where it stands in the resource. */
  readonly path: readonly string[];
  /** Names of the secrets that it was, and is to be; undefined where a value is hidden and has no name. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Whether it is the same secret, of which there is another value: its own was changed, or somebody else has set one. */
  readonly isOtherValue: boolean;
}

const NAMES = /\{\{secret:([^}|]+)(?:\|\w+)?\}\}/g;
const DIFFERS = /^\(differs from /;
const HIDDEN = /\((?:sensitive|hidden) value \d+\)/;

/** Secrets that a plan sets anew. What is made for the first time is no rotation. */
export function rotationsIn(changes: readonly Change[]): Rotation[] {
  return changes
    .filter(({ action }) => action === 'update' || action === 'replace')
    .flatMap((change) => change.edits.flatMap((edit) => rotation(change, edit) ?? []));
}

function rotation(change: Change, { path, before, after }: Edit): Rotation | undefined {
  const [was, is] = [textOf(before), textOf(after)];
  const [old, next] = [namesIn(was), namesIn(is)];
  const isOtherValue = DIFFERS.test(was) || DIFFERS.test(is);
  if (!isOtherValue && old === next && hiddenIn(was) === hiddenIn(is)) return undefined;
  if (isOtherValue && old === undefined && next === undefined) return undefined;
  return { change, path, before: old, after: next, isOtherValue };
}

function textOf(value: Seen | undefined): string {
  return typeof value === 'string' ? value : canonical(value ?? null);
}

function namesIn(text: string): string | undefined {
  const names = [...new Set([...text.matchAll(NAMES)].map(([, name = '']) => name))];
  return names.length > 0 ? names.join(', ') : undefined;
}

function hiddenIn(text: string): string {
  return [...text.matchAll(new RegExp(HIDDEN, 'g'))].join();
}
