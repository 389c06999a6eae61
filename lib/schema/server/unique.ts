import { isUnknown } from '../../plugin/value/unknown';
import type { ValueRecord } from '../../plugin/value/value';
import { at, DiagnosticError } from '../diagnostics';
import type { Configured } from '../provider';
import type { Resource } from '../resource';
import type { Kind } from './kind';

/** The objects that were planned so far in a walk, and whether each is one that exists and stays. */
const planned = new WeakMap<Configured<unknown>, Map<string, 'new' | 'kept'>>();

/** The private fact by which a plan knows that the same walk has planned the object before, as one that exists. */
export const PLANNED = '.planned';

/**
 * Refuses a second object with the same values where its kind has no two. What Terraform plans twice itself, an object that
 * is replaced, is not counted; see `PLANNED`.
 */
export function checkUnique(
  { declaration, typeName }: Kind<Resource>,
  configured: Configured<unknown>,
  values: ValueRecord,
  plan: 'new' | 'kept' | 'replaced',
): void {
  const { unique } = declaration;
  if (!unique || plan === 'replaced') return;
  const told = unique.map((name) => values[name] ?? null);
  if (told.some(isUnknown)) return;
  const key = JSON.stringify([typeName, ...told]);
  const known = planned.get(configured) ?? new Map<string, 'new' | 'kept'>();
  planned.set(configured, known);
  if (!known.has(key)) {
    known.set(key, plan);
    return;
  }
  const named = unique.map((name) => `${name} ${JSON.stringify(values[name] ?? null)}`).join(', ');
  const last = unique.at(-1) ?? '';
  throw new DiagnosticError(
    'Defined twice',
    `Two ${typeName} of this configuration stand for the same object: ${named}. Remove one of them, or give it another ${last}.`,
    at(last),
  );
}
