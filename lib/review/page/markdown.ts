import { diffShown } from './diff';
import { type Fitted, fitted, type Piece } from './fit';
import type { Block, Group } from './groups';
import { htmlOf } from './html-text';
import { mermaidOf } from './mermaid';
import type { Page } from './page';
import type { Item, Section } from './sections';
import { count } from './words';

/** How long a comment of GitHub's may be. */
export const GITHUB_LIMIT = 65_536;
/** Below this not even what is gravest has room. */
export const LEAST_LIMIT = 2_000;

/** By this who comments finds an earlier comment, to write it anew. */
const MARKER = '<!-- stackwright review -->';
const MOST_LINES = 40;
/** Of the whole length, what one section may take, so that there is room for those behind it. */
const SECTION_SHARE = 0.25;
const PICTURE_SHARE = 0.2;
/** Room for the sentence that says what was left out. */
const LAST_WORDS = 300;

/** A page as a comment. What does not fit into the limit is left out by whole blocks, and counted. */
export function markdownOf(page: Page, limit = GITHUB_LIMIT): string {
  const notes = page.notes.map((note) => `- ${note}\n`).join('');
  let text = `${MARKER}\n## What this change does\n\n**${page.headline}**\n${notes === '' ? '' : `\n${notes}`}`;
  const picture = pictureOf(page, limit);
  const room = () => limit - text.length - picture.length - LAST_WORDS;
  let left = 0;
  const add = ({ text: piece, left: more }: Fitted) => {
    text += piece;
    left += more;
  };
  for (const section of page.sections) add(fitted(pieceOfSection(section), Math.min(room(), limit * SECTION_SHARE)));
  if (page.groups.length > 0 && room() > LAST_WORDS) text += '\n### All that changes, by host and service\n\n';
  for (const group of page.groups) add(fitted(pieceOfGroup(group), room()));
  if (left > 0) {
    text += `\n**${count(left, 'entry is', 'entries are')} left out here**, for the limit of ${count(limit, 'character')}. The page that \`--html\` writes has all of them.\n`;
  }
  return text + picture;
}

function pieceOfSection({ title, intro, items }: Section): Piece {
  return {
    open: `\n### ${title}\n\n${intro === undefined ? '' : `${intro}\n\n`}`,
    blocks: items.map(item),
    close: '',
    rest: (number) => `- … ${number} more.\n`,
  };
}

function item({ text, diff = [], table }: Item): string {
  const inside = [
    ...(diff.length > 0 ? [fenced(diffShown(diff, MOST_LINES))] : []),
    ...(table ? [tableOf(table)] : []),
  ];
  return `- ${[text, ...inside.map((block) => block.replaceAll(/^(?=.)/gm, '  '))].join('\n\n')}\n${inside.length > 0 ? '\n' : ''}`;
}

function tableOf([heading = [], ...rows]: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(heading), `|${' --- |'.repeat(heading.length)}`, ...rows.map(row)].join('\n');
}

function pieceOfGroup({ place, part, blocks }: Group): Piece {
  const summary = `${place}${part === '' ? '' : `, ${part}`}: ${count(blocks.length, 'change')}`;
  return {
    open: `<details><summary>${htmlOf(summary)}</summary>\n\n`,
    blocks: blocks.map(block),
    close: '</details>\n\n',
    rest: (number) => `… ${number} more.\n\n`,
  };
}

function block({ title, diff }: Block): string {
  return `${title}\n\n${diff.length === 0 ? '' : `${fenced(diffShown(diff, MOST_LINES))}\n\n`}`;
}

/** A fence that nothing in the text can close. */
function fenced(lines: readonly string[], language = 'diff'): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

function pictureOf({ topology }: Page, limit: number): string {
  if (topology.hosts.length + topology.clouds.length === 0) return '';
  const heading = '\n### The cloud with it\n\n';
  const picture = `${heading}${fenced([mermaidOf(topology)], 'mermaid')}\n`;
  return picture.length <= limit * PICTURE_SHARE
    ? picture
    : `${heading}The picture has no room here; the page has it.\n`;
}
