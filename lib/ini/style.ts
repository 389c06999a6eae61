import type { Entry, Section } from './items';

/** How the lines of a file are written. */
export interface Style {
  readonly indent: string;
  /** With the white space on both sides. */
  readonly separator: string;
}

const PLAIN: Style = { indent: '', separator: ' = ' };

/** The line for a key, or for a key that stands alone. */
export function newEntry(key: string, value: string | null, { indent, separator }: Style): Entry {
  const prefix = value === null ? `${indent}${key}` : `${indent}${key}${separator}`;
  return { kind: 'entry', key, value, prefix, lines: [`${prefix}${value ?? ''}`.trimEnd()] };
}

/** The same line with another value. What stands before the value stays, byte for byte. */
export function withValue(entry: Entry, value: string | null, around: Style): Entry {
  if (entry.value === null || value === null) {
    return newEntry(entry.key, value, { ...around, indent: indentOf(entry.prefix) });
  }
  // After an empty value the space that the separator's style asks for may be missing.
  const prefix = /\s[=:]$/.test(entry.prefix) ? `${entry.prefix} ` : entry.prefix;
  return { ...entry, value, prefix, lines: [value === '' ? prefix.trimEnd() : `${prefix}${value}`] };
}

/** What a new line in the section should look like: as the last key there, or as the first of the file. */
export function styleAround(section: Section | undefined, all: readonly Section[]): Style {
  const withValue = (entry: Section['items'][number]): entry is Entry => entry.kind === 'entry' && entry.value !== null;
  const near = section?.items.findLast(withValue);
  if (near) return styleOf(near.prefix);
  for (const { items } of all) {
    const far = items.find(withValue);
    if (far) return { ...styleOf(far.prefix), indent: '' };
  }
  return PLAIN;
}

/** From the part of a line that stands before the value. Columns that were aligned by hand are not copied. */
export function styleOf(prefix: string): Style {
  const separator = prefix.search(/[=:]/);
  const before = /\s/.test(prefix[separator - 1] ?? '') ? ' ' : '';
  const after = /\s/.test(prefix[separator + 1] ?? before) ? ' ' : '';
  return { indent: indentOf(prefix), separator: `${before}${prefix[separator]}${after}` };
}

function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}
