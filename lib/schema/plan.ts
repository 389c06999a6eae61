import type { AttributePath } from '../plugin/path';
import { equalValues } from '../plugin/value/equal';
import { isUnknown, UNKNOWN } from '../plugin/value/unknown';
import { isRecord, record, type Value, type ValueRecord } from '../plugin/value/value';
import type { Attribute, Attributes } from './attribute';
import { keepSpelling } from './spelling';

/** What the generic part of planning decides. */
export interface Plan {
  readonly planned: ValueRecord;
  /** Whether anything but a computed attribute differs from the prior state. */
  readonly changed: boolean;
  readonly replace: readonly AttributePath[];
}

/**
 * The plan for one object: a pure function of its schema, what is configured and what was true before.
 *
 * In order: take the configured values; fill defaults; keep the prior spelling of values that mean the same; and only if
 * something differs after that, call those computed values unknown that the change can touch. An object whose plan equals
 * its prior state is left alone by Terraform.
 */
export function planObject(attributes: Attributes, config: ValueRecord, prior: ValueRecord | null): Plan {
  const planned = record();
  for (const [name, attribute] of Object.entries(attributes)) {
    const before = prior?.[name] ?? null;
    planned[name] = keepSpelling(attribute, configured(attribute, config[name] ?? null, before), before);
  }
  const differing = prior ? differingNames(attributes, planned, prior) : new Set(Object.keys(attributes));
  const changed = differing.size > 0;
  if (changed) {
    for (const name of touched(attributes, config, prior && planned, differing)) planned[name] = UNKNOWN;
  }
  return { planned, changed, replace: prior ? replacing(attributes, planned, prior) : [] };
}

/** A configuration with its defaults filled in, for what is not planned: the provider itself, and data sources. */
export function withDefaults(attributes: Attributes, config: ValueRecord): ValueRecord {
  return record(
    Object.entries(attributes).map(([name, attribute]) => [name, configured(attribute, config[name] ?? null, null)]),
  );
}

/** Attributes on account of which the object is replaced. */
export function replacing(attributes: Attributes, planned: ValueRecord, prior: ValueRecord): AttributePath[] {
  return Object.entries(attributes)
    .filter(([name, { replace, type }]) => replace && !equalValues(planned[name] ?? null, prior[name] ?? null, type))
    .map(([name]) => [{ attribute: name }]);
}

function configured(attribute: Attribute, value: Value, before: Value): Value {
  if (value === null) {
    if (attribute.default !== undefined) return nestedDefaults(attribute, toValue(attribute.default));
    return isComputed(attribute) ? before : null;
  }
  return nestedDefaults(attribute, value);
}

/** Fills the defaults inside nested objects. */
function nestedDefaults({ nested }: Attribute, value: Value): Value {
  if (!nested || value === null || isUnknown(value)) return value;
  const fill = (object: Value): Value => {
    if (!isRecord(object)) return object;
    return record(
      Object.entries(nested.attributes).map(([name, child]) => [name, configured(child, object[name] ?? null, null)]),
    );
  };
  if (nested.nesting === 'single') return fill(value);
  if (Array.isArray(value)) return value.map(fill);
  return isRecord(value) ? record(Object.entries(value).map(([key, object]) => [key, fill(object)])) : value;
}

/** Whether the provider gives the value where the configuration does not. */
export function isComputed({ presence }: Attribute): boolean {
  return presence === 'computed' || presence === 'optional+computed';
}

/** The computed attributes whose value a change may touch: all of them when there is no object yet. */
function touched(
  attributes: Attributes,
  config: ValueRecord,
  before: ValueRecord | null,
  differing: ReadonlySet<string>,
): ReadonlySet<string> {
  const computed = Object.entries(attributes).filter(
    ([name, attribute]) => isComputed(attribute) && (config[name] ?? null) === null,
  );
  if (!before) return new Set(computed.map(([name]) => name));
  const changing = new Set(differing);
  const result = new Set<string>();
  // What follows something that follows the change is touched, too.
  for (let size = -1; size < result.size; ) {
    size = result.size;
    for (const [name, attribute] of computed) {
      const missing = (before[name] ?? null) === null && !attribute.nullable;
      if (!missing && !mayChange(attribute, changing)) continue;
      result.add(name);
      changing.add(name);
    }
  }
  return result;
}

/** Where a change would replace the object, no update makes one. */
function mayChange({ stable, replace, follows }: Attribute, changing: ReadonlySet<string>): boolean {
  if (stable || replace) return false;
  return follows ? follows.some((name) => changing.has(name)) : true;
}

function differingNames(attributes: Attributes, planned: ValueRecord, prior: ValueRecord): Set<string> {
  return new Set(
    Object.entries(attributes)
      .filter(([name, { type }]) => !equalValues(planned[name] ?? null, prior[name] ?? null, type))
      .map(([name]) => name),
  );
}

/** A default is declared as plain data, which is what values are, too. */
function toValue(plain: unknown): Value {
  return plain as Value;
}
