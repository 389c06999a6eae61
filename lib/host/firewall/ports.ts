import { merged, type Range } from './ranges';

const HIGHEST = 65535n;

/** The ports that "5000" or "6000-6002" stands for; undefined when it is neither. */
export function portRange(text: string): Range | undefined {
  const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (first === '') return undefined;
  const range = { first: BigInt(first), last: BigInt(last) };
  return range.first > 0n && range.first <= range.last && range.last <= HIGHEST ? range : undefined;
}

/** All of them as few ranges in their order. */
export function portRanges(texts: readonly string[]): Range[] {
  return merged(texts.flatMap((text) => portRange(text) ?? []));
}

/** How ranges of ports are written. */
export function portTexts(ranges: readonly Range[]): string[] {
  return merged(ranges).map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
}
