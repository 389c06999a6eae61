import { type Item, isBlank, isComment, type Section } from './items';

/** Between which items of a section a new one goes: before the item with this index. */
export interface Place {
  readonly section: Section;
  readonly index: number;
  /** The commented sample that it follows, without the comment sign. */
  readonly sample?: string;
}

/** Where a key that is not there yet belongs: after a commented sample of it, else at the end of its section. */
export function placeFor(sections: readonly Section[], name: string, key: string): Place | undefined {
  const named = sections.filter((section) => section.name === name);
  for (const loose of [false, true]) {
    for (const section of named) {
      const sample = findSample(section.items, key, loose);
      if (sample) return { section, ...sample };
    }
  }
  const section = named.at(-1);
  return section && { section, index: endOf(section, section === sections.at(-1)) };
}

/**
 * Samples are `#key = value`, as oslo.config and Debian write them; a space after the sign is taken second, since a
 * sentence may begin so.
 */
function findSample(items: readonly Item[], key: string, loose: boolean): Pick<Place, 'index' | 'sample'> | undefined {
  const escaped = key.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const pattern = new RegExp(loose ? `^\\s*[#;]+\\s*(${escaped}\\s*=\\s*)` : `^[#;](${escaped}(?:\\s*[=:]\\s*|\\s*$))`);
  const matching = (item: Item | undefined) => (item?.kind === 'other' ? pattern.exec(item.lines[0]) : null);
  for (let index = 0; index < items.length; index++) {
    if (!matching(items[index])) continue;
    while (matching(items[index + 1])) index++;
    return { index: index + 1, sample: matching(items[index])?.[1] };
  }
  return undefined;
}

/** Before the blank lines at its end, and before a comment that stands right above the next section's header. */
function endOf({ items }: Section, last: boolean): number {
  const blanksBefore = (end: number) => {
    let index = end;
    while (index > 0 && isBlank(items[index - 1])) index--;
    return index;
  };
  if (last) return blanksBefore(items.length);
  let comment = items.length;
  while (comment > 0 && isComment(items[comment - 1])) comment--;
  const belongsToNext = comment < items.length && isBlank(items[comment - 1]);
  return blanksBefore(belongsToNext ? comment : items.length);
}
