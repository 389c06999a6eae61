/** How many, with the noun. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${figure(number)} ${number === 1 ? one : many}`;
}

/** `12,345`. */
export function figure(number: number): string {
  return number.toLocaleString('en');
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** The first few in a list, and how many more there are. */
export function firstOf(words: readonly string[], most: number): string {
  if (words.length <= most) return listed(words);
  return `${words.slice(0, most).join(', ')} and ${words.length - most} more`;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
