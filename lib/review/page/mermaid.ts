import { changedFirst, type Mark, type Part, type Topology, type TopologyHost } from '../topology';
import { visible } from '../visible';

/** A comment is no place for more than this: forges refuse to draw large pictures. */
const MOST_HOSTS = 12;
const MOST_PARTS = 8;
const WORDS: Readonly<Record<Mark, string>> = {
  same: '',
  added: ' (new)',
  changed: ' (changed)',
  removed: ' (removed)',
};

/** The picture for forges that draw Mermaid. Hosts and services that stay as they are make room for those that do not. */
export function mermaidOf({ hosts, clouds, rings }: Topology): string {
  const shown = changedFirst(hosts).slice(0, MOST_HOSTS);
  const ids = new Map(shown.map(({ name }, index) => [name, `host${index}`]));
  const lines = [
    ...shown.map((host) => node(ids.get(host.name) ?? '', hostLines(host), host.mark)),
    ...(hosts.length > shown.length ? [node('hosts', [`${hosts.length - shown.length} more hosts`], 'same')] : []),
    ...clouds.flatMap(({ name, mark, keystone, parts }, index) => [
      node(`cloud${index}`, [`cloud ${name}`, ...partLines(parts)], mark),
      ...(keystone !== undefined && ids.has(keystone) ? [`cloud${index} -- Keystone --- ${ids.get(keystone)}`] : []),
    ]),
    ...rings.flatMap((ring, index) => [
      node(`ring${index}`, [`${ring.name} ${ring.detail}${WORDS[ring.mark]}`], ring.mark),
      ...[...ring.hosts].flatMap(([host]) => (ids.has(host) ? [`ring${index} --- ${ids.get(host)}`] : [])),
    ]),
  ];
  const marks: readonly string[] = [
    'classDef added stroke:#1a7f37,stroke-width:3px',
    'classDef changed stroke:#bf8700,stroke-width:3px',
    'classDef removed stroke:#cf222e,stroke-width:3px,stroke-dasharray:5',
  ];
  return ['flowchart LR', ...[...lines, ...marks].map((line) => `  ${line}`)].join('\n');
}

function hostLines({ name, address, mark, services }: TopologyHost): string[] {
  return [inLine(name, address, mark === 'changed' ? 'same' : mark), ...partLines(services)];
}

function partLines(parts: readonly Part[]): string[] {
  const shown = parts.slice(0, MOST_PARTS).map(({ name, detail, mark }) => inLine(name, detail, mark));
  return parts.length > MOST_PARTS ? [...shown, `${parts.length - MOST_PARTS} more`] : shown;
}

function inLine(name: string, detail: string, mark: Mark): string {
  return `${name}${detail === '' ? '' : ` ${detail}`}${WORDS[mark]}`;
}

function node(id: string, lines: readonly string[], mark: Mark): string {
  return `${id}["${lines.map(escaped).join('<br/>')}"]${mark === 'same' ? '' : `:::${mark}`}`;
}

/** Whatever could mean something to Mermaid or to HTML is written as its number. */
function escaped(text: string): string {
  return visible(text).replaceAll(/[^\w .:/,()-]/g, (character) => `#${character.codePointAt(0)};`);
}
