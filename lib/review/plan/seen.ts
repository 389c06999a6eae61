import { isUnknown, UNKNOWN, type Unknown } from '../../plugin/value/unknown';
import { looksSecret } from '../../resources/host/config-secrets';
import type { Json } from '../../stack/expressions';

/**
 * A value of a plan as people may see it. Whatever is sensitive, or looks like a secret, has been replaced when such a value
 * is made, so nothing that is made of it can tell a secret.
 */
export type Seen = null | boolean | number | string | Unknown | readonly Seen[] | SeenRecord;
export type SeenRecord = { readonly [name: string]: Seen };

/** What else Terraform says of a value. */
interface Marks {
  /** True for what is sensitive, in the form of the value. */
  readonly sensitive?: Json;
  /** True for what is known only after apply. */
  readonly unknown?: Json;
}

/** A reference to a secret, as it stands in a text. */
const REFERENCE = /\{\{secret:[^}]*\}\}/g;
/** A value that differs from its reference. The tag tells differences apart, and nothing to people. */
const DIFFERENCE = /^\(differs from ([\s\S]*), [0-9a-f]{12}\)$/;
const PASSWORD_IN_URL = /(:\/\/[^\s/@:]*:)([^\s/@]+)(?=@)/g;
/** `key = value`, `key: value` or `"key": value` on a line of its own. What a colon joins, as in `module:function`, is none. */
const ASSIGNMENT = /^(\s*(?:export\s+|set\s+)?(?:["']([\w.-]+)["']\s*[=:]\s*|([\w.-]+)(?:\s*=\s*|\s*:\s+)))(\S.*)$/;
const JSON_PAIR = /("([\w.-]+)"\s*:\s*)("(?:[^"\\]|\\.)*")/g;
/** What a template has in the place of a password. */
const PLACEHOLDER = /^\{[\w-]+\}$/;

/**
 * Makes values fit to be seen. A hidden value gets a number in the order in which it was met: the same number is the same
 * value, so a change of one can be told without either.
 */
export class Sight {
  readonly #numbers = new Map<string, number>();

  /** @param path of attribute names and keys, as far as they are not indexes */
  public see(value: Json | undefined, { sensitive, unknown }: Marks = {}, path: readonly string[] = []): Seen {
    if (unknown === true) return UNKNOWN;
    if (sensitive === true && value !== null && value !== undefined)
      return this.hidden('sensitive', JSON.stringify(value));
    if (typeof value === 'string') return this.text(value, path);
    if (Array.isArray(value) || Array.isArray(unknown)) {
      const [values, unknowns] = [arrayOf(value), arrayOf(unknown)];
      return Array.from({ length: Math.max(values.length, unknowns.length) }, (_, index) =>
        this.see(values[index], { sensitive: arrayOf(sensitive)[index], unknown: unknowns[index] }, path),
      );
    }
    if (isObject(value) || isObject(unknown)) return this.record(objectOf(value), { sensitive, unknown }, path);
    return value ?? null;
  }

  private record(
    values: { readonly [name: string]: Json },
    { sensitive, unknown }: Marks,
    path: readonly string[],
  ): Seen {
    const [secret, later] = [objectOf(sensitive), objectOf(unknown)];
    const names = new Set([...Object.keys(values), ...Object.keys(later)]);
    const record: { [name: string]: Seen } = Object.create(null);
    for (const name of names) {
      record[name] = this.see(values[name], { sensitive: secret[name], unknown: later[name] }, [...path, name]);
    }
    return record;
  }

  private text(text: string, path: readonly string[]): string {
    const [, differing] = DIFFERENCE.exec(text) ?? [];
    if (differing !== undefined) return `(differs from ${this.text(differing, [])})`;
    // Names of attributes are the provider's; those of keys are the user's, and tell what a value is.
    const key = path.length > 1 ? path.at(-1) : undefined;
    if (key !== undefined && !text.includes('\n') && isSecret(key, text)) return this.hidden('hidden', text);
    return text
      .split('\n')
      .map((line) => this.line(line))
      .join('\n');
  }

  private line(line: string): string {
    const [, before = '', quoted = '', bare = quoted, value = ''] = ASSIGNMENT.exec(line) ?? [];
    if (bare !== '' && isSecret(bare, value)) return `${before}${this.hidden('hidden', value)}`;
    return line
      .replace(JSON_PAIR, (whole, head: string, key: string, text: string) =>
        isSecret(key, text) ? `${head}${this.hidden('hidden', text)}` : whole,
      )
      .replace(PASSWORD_IN_URL, (whole, head: string, password: string) =>
        PLACEHOLDER.test(password) || withoutReferences(password) === ''
          ? whole
          : `${head}${this.hidden('hidden', password)}`,
      );
  }

  private hidden(why: 'sensitive' | 'hidden', value: string): string {
    const number = this.#numbers.get(value) ?? this.#numbers.size + 1;
    this.#numbers.set(value, number);
    return `(${why} value ${number})`;
  }
}

/** Whether a value may be a secret that stands there as it is, and not as a reference. */
function isSecret(key: string, value: string): boolean {
  const rest = withoutReferences(value);
  return rest !== '' && !/:\/\//.test(rest) && looksSecret(key, rest.replace(/^["']|["'][,;]?$/g, ''));
}

function withoutReferences(text: string): string {
  return text.replace(REFERENCE, '');
}

export function isSeenRecord(value: Seen | undefined): value is SeenRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUnknown(value);
}

export function isSeenList(value: Seen | undefined): value is readonly Seen[] {
  return Array.isArray(value);
}

/** The value at a path of attribute names, keys and indexes; undefined when there is none. */
export function seenAt(value: Seen | undefined, path: readonly string[]): Seen | undefined {
  let found = value;
  for (const step of path) {
    if (isSeenRecord(found)) found = found[step];
    else if (isSeenList(found)) found = found[Number(step)];
    else return isUnknown(found) ? found : undefined;
  }
  return found;
}

/** Whether two values are the same; nothing is the same as null, and what is unknown is the same as nothing. */
export function isSame(one: Seen | undefined, other: Seen | undefined): boolean {
  return !isUnknown(one) && !isUnknown(other) && canonical(one ?? null) === canonical(other ?? null);
}

/** A text that is the same for values that are the same. */
export function canonical(value: Seen): string {
  if (isUnknown(value)) return '(known after apply)';
  if (isSeenList(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isSeenRecord(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`)
    .join(',')}}`;
}

function arrayOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: Json | undefined): { readonly [name: string]: Json } {
  return isObject(value) ? value : {};
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
