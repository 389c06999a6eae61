import type { AttributePath } from '../plugin/path';
import { pathText } from '../plugin/path';
import { ExactNumber } from '../plugin/value/exact-number';
import type { CtyType } from '../plugin/value/type';
import { isUnknown } from '../plugin/value/unknown';
import { isRecord, type Value, type ValueRecord } from '../plugin/value/value';
import type { Attribute, Attributes } from './attribute';
import type { Diagnostics } from './diagnostics';
import { mapStrings, type References } from './references';

const SHOWN = 120;

/** Checks a configuration against its attributes' rules. Whatever is unknown or null is not looked at. */
export function validateAttributes(
  attributes: Attributes,
  config: ValueRecord,
  diagnostics: Diagnostics,
  references: Pick<References, 'problem'>,
  at: AttributePath = [],
): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = config[name] ?? null;
    const path = [...at, { attribute: name }];
    if (value === null || isUnknown(value)) continue;
    if (attribute.deprecated) {
      diagnostics.warn('Deprecated attribute', `${pathText(path)} is deprecated. ${attribute.deprecated}`, path);
    }
    const nulls = nullElements(attribute.type, value, path);
    for (const element of nulls) {
      // A rule of the resource's own may have found it and known better advice.
      if (diagnostics.all.some((told) => told.path && pathText(told.path) === pathText(element))) continue;
      const detail = `${pathText(element)} holds null. Leave the element out, or give it a value.`;
      diagnostics.error(`Invalid value for ${pathText(path)}`, detail, element);
    }
    if (nulls.length > 0) continue;
    if (!hasUnknown(value)) validateValue(attribute, value, path, diagnostics, references);
    validateNested(attribute, value, path, diagnostics, references);
  }
}

function validateValue(
  attribute: Attribute,
  value: Value,
  path: AttributePath,
  diagnostics: Diagnostics,
  references: Pick<References, 'problem'>,
): void {
  if (value instanceof ExactNumber) {
    diagnostics.error(
      `Invalid value for ${pathText(path)}`,
      `${pathText(path)} is ${value}, which has more digits than can be used here. Give a number of at most 15 digits.`,
      path,
    );
    return;
  }
  for (const rule of attribute.validate ?? []) {
    const problem = rule.problem(value);
    if (problem) {
      diagnostics.error(
        `Invalid value for ${pathText(path)}`,
        isSensitive(attribute)
          ? `${pathText(path)} is sensitive and not shown. Give ${rule.description}.`
          : `${pathText(path)} is ${shown(value)}. ${problem}`,
        path,
      );
    }
  }
  if (attribute.nested || attribute.verbatim) return;
  mapStrings(value, (text) => {
    const problem = references.problem(text);
    if (problem) diagnostics.error(`Invalid secret reference in ${pathText(path)}`, problem, path);
    return text;
  });
}

function validateNested(
  { nested }: Attribute,
  value: Value,
  path: AttributePath,
  diagnostics: Diagnostics,
  references: Pick<References, 'problem'>,
): void {
  if (!nested) return;
  const inside = (object: Value, at: AttributePath) => {
    if (isRecord(object)) validateAttributes(nested.attributes, object, diagnostics, references, at);
  };
  if (nested.nesting === 'single') inside(value, path);
  else if (Array.isArray(value)) {
    for (const [index, element] of value.entries())
      inside(element, nested.nesting === 'set' ? path : [...path, { index }]);
  } else if (isRecord(value)) {
    for (const [key, element] of Object.entries(value)) inside(element, [...path, { key }]);
  }
}

/** Where collections hold null, which no handler expects. What is in objects is looked at attribute by attribute. */
function nullElements(type: CtyType, value: Value, path: AttributePath): AttributePath[] {
  if (value === null) return [path];
  if (Array.isArray(value) && type[0] === 'list') {
    return value.flatMap((element: Value, index) => nullElements(type[1] as CtyType, element, [...path, { index }]));
  }
  if (Array.isArray(value)) return value.flatMap((element: Value) => nullElements(type[1] as CtyType, element, path));
  if (type[0] !== 'map' || !isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, element]) =>
    nullElements(type[1] as CtyType, element, [...path, { key }]),
  );
}

/** Whether anything in the value is unknown. */
export function hasUnknown(value: Value): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isRecord(value) && Object.values(value).some(hasUnknown);
}

/** Whether the attribute or any part of it is hidden. */
export function isSensitive({ sensitive, nested }: Attribute): boolean {
  return sensitive === true || (nested !== undefined && Object.values(nested.attributes).some(isSensitive));
}

/** A value in an error, not longer than a reader likes. */
export function shown(value: Value): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length} characters)`;
}
