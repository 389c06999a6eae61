import type { Seen, SeenRecord } from './plan/seen';
import { visible } from './visible';

/** A resource before and after; undefined where it is not there. */
export interface Turn {
  readonly before: SeenRecord | undefined;
  readonly after: SeenRecord | undefined;
}

/** What a change of a resource does, beyond what its attributes say. */
export interface Effect {
  /** When it comes: any of these attributes changes in place, or the resource is made or destroyed. */
  readonly by: readonly string[] | 'create' | 'destroy';
  /** What happens, in the words that follow its name, with values between backticks. Undefined: nothing, with these values. */
  readonly says: (turn: Turn) => string | undefined;
  /** For how long at most, in words, where the configuration tells. */
  readonly limit?: (after: SeenRecord) => string | undefined;
}

/** It always comes, in these words. */
export function effect(by: Effect['by'], words: string, limit?: Effect['limit']): Effect {
  return { by, says: () => words, limit };
}

/** It comes in the words that fit the values. */
export function effectOf(by: Effect['by'], says: Effect['says'], limit?: Effect['limit']): Effect {
  return { by, says, limit };
}

/** By destroying it, or making another in its place. */
export function destroyed(words: string | ((before: SeenRecord) => string | undefined)): Effect {
  return { by: 'destroy', says: ({ before = {} }) => (typeof words === 'string' ? words : words(before)) };
}

/** A value between backticks, as text for people has it. It has no backtick and no line break of its own. */
export function code(value: Seen | undefined): string {
  if (typeof value === 'object') return 'something that is known after apply';
  return `\`${visible(String(value)).replaceAll('`', "'").replaceAll(/\s+/g, ' ')}\``;
}
