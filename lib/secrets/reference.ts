/** A mention of a secret in a text. */
export interface SecretReference {
  readonly name: string;
  /** Counts rotations. @default 1 */
  readonly version: number;
  /** How the value is written. @default - as it is */
  readonly form?: SecretForm;
}

/**
 * How a value is written where not every character stands for itself: percent-encoded in a URL, between the single quotes of
 * a shell, or between the double quotes of JSON or YAML.
 */
export type SecretForm = 'url' | 'sh' | 'json';

/** A text taken apart: what stands in it as it is, and the secrets that it mentions. */
export type TextPart = string | SecretReference;

/** A text mentions a secret in a way that cannot be read. */
export class SecretReferenceInvalid extends Error {
  public constructor(
    problem: string,
    /** Where in the text the reference begins, from 0. */
    public readonly position: number,
  ) {
    super(
      `${problem} at position ${position}. A reference is {{secret:NAME}} or {{secret:NAME@2}}; NAME starts with a-z or 0-9 ` +
        'and goes on with a-z, 0-9, ".", "_", "/" and "-"; {{secret:NAME|url}} is the value for a URL, |sh for a shell\'s single quotes, |json for double quotes. To write "{{secret:" itself, double its first brace: "{{{{secret:".',
    );
    this.name = 'SecretReferenceInvalid';
  }
}

const OPENING = '{{secret:';
/** Stands for `{{secret:` itself. */
const ESCAPED = '{{{{secret:';
const CLOSING = '}}';
const NAME_AND_VERSION = /^([a-z0-9][a-z0-9._/-]*)(?:@([1-9][0-9]{0,8}))?$/;
const FORM = /\|(url|sh|json)$/;

/**
 * Takes a text apart. `{{{{secret:` is the escaped form of `{{secret:` and no reference.
 * @throws {SecretReferenceInvalid}
 */
export function parseText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let literal = '';
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf(OPENING, at);
    if (found < 0) {
      literal += text.slice(at);
      break;
    }
    if (text.startsWith(ESCAPED, found - 2) && found - 2 >= at) {
      literal += text.slice(at, found - 2) + OPENING;
      at = found + OPENING.length;
      continue;
    }
    literal += text.slice(at, found);
    if (literal !== '') parts.push(literal);
    literal = '';
    const close = text.indexOf(CLOSING, found);
    if (close < 0) throw new SecretReferenceInvalid('The secret reference is not closed with }}', found);
    parts.push(parseInside(text.slice(found + OPENING.length, close), found));
    at = close + CLOSING.length;
  }
  if (literal !== '') parts.push(literal);
  return parts;
}

/** The secrets that a text mentions, each once, in order. @throws {SecretReferenceInvalid} */
export function listReferences(text: string): SecretReference[] {
  const references = parseText(text).filter((part): part is SecretReference => typeof part !== 'string');
  return [...new Map(references.map((reference) => [writeReference(reference), reference])).values()];
}

/** Writes a text so that none of it is taken for a reference. */
export function escapeReferences(text: string): string {
  return text.replaceAll(OPENING, ESCAPED);
}

/** `NAME`, or `NAME@2` from the second version on. */
export function displayName({ name, version }: SecretReference): string {
  return version === 1 ? name : `${name}@${version}`;
}

/** The reference as it stands in a text. */
export function writeReference(reference: SecretReference): string {
  return `${OPENING}${displayName(reference)}${reference.form ? `|${reference.form}` : ''}${CLOSING}`;
}

/** A value as the reference asks for it. */
export function inForm({ form }: SecretReference, value: string): string {
  switch (form) {
    case 'url':
      // All that RFC 3986 (section 2.3) does not call unreserved.
      return encodeURIComponent(value).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      );
    case 'sh':
      return value.replaceAll("'", "'\\''");
    case 'json':
      return JSON.stringify(value).slice(1, -1);
    default:
      return value;
  }
}

/** Reads `NAME` or `NAME@2`; undefined when it is neither. */
export function parseSecretName(text: string): SecretReference | undefined {
  const [, name, version = '1'] = NAME_AND_VERSION.exec(text) ?? [];
  return name === undefined ? undefined : { name, version: Number(version) };
}

function parseInside(inside: string, position: number): SecretReference {
  const [suffix = '', form] = FORM.exec(inside) ?? [];
  const reference = parseSecretName(inside.slice(0, inside.length - suffix.length));
  if (reference) return form === undefined ? reference : { ...reference, form: form as SecretForm };
  throw new SecretReferenceInvalid('The secret reference names no secret that could exist', position);
}
