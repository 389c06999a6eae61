import type { HttpAnswer } from '../http';

export type Headers = HttpAnswer['headers'];

/** What somebody has said of an account, container or object: by names in lower case, as Swift makes no difference. */
export type Metadata = Readonly<Record<string, string>>;

export type Level = 'account' | 'container' | 'object';

/** Text as it goes into a header: UTF-8, of which Node's HTTP sends one byte for each character. */
export function toHeader(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The reverse. */
export function fromHeader(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}

/** All that is said of something. */
export function metadataIn(level: Level, headers: Headers): Metadata {
  const prefix = `x-${level}-meta-`;
  return Object.fromEntries(
    Object.entries(headers)
      .filter((entry): entry is [string, string] => entry[0].startsWith(prefix) && entry[1] !== undefined)
      .map(([name, value]) => [name.slice(prefix.length), fromHeader(value)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** Headers that say this and take back what was said under other names. */
export function metadataHeaders(level: Level, wanted: Metadata, before: Metadata = {}): Record<string, string> {
  const removed = Object.keys(before).filter((name) => !(name in wanted));
  return Object.fromEntries([
    ...removed.map((name) => [`x-remove-${level}-meta-${name}`, 'x']),
    ...Object.entries(wanted).map(([name, value]) => [`x-${level}-meta-${name}`, toHeader(value)]),
  ]);
}

/** A header with a whole number; null where there is none. */
export function numberIn(headers: Headers, name: string): number | null {
  const value = headers[name];
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}

/** A hash as it stands in a header, which has it in quotes for some objects. */
export function etagIn(headers: Headers): string {
  return (headers.etag ?? '').replace(/^(?:W\/)?"(.*)"$/, '$1');
}
