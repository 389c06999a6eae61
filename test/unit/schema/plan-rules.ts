import { equalValues } from '../../../lib/plugin/value/equal';
import { isUnknown } from '../../../lib/plugin/value/unknown';
import type { Value, ValueRecord } from '../../../lib/plugin/value/value';
import type { Attribute, Attributes } from '../../../lib/schema/attribute';

/** What Terraform would say of a planned object ("Provider produced invalid plan"), as it checks it itself. */
export function planProblems(
  attributes: Attributes,
  config: ValueRecord,
  prior: ValueRecord | null,
  planned: ValueRecord,
  where = '',
): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) =>
    attributeProblems(
      attribute,
      config[name] ?? null,
      prior?.[name] ?? null,
      planned[name] as Value,
      `${where}${name}`,
    ),
  );
}

function attributeProblems(attribute: Attribute, config: Value, prior: Value, planned: Value, where: string): string[] {
  const { presence, type, nested } = attribute;
  if (planned === undefined) return [`${where} is missing`];
  if (equalValues(planned, config, type)) return [];
  if (config !== null && prior !== null && equalValues(planned, prior, type)) return [];
  // To Terraform an attribute with a default is optional and computed.
  if (presence === 'computed' || (config === null && ['default', 'optional+computed'].includes(presence))) return [];
  if (config === null) return [`${where} must be null`];
  if (!nested) return [`${where} is neither as configured nor as before`];
  if (planned === null || isUnknown(planned)) return [`${where} must be there`];
  const inside = (own: Value, before: Value, plan: Value, at: string) => {
    if (isUnknown(own) || own === null) return own === plan ? [] : [`${at} must stay as configured`];
    return planProblems(
      nested.attributes,
      own as ValueRecord,
      before as ValueRecord | null,
      plan as ValueRecord,
      `${at}.`,
    );
  };
  if (nested.nesting === 'single') return inside(config, prior, planned, where);
  const [given, made] = [Object.entries(config), planned as ValueRecord];
  if (given.length !== Object.keys(made).length) return [`${where} must have as many elements as configured`];
  return given.flatMap(([key, own]) =>
    inside(own, (prior as ValueRecord | null)?.[key] ?? null, made[key] ?? null, `${where}.${key}`),
  );
}

/** Where a later plan breaks what an earlier one promised ("Provider produced inconsistent final plan"). */
export function brokenPromises(earlier: Value, later: Value, where = ''): string[] {
  if (isUnknown(earlier)) return [];
  if (typeof earlier !== 'object' || earlier === null) return earlier === later ? [] : [`${where} was ${earlier}`];
  if (typeof later !== 'object' || later === null || isUnknown(later)) return [`${where} had a value`];
  const [before, after] = [earlier as ValueRecord, later as ValueRecord];
  if (Object.keys(before).length !== Object.keys(after).length) return [`${where} has another size`];
  return Object.entries(before).flatMap(([key, value]) => brokenPromises(value, after[key] ?? null, `${where}.${key}`));
}
