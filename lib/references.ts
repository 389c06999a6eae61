import type { References } from './schema/references';
import { escapeReferences, listReferences, parseText, type SecretStore, writeReference } from './secrets';

/** What is wrong with the references in a text; undefined when nothing. */
export function referenceProblem(text: string): string | undefined {
  try {
    parseText(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A value that differs from its reference, as it stands in state. */
const DIFFERENCE = /^\(differs from ([\s\S]*), [0-9a-f]{12}\)$/;

/** Connects the secrets to the framework. */
export function secretReferences(store: SecretStore): References {
  const resolve = (text: string) => (text.includes('{{secret:') ? store.resolve(text) : text);

  /**
   * Where every secret of the template still stands, the difference is elsewhere and can be shown, with the references in
   * the secrets' places.
   */
  const partlyRestored = (template: string, actual: string): string | undefined => {
    let text = escapeReferences(actual);
    for (const reference of listReferences(template)) {
      const written = writeReference(reference);
      const value = store.resolve(written);
      if (!text.includes(value)) return undefined;
      text = text.replaceAll(value, written);
    }
    return text;
  };

  const restore = (stored: string, actual: string): string => {
    const template = DIFFERENCE.exec(stored)?.[1] ?? stored;
    if (resolve(template) === actual) return template;
    if (listReferences(template).length === 0) return escapeReferences(store.redact(actual));
    return partlyRestored(template, actual) ?? store.compare(template, actual);
  };

  return { problem: referenceProblem, resolve, restore, redact: (text) => store.redact(text) };
}
