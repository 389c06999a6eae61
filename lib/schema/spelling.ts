import { isUnknown } from '../plugin/value/unknown';
import { isRecord, record, type Value } from '../plugin/value/value';
import type { Attribute } from './attribute';
import { hasUnknown } from './validation';

/**
 * Where a new value only spells differently what the old one said, the old one stands: `0644` and `644`, two forms of an
 * address. Applied to plans and to what was read, so that spelling is never a change and never drift.
 */
export function keepSpelling(attribute: Attribute, value: Value, before: Value): Value {
  if (value === null || before === null || isUnknown(value) || isUnknown(before)) return value;
  if (attribute.same && !hasUnknown(value) && attribute.same(value, before)) return before;
  const { nested } = attribute;
  if (!nested) return value;
  const within = (object: Value, old: Value): Value => {
    if (!isRecord(object) || !isRecord(old)) return object;
    return record(
      Object.entries(nested.attributes).map(([name, child]) => [
        name,
        keepSpelling(child, object[name] ?? null, old[name] ?? null),
      ]),
    );
  };
  if (nested.nesting === 'single') return within(value, before);
  if (Array.isArray(value))
    return value.map((element: Value, index) => within(element, (before as Value[])[index] ?? null));
  if (isRecord(value) && isRecord(before)) {
    return record(Object.entries(value).map(([key, element]) => [key, within(element, before[key] ?? null)]));
  }
  return value;
}
