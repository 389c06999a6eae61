import type { IniDocument, KeyName } from './document';
import type { Entry, Item, Section } from './items';
import { parseLines } from './parse';

/** How one occurrence of a key stood in a file. */
export interface Original {
  readonly lines: readonly string[];
  /** What stood before it: `[` for the header, `=KEY` for a key, `#TEXT` for any other line. */
  readonly after: string;
  /** At which place among the items of its section. */
  readonly index: number;
}

/** How a key stands in a document; empty when it does not. */
export function originalsOf(document: IniDocument, name: KeyName): Original[] {
  return document.places(name).map(({ section, entry }) => {
    const index = section.items.indexOf(entry);
    return { lines: entry.lines, after: nameOf(section.items[index - 1]), index };
  });
}

/** Makes keys stand as they once did. What else has changed since stays as it is. */
export function restoreOriginals(
  document: IniDocument,
  keys: readonly { readonly name: KeyName; readonly originals: readonly Original[] }[],
): void {
  const missing: { name: KeyName; original: Original; fallback?: { section: Section; index: number } }[] = [];
  for (const { name, originals } of keys) {
    const places = document.places(name);
    const inPlace = places.length === originals.length;
    let fallback: { section: Section; index: number } | undefined;
    for (const [position, { section, entry }] of places.entries()) {
      const index = section.items.indexOf(entry);
      const replacement = inPlace ? [toEntry(originals[position] as Original)] : [];
      section.items.splice(index, 1, ...replacement);
      fallback ??= { section, index };
    }
    if (!inPlace) missing.push(...originals.map((original) => ({ name, original, fallback })));
  }
  // In the order in which they stood, since one may be what another stood behind.
  missing.sort((one, other) => one.original.index - other.original.index);
  for (const { name, original, fallback } of missing) {
    const place = formerPlace(document, name, original) ?? fallback ?? document.placeFor(name);
    place.section.items.splice(place.index, 0, toEntry(original));
    if (place === fallback) fallback.index++;
  }
}

/** Behind what it stood behind before; where there are several such places, the one nearest to where it was. */
function formerPlace(document: IniDocument, { section: name }: KeyName, { after, index }: Original) {
  let best: { section: Section; index: number } | undefined;
  for (const section of document.sections.filter((candidate) => candidate.name === name)) {
    for (let at = 0; at <= section.items.length; at++) {
      if (nameOf(section.items[at - 1]) !== after) continue;
      if (!best || Math.abs(at - index) < Math.abs(best.index - index)) best = { section, index: at };
    }
  }
  return best;
}

function nameOf(item: Item | undefined): string {
  if (!item) return '[';
  return item.kind === 'entry' ? `=${item.key}` : `#${item.lines[0]}`;
}

function toEntry({ lines }: Original): Entry {
  return parseLines(lines)[0]?.items[0] as Entry;
}
