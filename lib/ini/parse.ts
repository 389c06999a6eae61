import type { Entry, Item, Section } from './items';
import { IniSyntaxError } from './syntax-error';

const HEADER = /^\s*\[([^\]]*)\]\s*(?:[#;].*)?$/;
const ALONE = /^[\w.@-]+$/;
const EXPECTED = 'Expected is a section in brackets, a key followed by "=" or ":", or a comment after "#" or ";".';

/**
 * Takes the lines of an INI file apart. A line that is indented deeper than the key before it continues that key's value,
 * whatever it holds (oslo.config's rule, which for files with indented keys is configparser's).
 * @throws {IniSyntaxError}
 */
export function parseLines(lines: readonly string[]): Section[] {
  let items: Item[] = [];
  let open: { at: number; indent: number } | undefined;
  const sections: Section[] = [{ name: '', header: null, items }];
  for (const [index, line] of lines.entries()) {
    const text = line.trim();
    const first = text[0];
    const indent = first === undefined ? 0 : line.indexOf(first);
    if (open && first !== undefined && indent > open.indent) {
      items[open.at] = continued(items[open.at] as Entry, line, text);
    } else if (first === undefined || first === '#' || first === ';' || first === '!' || text.startsWith('.include')) {
      items.push({ kind: 'other', lines: [line] });
      open = undefined;
    } else if (first === '[') {
      items = [];
      sections.push({ name: headerName(line, index), header: line, items });
      open = undefined;
    } else {
      const entry = parseEntry(line, text, index);
      open = entry.value === null ? undefined : { at: items.length, indent };
      items.push(entry);
    }
  }
  return sections;
}

function headerName(line: string, index: number): string {
  const name = HEADER.exec(line)?.[1]?.trim();
  if (name) return name;
  const problem = line.includes(']')
    ? 'has no name between its brackets, or text after them'
    : 'has no closing bracket';
  throw new IniSyntaxError(index + 1, `begins a section but ${problem}: ${JSON.stringify(line.trim())}.`);
}

function parseEntry(line: string, text: string, index: number): Entry {
  const separator = line.search(/[=:]/);
  if (text.includes('\0')) throw new IniSyntaxError(index + 1, 'holds a NUL character: this is no text file.');
  if (separator < 0) {
    if (!ALONE.test(text)) throw new IniSyntaxError(index + 1, `is not understood. ${EXPECTED}`);
    return { kind: 'entry', key: text, value: null, prefix: line.trimEnd(), lines: [line] };
  }
  const key = line.slice(0, separator).trim();
  if (key === '') throw new IniSyntaxError(index + 1, `has no key before its "${line[separator]}". ${EXPECTED}`);
  const rest = line.slice(separator + 1);
  const value = rest.trim();
  const space = value === '' ? rest : rest.slice(0, rest.length - rest.trimStart().length);
  return { kind: 'entry', key, value, prefix: line.slice(0, separator + 1) + space, lines: [line] };
}

function continued(entry: Entry, line: string, text: string): Entry {
  return { ...entry, value: `${entry.value}\n${text}`, lines: [...entry.lines, line] };
}
