/** Short and old names: what MariaDB calls utf8mb3 is called utf8 by everyone else. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/^utf8(?=_|$)/, 'utf8mb3');
}

/** The name to send: what `utf8` means depends on the server's settings. */
export const exactName = canonical;

/** Whether two names of a character set, or of a collation, are the same one's. */
export function sameCharacterSet(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

/** The collation that goes with a character set when none is configured. */
export function usualCollation(characterSet: string): string {
  return characterSet.toLowerCase() === 'binary' ? 'binary' : `${characterSet}_general_ci`;
}

/** Whether a collation is one of a character set's. */
export function isCollationOf(collation: string, characterSet: string): boolean {
  const [set, name] = [canonical(characterSet), canonical(collation)];
  return name === set || name.startsWith(`${set}_`);
}
