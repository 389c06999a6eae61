/** A key with its value, or without one: one line and those that continue it. */
export interface Entry {
  readonly kind: 'entry';
  readonly key: string;
  /** What is trimmed is not part of it; continued lines are joined with a newline. Null for a key that stands alone. */
  readonly value: string | null;
  /** All of the first line up to its value: indentation, key, separator and the white space after it. */
  readonly prefix: string;
  readonly lines: readonly string[];
}

/** A comment, a blank line or a directive such as `!includedir`. */
export interface Other {
  readonly kind: 'other';
  readonly lines: readonly [string];
}

export type Item = Entry | Other;

/** A header and what follows it. The same name may come several times. */
export interface Section {
  readonly name: string;
  /** The header's line; null for what stands before the first header. */
  readonly header: string | null;
  readonly items: Item[];
}

export function isBlank(item: Item | undefined): boolean {
  return item?.kind === 'other' && item.lines[0].trim() === '';
}

export function isComment(item: Item | undefined): boolean {
  return item?.kind === 'other' && /^\s*[#;]/.test(item.lines[0]);
}
