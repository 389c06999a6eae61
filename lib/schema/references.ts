import type { CtyType } from '../plugin/value/type';
import { DynamicValue, isRecord, record, type Value } from '../plugin/value/value';

/**
 * Strings may refer to secrets (`{{secret:NAME}}`). Handlers work with the values; plan and state hold the references.
 * This is what the framework needs from whoever knows the secrets.
 */
export interface References {
  /** What is wrong with the references in this text; undefined when nothing. Needs no secret. */
  problem(text: string): string | undefined;
  /** The text with every reference replaced by its value. */
  resolve(text: string): string;
  /** What to store for `actual` where `template` stands in plan or state: never a secret's value. */
  restore(template: string, actual: string): string;
  /** The text without any secret that was resolved so far. */
  redact(text: string): string;
}

/** For providers without secrets. */
export const NO_REFERENCES: References = {
  problem: () => undefined,
  resolve: (text) => text,
  restore: (_, actual) => actual,
  redact: (text) => text,
};

/** The value with every string in it changed. */
export function mapStrings(value: Value, change: (text: string) => string): Value {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((element: Value) => mapStrings(element, change));
  if (value instanceof DynamicValue) return new DynamicValue(value.type, mapStrings(value.value, change));
  if (isRecord(value))
    return record(Object.entries(value).map(([name, element]) => [name, mapStrings(element, change)]));
  return value;
}

/**
 * Puts references back: where the template has a string with references, the actual string is stored in its terms.
 * Lists are matched by index, maps and objects by key, sets and lists of another length by what their elements say. What has
 * no counterpart is stored without the secrets in it.
 */
export function restoreReferences(type: CtyType, template: Value, actual: Value, references: References): Value {
  if (typeof template === 'string' && typeof actual === 'string') return references.restore(template, actual);
  if (Array.isArray(template) && Array.isArray(actual)) {
    const [kind, inner] = type as ['list' | 'set', CtyType];
    if (inner === 'string' && (kind === 'set' || template.length !== actual.length)) {
      return restoreElements(template, actual, references);
    }
    return actual.map((element: Value, index) =>
      restoreReferences(inner, template[index] ?? null, element, references),
    );
  }
  if (isRecord(template) && isRecord(actual)) {
    const [kind, inner] = type as ['map', CtyType] | ['object', Readonly<Record<string, CtyType>>];
    return record(
      Object.entries(actual).map(([name, element]) => [
        name,
        restoreReferences(
          kind === 'map' ? inner : (inner[name] ?? 'dynamic'),
          template[name] ?? null,
          element,
          references,
        ),
      ]),
    );
  }
  // Nothing tells where a secret may stand in it, but those that are known must not.
  return mapStrings(actual, (text) => references.restore('', text));
}

/**
 * Puts references back where an element's place tells nothing: first to what is as it was, then to what holds the secrets.
 * What is left may be a secret that was changed, if a reference is left too: then it is told as a difference from that one.
 */
function restoreElements(template: readonly Value[], actual: readonly Value[], references: References): Value[] {
  const open = new Set(template.filter((element) => typeof element === 'string'));
  const result = new Map<number, string>();
  let changed = '';
  const settle = (fits: (restored: string, before: string, element: string) => boolean) => {
    for (const [index, element] of actual.entries()) {
      if (typeof element !== 'string' || result.has(index)) continue;
      for (const before of open) {
        const restored = references.restore(before, element);
        if (!fits(restored, before, element)) continue;
        result.set(index, restored);
        open.delete(before);
        changed = before;
        break;
      }
    }
  };
  const isTold = (restored: string, element: string) => restored !== references.restore('', element);
  settle((restored, before) => restored === before);
  settle((restored, _, element) => isTold(restored, element) && references.resolve(restored) === element);
  changed = '';
  settle((restored, _, element) => isTold(restored, element));
  return actual.map((element, index) =>
    typeof element === 'string' ? (result.get(index) ?? references.restore(changed, element)) : element,
  );
}
