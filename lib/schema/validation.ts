import type { AttributePath } from '../plugin/path';
import { pathText } from '../plugin/path';
import { ExactNumber } from '../plugin/value/exact-number';
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
        `${pathText(path)} is ${shown(value, attribute)}. ${problem}`,
        path,
      );
    }
  }
  if (attribute.nested) return;
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

/** Whether anything in the value is unknown. */
export function hasUnknown(value: Value): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isRecord(value) && Object.values(value).some(hasUnknown);
}

function shown(value: Value, { sensitive }: Attribute): string {
  if (sensitive) return '(sensitive)';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length} characters)`;
}
