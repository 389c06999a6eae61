import { IniDocument } from './document';
import type { Section } from './items';

/** An edit would make a line mean something else. */
export class IniEditUnsafe extends Error {
  constructor(section: string, key: string) {
    super(
      `The file mixes indentations: once edited, a line after "${key}" in section "${section}" would be read as part of its value. ` +
        'Take the indentation of the lines there away.',
    );
    this.name = 'IniEditUnsafe';
  }
}

/**
 * The text of an edited document, proven to read back as what the document holds.
 * @throws {IniEditUnsafe}
 */
export function checkedText(document: IniDocument): string {
  const { text } = document;
  const read = entries(IniDocument.parse(text).sections);
  for (const [index, meant] of entries(document.sections).entries()) {
    const { section, key, value } = read[index] ?? meant;
    const same = section === meant.section && key === meant.key && value === meant.value;
    if (!same || index >= read.length) throw new IniEditUnsafe(meant.section, meant.key);
  }
  return text;
}

function entries(sections: readonly Section[]) {
  const found: { section: string; key: string; value: string | null }[] = [];
  for (const { name, items } of sections) {
    for (const item of items) {
      if (item.kind === 'entry') found.push({ section: name, key: item.key, value: item.value });
    }
  }
  return found;
}
