/** Of some names those that look most like a given one, at most three. For errors that suggest what was meant. */
export function similarNames(name: string, names: readonly string[]): string[] {
  return names
    .map((candidate) => ({ candidate, likeness: likeness(name, candidate) }))
    .filter(({ likeness }) => likeness >= 0.5)
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** The share of pairs of neighbouring letters that two names have in common (the Dice coefficient): 0 to 1. */
function likeness(one: string, other: string): number {
  const pairs = letterPairs(one);
  const others = letterPairs(other);
  const common = pairs.filter((pair) => {
    const found = others.indexOf(pair);
    if (found >= 0) others.splice(found, 1);
    return found >= 0;
  });
  const total = one.length + other.length - 2;
  return total > 0 ? (2 * common.length) / total : 0;
}

function letterPairs(name: string): string[] {
  return Array.from({ length: Math.max(0, name.length - 1) }, (_, index) => name.slice(index, index + 2));
}
