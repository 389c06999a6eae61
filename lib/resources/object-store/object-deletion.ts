import { UNKNOWN } from '../../plugin/value/unknown';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Config } from '../../schema/model';
import type { PrivateState } from '../../schema/private-state';
import { secondsOf, timeOf } from './instant';
import type { ObjectAttributes, ObjectInputs, ObjectState } from './object-attributes';

/** The private fact of the time that `delete_after` came to. */
const DELETE_AT = 'delete_at';

/** What is planned of the time at which Swift removes an object. */
export function plannedDeletion(
  { delete_at, delete_after }: Pick<Config<ObjectAttributes>, 'delete_at' | 'delete_after'>,
  prior: ObjectState | null,
  isOtherContent: boolean,
  facts: PrivateState,
): { readonly delete_at?: typeof UNKNOWN | null } {
  if (typeof delete_at === 'string' && Date.parse(delete_at) <= Date.now()) throw past(delete_at);
  if (delete_at !== null) return {};
  if (delete_after === null) return { delete_at: null };
  const isAsBefore =
    prior !== null &&
    !isOtherContent &&
    prior.delete_after === delete_after &&
    prior.delete_at === facts.get(DELETE_AT);
  return isAsBefore ? {} : { delete_at: UNKNOWN };
}

/** When Swift is to remove it, in seconds since 1970; null for never. */
export function deletionOf(inputs: ObjectInputs, prior: ObjectState | null, isUploaded: boolean, facts: PrivateState) {
  const { delete_at, delete_after } = inputs;
  if (typeof delete_at === 'string') return secondsOf(delete_at);
  if (delete_after === null) return null;
  const known = facts.get<string>(DELETE_AT);
  const isDue = known !== undefined && !isUploaded && prior?.delete_after === delete_after;
  const seconds = isDue ? secondsOf(known) : Math.floor(Date.now() / 1000) + delete_after;
  facts.set(DELETE_AT, timeOf(seconds));
  return seconds;
}

function past(time: string): DiagnosticError {
  return new DiagnosticError(
    'Its time is over',
    `delete_at is "${time}", which is past: Swift has removed the object, and takes none for a time that is over. Give a later time, or take this resource out.`,
    at('delete_at'),
  );
}
