import { isUnknown } from '../../plugin/value/unknown';

/** Of some values those that are known and given: what an API is to choose itself is left out of what it is told. */
export function onlyKnown(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined && !isUnknown(value)),
  );
}
