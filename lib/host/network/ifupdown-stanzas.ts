/** Words that begin a stanza, and so end the one before. */
const BEGINS = /^(iface|mapping|auto|allow-\S*|no-auto-down|no-scripts|rename|source|source-directory)$/;

/** What an `iface` line begins. */
export interface Stanza {
  readonly name: string;
  /** The words of each option. */
  readonly options: readonly (readonly string[])[];
}

interface Span {
  readonly name: string;
  /** Numbers of its first line and of the one after its last. */
  readonly first: number;
  readonly end: number;
  readonly options: readonly (readonly string[])[];
}

/** The stanzas of interfaces in a file. */
export function stanzas(text: string): Stanza[] {
  return spans(text.split('\n'));
}

/** The files and directories that a file includes, as it names them. */
export function includes(text: string): { readonly word: 'source' | 'source-directory'; readonly pattern: string }[] {
  return logicalLines(text.split('\n')).flatMap(({ words: [word, ...patterns] }) =>
    word === 'source' || word === 'source-directory' ? patterns.map((pattern) => ({ word, pattern })) : [],
  );
}

/**
 * Makes comments of what a file says of these interfaces, each line marked with the owner on whose account that is. Lines that
 * select interfaces, such as `auto`, stay: what they select is described elsewhere then.
 */
export function takeOut(text: string, owner: string, names: readonly string[]): string {
  const lines = text.split('\n');
  for (const { name, first, end } of spans(lines)) {
    if (!names.includes(name)) continue;
    for (let number = first; number < end; number++) lines[number] = `${mark(owner)}${lines[number]}`;
  }
  return lines.join('\n');
}

/** Makes what it was again of what was taken out for that owner. */
export function putBack(text: string, owner: string): string {
  const marked = mark(owner);
  return text
    .split('\n')
    .map((line) => (line.startsWith(marked) ? line.slice(marked.length) : line))
    .join('\n');
}

function mark(owner: string): string {
  return `#stackwright ${owner}: `;
}

function spans(lines: readonly string[]): Span[] {
  const found: Span[] = [];
  let current: { name: string; first: number; end: number; options: (readonly string[])[] } | undefined;
  for (const { first, end, words } of logicalLines(lines)) {
    if (BEGINS.test(words[0] ?? '')) {
      current = undefined;
      if (words[0] !== 'iface' || words[1] === undefined) continue;
      current = { name: words[1], first, end, options: [] };
      found.push(current);
    } else if (current) {
      current.end = end;
      current.options.push(words);
    }
  }
  return found;
}

/** Lines that say something, those that go on after a backslash as one. */
function logicalLines(lines: readonly string[]): { first: number; end: number; words: string[] }[] {
  const found: { first: number; end: number; words: string[] }[] = [];
  for (let number = 0; number < lines.length; number++) {
    let text = lines[number] ?? '';
    if (/^\s*(#|$)/.test(text)) continue;
    const first = number;
    while (text.endsWith('\\') && number + 1 < lines.length) text = `${text.slice(0, -1)} ${lines[++number]}`;
    found.push({ first, end: number + 1, words: text.trim().split(/\s+/) });
  }
  return found;
}
