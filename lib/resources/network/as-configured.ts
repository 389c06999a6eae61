/**
 * What there is of a list, in terms of what was configured: what fits an element stands as that one, what is missing is left
 * out, what came besides is added. An element may leave open what an API then chooses, so that those that say most choose first.
 */
export function asConfigured<T extends object>(
  now: readonly T[],
  configured: unknown,
  fits: (wanted: T, there: T) => boolean,
): readonly T[] {
  if (!Array.isArray(configured)) return now;
  const left = [...now];
  const found = new Map<number, T>();
  const open = (element: T) => Object.values(element).filter((value) => value === null).length;
  const order = [...(configured as T[]).entries()].sort(([, one], [, other]) => open(one) - open(other));
  for (const [place, wanted] of order) {
    const index = left.findIndex((there) => fits(wanted, there));
    if (index < 0) continue;
    left.splice(index, 1);
    found.set(place, wanted);
  }
  const kept = [...found].sort(([one], [other]) => one - other).map(([, element]) => element);
  return [...kept, ...left];
}

/** Whether two lists have the same elements, whatever their order: Neutron tells them in any. */
export function sameElements<T>(one: readonly T[], other: readonly T[], same: (one: T, other: T) => boolean): boolean {
  const left = [...other];
  for (const element of one) {
    const index = left.findIndex((candidate) => same(element, candidate));
    if (index < 0) return false;
    left.splice(index, 1);
  }
  return left.length === 0;
}
