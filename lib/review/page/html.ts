import { diffShown } from './diff';
import { graphOf } from './graph';
import type { Block, Group } from './groups';
import { escapedHtml, htmlOf } from './html-text';
import type { Page } from './page';
import type { Item, Section } from './sections';
import { STYLE } from './style';
import { count } from './words';

/** Of one resource more is not read, but looked at in the plan. */
const MOST_LINES = 400;
/** Up to as many changes, all are to be seen at once. */
const FEW = 12;

/** A page as one file that needs nothing else, neither another file nor a script. */
export async function htmlPageOf(page: Page): Promise<string> {
  const changes = page.groups.reduce((sum, { blocks }) => sum + blocks.length, 0);
  const body = [
    '<h1>What this change does</h1>',
    `<p class="headline">${htmlOf(page.headline)}</p>`,
    page.notes.length > 0 ? `<ul>${page.notes.map((note) => `<li>${htmlOf(note)}</li>`).join('')}</ul>` : '',
    ...page.sections.map(section),
    page.groups.length > 0 ? '<h2>All that changes, by host and service</h2>' : '',
    ...page.groups.map((one) => group(one, changes <= FEW)),
    await picture(page),
  ];
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Nothing is fetched, whatever a value of the plan may say.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>What this change does</title><style>${STYLE}</style></head><body>`,
    ...body.filter((part) => part !== ''),
    '</body></html>',
    '',
  ].join('\n');
}

function section({ title, intro, items }: Section): string {
  const head = `<h2>${escapedHtml(title)}</h2>${intro === undefined ? '' : `<p class="intro">${htmlOf(intro)}</p>`}`;
  return `${head}<ul>${items.map(item).join('\n')}</ul>`;
}

function item({ text, diff = [], table }: Item): string {
  return `<li>${htmlOf(text)}${diff.length > 0 ? pre(diff) : ''}${table ? tableOf(table) : ''}</li>`;
}

function tableOf([heading = [], ...rows]: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${htmlOf(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="scroll"><table>${row(heading, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table></div>`;
}

function group({ place, part, blocks }: Group, isOpen: boolean): string {
  const title = htmlOf(`${place}${part === '' ? '' : `, ${part}`}`);
  const summary = `<summary>${title} <small>${count(blocks.length, 'change')}</small></summary>`;
  return `<details${isOpen ? ' open' : ''}>${summary}${blocks.map(block).join('\n')}</details>`;
}

function block({ title, diff }: Block): string {
  return `<h3>${htmlOf(title)}</h3>${diff.length > 0 ? pre(diff) : ''}`;
}

function pre(lines: readonly string[]): string {
  const spans = diffShown(lines, MOST_LINES).map((line) => {
    const kind = line[0] === '+' ? ' class="add"' : line[0] === '-' ? ' class="del"' : '';
    return `<span${kind}>${escapedHtml(line)}</span>`;
  });
  return `<pre>${spans.join('')}</pre>`;
}

async function picture({ topology }: Page): Promise<string> {
  if (topology.hosts.length + topology.clouds.length === 0) return '';
  // Graphviz is only started for a page.
  const { instance } = await import('@viz-js/viz');
  const drawn = (await instance()).renderString(graphOf(topology), { format: 'svg' });
  const svg = drawn
    .slice(drawn.indexOf('<svg'))
    .replace('<svg', '<svg role="img" aria-label="Hosts, clouds and rings"')
    // What Graphviz calls the parts is of no use to people.
    .replaceAll(/<title>[^<]*<\/title>\n|<!--.*?-->\n/g, '');
  const key =
    '<p class="intro key"><b style="background:var(--added)">+ new</b> <b style="background:var(--changed)">~ changed</b> <b style="background:var(--removed)">− removed</b></p>';
  return `<h2>The cloud with it</h2>${key}<div class="scroll">${svg}</div>`;
}
