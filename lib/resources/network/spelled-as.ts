/** A value as it was spelled where both mean the same: what exists is no other object on account of that. */
export function spelledAs<T extends string | null>(
  before: unknown,
  now: T,
  same: (one: string, other: string) => boolean,
): T {
  return typeof before === 'string' && now !== null && same(before, now) ? (before as T) : now;
}
