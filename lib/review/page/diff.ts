import { isUnknown } from '../../plugin/value/unknown';
import type { Edit } from '../plan/edits';
import { isSeenList, isSeenRecord, type Seen } from '../plan/seen';
import { visible } from '../visible';
import { changedLines } from './text-diff';

/** Attributes of configuration files that have keys by section. */
const SECTIONED = new Set(['settings', 'repeated', 'flags', 'absent']);
/** No line is read to its end beyond this. */
const LONGEST = 300;
const LATER = '(known after apply)';

/** Changed keys as the lines of a diff, sections of configuration files as headings. Lines end in no line break. */
export function diffOf(edits: readonly Edit[], type: string): string[] {
  const isFile = type === 'stackwright_config_file';
  const sections = new Map<string, string[]>();
  const lines: string[] = [];
  for (const edit of edits) {
    const [attribute = '', section, ...keys] = edit.path;
    if (isFile && SECTIONED.has(attribute) && section !== undefined) {
      const inside = sections.get(section) ?? [];
      sections.set(section, inside);
      inside.push(...inSection(attribute, keys, edit));
    } else lines.push(...plain(edit));
  }
  const headed = [...sections].flatMap(([section, inside]) =>
    section === '' ? inside : [`  [${section}]`, ...inside],
  );
  return [...lines, ...headed].map((line) => {
    const shown = visible(line);
    return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
  });
}

/** As many lines as anybody reads, and how many more there are. */
export function diffShown(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `  … and ${lines.length - most} more lines`];
}

function inSection(attribute: string, keys: readonly string[], { before, after }: Edit): string[] {
  const key = keys.join('.');
  const line = (value: Seen) => {
    if (attribute === 'flags') return bare(value);
    if (attribute === 'absent') return `${bare(value)} (must not be there)`;
    return `${key} = ${bare(value)}`;
  };
  return pair(before, after, line);
}

function plain({ path, isElement, before, after }: Edit): string[] {
  const name = path
    .map((step, index) => (index === 0 ? step : /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`))
    .join('');
  if (isLong(before) || isLong(after)) {
    if (isUnknown(after)) return [`- ${name}: ${linesIn(before)} lines`, `+ ${name} = ${LATER}`];
    return [`  ${name}:`, ...changedLines(textOf(before), textOf(after))];
  }
  return pair(before, after, (value) => `${name}${isElement ? ':' : ' ='} ${quoted(value)}`);
}

function pair(before: Seen | undefined, after: Seen | undefined, line: (value: Seen) => string): string[] {
  return [...(isThere(before) ? [`- ${line(before)}`] : []), ...(isThere(after) ? [`+ ${line(after)}`] : [])];
}

function isThere(value: Seen | undefined): value is Seen {
  return value !== undefined && value !== null;
}

function isLong(value: Seen | undefined): boolean {
  return typeof value === 'string' && value.includes('\n');
}

function textOf(value: Seen | undefined): string {
  return typeof value === 'string' ? value : '';
}

function linesIn(value: Seen | undefined): number {
  return textOf(value).split('\n').length;
}

/** As it stands in a file. */
function bare(value: Seen): string {
  return typeof value === 'string' ? value.replaceAll('\n', ' ') : quoted(value);
}

/** As it would be configured. */
function quoted(value: Seen): string {
  if (isUnknown(value)) return LATER;
  if (isSeenList(value)) return `[${value.map(quoted).join(', ')}]`;
  if (!isSeenRecord(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return `{ ${entries.map(([name, inner]) => `${name} = ${quoted(inner)}`).join(', ')} }`;
}
