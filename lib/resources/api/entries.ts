type Values = Readonly<Record<string, string>>;

/** The entries of a map in the order of their keys, so that the same ones are the same text. */
export function sorted(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Whether two objects, or lists, have the same entries, in whatever order those of an object are. */
export function sameEntries(one: object, other: object): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}
