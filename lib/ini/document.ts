import type { Entry, Item, Section } from './items';
import { isBlank } from './items';
import { parseLines } from './parse';
import { type Place, placeFor } from './placement';
import { newEntry, styleAround, styleOf, withValue } from './style';

/** A section that had to be put at the end of the file, and what else that took. */
export interface AppendedSection {
  readonly name: string;
  /** Whether a blank line was put before it. */
  readonly blank: boolean;
}

/** The name and place of a key. `section` is empty for keys before the first header. */
export interface KeyName {
  readonly section: string;
  readonly key: string;
}

/**
 * An INI file that can be edited without touching anything else: every byte that an edit does not concern stays, comments,
 * order, blank lines, line ends and the way each line is written.
 *
 * Everything behind a separator is the value, up to the end of the line: there are no comments behind a value and no quotes.
 */
export class IniDocument {
  /** @throws {IniSyntaxError} */
  public static parse(text: string): IniDocument {
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    const body = text.slice(mark.length);
    const lineEnd = /\r\n/.test(body) && !/(^|[^\r])\n/.test(body) ? '\r\n' : '\n';
    const lines = body === '' ? [] : body.split(lineEnd);
    const ended = body === '' || lines.at(-1) === '';
    if (ended) lines.pop();
    return new IniDocument(parseLines(lines), mark, lineEnd, ended);
  }

  /** Sections that edits have appended so far. */
  public readonly appended: AppendedSection[] = [];

  private constructor(
    /** In the file's order; the first is what stands before any header. */
    public readonly sections: Section[],
    private readonly mark: string,
    private readonly lineEnd: string,
    /** Whether the last line ends with a line end. */
    private readonly ended: boolean,
  ) {}

  public get text(): string {
    const lines: string[] = [];
    for (const { header, items } of this.sections) {
      if (header !== null) lines.push(header);
      for (const item of items) lines.push(...item.lines);
    }
    return `${this.mark}${lines.join(this.lineEnd)}${this.ended && lines.length > 0 ? this.lineEnd : ''}`;
  }

  /** Whether there is nothing in it but blank lines. */
  public get isEmpty(): boolean {
    return this.sections.every(({ header, items }) => header === null && items.every(isBlank));
  }

  /** Every key, once. */
  public keys(): KeyName[] {
    const names = new Map<string, KeyName>();
    for (const { name, items } of this.sections) {
      for (const item of items) {
        if (item.kind === 'entry') names.set(JSON.stringify([name, item.key]), { section: name, key: item.key });
      }
    }
    return [...names.values()];
  }

  /** The values of a key in the file's order; null where it stands alone. Empty when the key is not there. */
  public values(name: KeyName): (string | null)[] {
    return this.places(name).map(({ entry }) => entry.value);
  }

  /** Makes the key stand exactly as often as there are values, with these; null lets it stand alone. */
  public put(name: KeyName, values: readonly (string | null)[]): void {
    const before = this.places(name);
    let last: Place | undefined;
    for (const [index, { section, entry }] of before.entries()) {
      const at = section.items.indexOf(entry);
      const value = values[index];
      if (value === undefined) {
        section.items.splice(at, 1);
        continue;
      }
      if (entry.value !== value) {
        section.items[at] = withValue(entry, value, styleAround(section, this.sections));
      }
      last = { section, index: at + 1, sample: entry.value === null ? undefined : entry.prefix };
    }
    for (const value of values.slice(before.length)) {
      const { section, index, sample } = last ?? this.placeFor(name);
      const around = styleAround(section, this.sections);
      const style = sample && /[=:]/.test(sample) ? { ...styleOf(sample), indent: around.indent } : around;
      section.items.splice(index, 0, newEntry(name.key, value, style));
      last = { section, index: index + 1, sample };
    }
  }

  /** Takes a section that was appended out again, if nothing is left in it. Tells whether it is gone. */
  public removeAppended({ name, blank }: AppendedSection): boolean {
    const at = this.sections.findLastIndex((section) => section.name === name && section.header !== null);
    const section = this.sections[at];
    if (!section) return true;
    if (!section.items.every(isBlank)) return false;
    this.sections.splice(at, 1);
    const before = this.sections[at - 1]?.items;
    if (blank && isBlank(before?.at(-1))) before?.pop();
    // Blank lines that came behind it belong to whoever put them there.
    before?.push(...section.items);
    return true;
  }

  /** Where the key stands. */
  public places({ section: name, key }: KeyName): { readonly section: Section; readonly entry: Entry }[] {
    return this.sections
      .filter((section) => section.name === name)
      .flatMap((section) =>
        section.items
          .filter((item: Item): item is Entry => item.kind === 'entry' && item.key === key)
          .map((entry) => ({ section, entry })),
      );
  }

  /** Where the key belongs when it is not there yet. Appends its section if need be. */
  public placeFor({ section, key }: KeyName): Place {
    return placeFor(this.sections, section, key) ?? this.append(section);
  }

  private append(name: string): Place {
    const before = this.sections.at(-1);
    const blank = !this.isEmpty && !isBlank(before?.items.at(-1));
    if (blank) before?.items.push({ kind: 'other', lines: [''] });
    const section: Section = { name, header: `[${name}]`, items: [] };
    this.sections.push(section);
    this.appended.push({ name, blank });
    return { section, index: 0 };
  }
}
