/** A text as a literal. Whoever sends it keeps `sql_mode` free of `NO_BACKSLASH_ESCAPES`, as the client here does. */
export function sqlText(text: string): string {
  refuseUnsendable(text);
  return `'${text.replace(/['\\\p{Cc}]/gu, (character) => ESCAPES[character] ?? character)}'`;
}

/**
 * A name of a database, table, user or host between backquotes, where no escape means anything but a doubled backquote.
 * @throws {TypeError} for control characters, which no name of ours has
 */
export function sqlName(name: string): string {
  refuseUnsendable(name);
  if (/\p{Cc}/u.test(name)) throw new TypeError(`A control character in the name ${JSON.stringify(name)}.`);
  if (name === '') throw new TypeError('An empty name.');
  return `\`${name.replaceAll('`', '``')}\``;
}

/** An account: a user's name and the hosts it comes from. */
export function sqlAccount(user: string, host: string): string {
  return `${sqlName(user)}@${sqlName(host)}`;
}

/** No line break is left in a literal: errors are told apart by their line. */
const ESCAPES: Readonly<Record<string, string>> = {
  "'": "''",
  '\\': '\\\\',
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\x1a': '\\Z',
};

function refuseUnsendable(text: string): void {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError('Half of a surrogate pair: it has no UTF-8 form.');
}
