import { equalValues } from '../plugin/value/equal';
import { isUnknown } from '../plugin/value/unknown';
import { isRecord, type Value, type ValueRecord } from '../plugin/value/value';
import type { Attributes } from './attribute';
import { hasUnknown, isSensitive, shown } from './validation';

/**
 * What a handler's answer lacks, in sentences; empty when it can be stored. Terraform checks some of this too, but blames
 * nobody in particular; here the handler is named.
 */
export function stateProblems(attributes: Attributes, state: unknown, planned: ValueRecord | null): string[] {
  if (!isRecord(state)) return [`it returned ${state === undefined ? 'nothing' : String(state)} instead of a state`];
  const problems: string[] = [];
  for (const name of Object.keys(state))
    if (!(name in attributes)) problems.push(`it returned ${name}, which is no attribute`);
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = state[name] as Value | undefined;
    if (value === undefined) problems.push(`it left out ${name}`);
    else if (hasUnknown(value)) problems.push(`it left ${name} unknown`);
    else if (planned && promised(planned[name] ?? null) && !equalValues(planned[name] ?? null, value, attribute.type)) {
      const values = isSensitive(attribute) ? '' : ` (planned ${shown(planned[name] ?? null)}, got ${shown(value)})`;
      problems.push(`it changed ${name} against the plan${values}`);
    }
  }
  return problems;
}

/** A plan binds where it is known; inside collections with unknown parts Terraform does the comparing. */
function promised(planned: Value): boolean {
  return !isUnknown(planned) && !hasUnknown(planned);
}
