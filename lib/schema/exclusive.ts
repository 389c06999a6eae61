import { isUnknown } from '../plugin/value/unknown';
import type { Value } from '../plugin/value/value';
import type { Attributes } from './attribute';
import { at } from './diagnostics';
import type { Rule } from './resource';

/** Exactly one of these attributes has to be given. */
export function exactlyOneOf<A extends Attributes>(...names: readonly (keyof A & string)[]): Rule<A> {
  const listed = names.map((name) => `\`${name}\``).join(', ');
  return {
    description: `Exactly one of ${listed} is given.`,
    problems(config) {
      const values = names.map((name) => [name, config[name] as Value] as const);
      const given = values.filter(([, value]) => value !== null);
      const unsure = given.some(([, value]) => isUnknown(value));
      if (given.length === 1 || (unsure && given.length <= 1)) return [];
      const detail =
        given.length === 0
          ? `None of ${listed} is given. Give one of them.`
          : `${given.map(([name]) => `\`${name}\``).join(' and ')} are given. Keep one of them.`;
      return [
        { severity: 'error', summary: 'Conflicting attributes', detail, path: at(given.at(-1)?.[0] ?? names[0] ?? '') },
      ];
    },
  };
}
