/** Whether all that a map has is in another one, too, as when a run that makes the other was interrupted. */
export function isPartOf(some: Readonly<Record<string, string>>, all: Readonly<Record<string, string>>): boolean {
  return Object.entries(some).every(([key, value]) => all[key] === value);
}
