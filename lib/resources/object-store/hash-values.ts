import { createHash, randomBytes } from 'node:crypto';
import { at, DiagnosticError } from '../../schema/diagnostics';

/** The values with which Swift hashes; no prefix is the same as an empty one. */
export interface HashValues {
  readonly prefix: string | null;
  readonly suffix: string;
}

export function sameHash(one: HashValues, other: HashValues): boolean {
  return (one.prefix ?? '') === (other.prefix ?? '') && one.suffix === other.suffix;
}

/** Changes when a value changes, and tells nothing about it: a salt, and too little of a hash to try values by. */
export function tagOf({ prefix, suffix }: HashValues, like?: string): string {
  const salt = like?.split(':')[0] ?? randomBytes(12).toString('hex');
  const hash = createHash('sha256')
    .update(JSON.stringify([salt, prefix ?? '', suffix]))
    .digest('hex');
  return `${salt}:${hash.slice(0, 4)}`;
}

export const OTHER_VALUES =
  'The secrets have other values than those with which this was set up: another master key, say, or other `secrets` of the provider.';

export function wouldChange(what: string, attribute: 'suffix' | 'prefix'): DiagnosticError {
  return new DiagnosticError(
    'Hash would change',
    `${what} Nothing that is stored in Swift would be found any more. Give the former secret; or set allow_change = true if nothing is stored yet.`,
    at(attribute),
  );
}

/** Swift's own reader of its settings stops at a `%` that does not begin a reference. */
export function refuseUnreadable(values: HashValues): void {
  const unfit = (['suffix', 'prefix'] as const).find((name) => values[name]?.includes('%'));
  if (unfit === undefined) return;
  throw new DiagnosticError(
    'Hash cannot be read',
    `The secret of ${unfit} has a % in its value, with which Swift does not start: it reads that as the beginning of a reference. Take a value without one.`,
    at(unfit),
  );
}
