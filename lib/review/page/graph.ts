import {
  changedFirst,
  type Mark,
  type Part,
  type Topology,
  type TopologyCloud,
  type TopologyHost,
  type TopologyRing,
} from '../topology';
import { escapedHtml } from './html-text';

/** Beyond this many parts of a host or a cloud, those that stay as they are are counted. */
const MOST_PARTS = 24;
/** And so are hosts. */
const MOST_HOSTS = 40;
/** More hosts than this stand in further rows, so that the picture does not get wider than anybody's screen. */
const IN_A_ROW = 4;
const SIGNS: Readonly<Record<Mark, string>> = { same: '', added: '+ ', changed: '~ ', removed: '− ' };
const LEFT = 'ALIGN="LEFT"';

/**
 * Colors that stand for others: the page gives each the color of its scheme, light or dark, by this value. Nothing else in the
 * picture has them.
 */
export const PAINT: Readonly<Record<Mark | 'ink' | 'line' | 'paper', string>> = {
  ink: '#010001',
  line: '#010002',
  paper: '#010003',
  same: '#010004',
  added: '#010005',
  changed: '#010006',
  removed: '#010007',
};

/**
 * The picture in the language of Graphviz: a table for each host and each cloud, with their parts as rows. Letters are of one
 * width, so that it is known how much room they need in whatever font the reader has.
 */
export function graphOf({ hosts, clouds, rings }: Topology): string {
  const shown = changedFirst(hosts).slice(0, MOST_HOSTS);
  const more = hosts.length - shown.length;
  const ids = new Map(shown.map(({ name }, index) => [name, `host${index}`]));
  const edge = (from: string, host: string, label: string) =>
    ids.has(host) ? [`${from} -- ${ids.get(host)} [label=${quoted(label)}]`] : [];
  return [
    'graph {',
    `graph [bgcolor="transparent", rankdir=TB, nodesep=0.35, ranksep=0.5]`,
    `node [shape=plain, fontname="Courier", fontsize=10, fontcolor="${PAINT.ink}"]`,
    `edge [fontname="Courier", fontsize=9, fontcolor="${PAINT.ink}", color="${PAINT.line}"]`,
    ...clouds.map((cloud, index) => `cloud${index} [label=<${cloudTable(cloud)}>]`),
    ...rings.map((ring, index) => `ring${index} [label=<${ringTable(ring)}>]`),
    ...shown.map((host) => `${ids.get(host.name)} [label=<${hostTable(host)}>]`),
    ...(more > 0 ? [`hosts [label=<${table('same', `${more} more hosts`, [])}>]`] : []),
    ...rowsOf([...ids.values()]),
    ...clouds.flatMap(({ keystone }, index) =>
      keystone === undefined ? [] : edge(`cloud${index}`, keystone, 'Keystone'),
    ),
    ...rings.flatMap(({ hosts: holding }, index) =>
      [...holding].flatMap(([host, devices]) =>
        edge(`ring${index}`, host, devices === 1 ? '1 device' : `${devices} devices`),
      ),
    ),
    '}',
  ].join('\n');
}

/** Hosts side by side, and further ones below them. */
function rowsOf(hosts: readonly string[]): string[] {
  return hosts.flatMap((host, index) => {
    const above = hosts[index - IN_A_ROW];
    const row = index % IN_A_ROW === 0 ? [`{ rank=same; ${hosts.slice(index, index + IN_A_ROW).join('; ')} }`] : [];
    return above === undefined ? row : [...row, `${above} -- ${host} [style=invis]`];
  });
}

function hostTable({ name, address, mark, services }: TopologyHost): string {
  return table(mark, `${name}${address === '' ? '' : `  ${address}`}`, services);
}

function cloudTable({ name, mark, parts }: TopologyCloud): string {
  return table(mark, `cloud ${name}`, parts);
}

function ringTable({ name, detail, mark }: TopologyRing): string {
  return table(mark, name, [{ name: detail, detail: '', mark }]);
}

function table(mark: Mark, heading: string, parts: readonly Part[]): string {
  const shown = parts.length > MOST_PARTS ? parts.slice(0, MOST_PARTS) : parts;
  const more = parts.length - shown.length;
  const rows = [
    `<TR><TD ${LEFT} BGCOLOR="${PAINT[mark]}"><B>${escapedHtml(SIGNS[mark] + heading)}</B></TD></TR>`,
    ...shown.map(
      (part) =>
        `<TR><TD ${LEFT} BGCOLOR="${part.mark === 'same' ? PAINT.paper : PAINT[part.mark]}">${row(part)}</TD></TR>`,
    ),
    ...(more > 0 ? [`<TR><TD ${LEFT} BGCOLOR="${PAINT.paper}">${more} more</TD></TR>`] : []),
  ];
  return `<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="${PAINT.line}">${rows.join('')}</TABLE>`;
}

function row({ name, detail, mark }: Part): string {
  return escapedHtml(`${SIGNS[mark]}${name}${detail === '' ? '' : `  ${detail}`}`);
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
