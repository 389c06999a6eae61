export const HOSTS_FILE = '/etc/hosts';

/** Marks the lines that are kept, so that all others stay as they are. */
const PEER = '# stackwright';
const OWN = '# stackwright: own name';
/** Stands before a line that is put aside, and comes back. */
const ASIDE = '# stackwright: aside: ';

/** The address by which Debian's hosts know their own name, when nothing else does. */
const OWN_ADDRESS = '127.0.1.1';

/** What is kept in /etc/hosts. */
export interface HostsEntries {
  /** Names and their addresses. */
  readonly peers: Readonly<Record<string, string>>;
  /** The host's own name, when /etc/hosts is to know it although it is no peer. */
  readonly own: string | null;
}

/** The entries that are kept in the text. A name that stands in several lines has all their addresses. */
export function readEntries(text: string): HostsEntries {
  const peers: Record<string, string> = {};
  let own: string | null = null;
  for (const line of text.split('\n')) {
    const mark = markOf(line);
    if (mark === undefined) continue;
    const [address = '', ...names] = words(line);
    if (mark === OWN) own = address === OWN_ADDRESS ? (names[0] ?? null) : null;
    else for (const name of names) peers[name] = name in peers ? `${peers[name]}, ${address}` : address;
  }
  return { peers, own };
}

/**
 * The text with these entries, at its end, in place of those that it had. Lines that give the host's own name the address
 * 127.0.1.1 are put aside where that would lead its own services astray: when it has an entry of ours.
 */
export function writeEntries(text: string, { peers, own }: HostsEntries, hostname: string): string {
  const lines = withoutEntries(text).split('\n');
  const replaced = own !== null || hostname in peers;
  const kept = lines.map((line) => (replaced && words(line)[0] === OWN_ADDRESS ? `${ASIDE}${line}` : line));
  const short = own?.split('.')[0] ?? '';
  const entries = [
    ...(own === null ? [] : [`${OWN_ADDRESS}\t${own === short ? own : `${own} ${short}`}\t${OWN}`]),
    ...Object.entries(peers).map(([name, address]) => `${address}\t${name}\t${PEER}`),
  ];
  if (entries.length === 0) return kept.join('\n');
  if (kept.at(-1) === '') kept.pop();
  return `${[...kept, ...entries].join('\n')}\n`;
}

/** The text as it is without anything of ours. */
export function withoutEntries(text: string): string {
  return text
    .split('\n')
    .filter((line) => markOf(line) === undefined)
    .map((line) => (line.startsWith(ASIDE) ? line.slice(ASIDE.length) : line))
    .join('\n');
}

/** Lines that are not ours but give a peer another address: whoever resolves its name may get either. */
export function contradictions(text: string, peers: HostsEntries['peers']): string[] {
  return text.split('\n').filter((line) => {
    if (markOf(line) !== undefined) return false;
    const [address, ...names] = words(line);
    return names.some((name) => name in peers && peers[name] !== address);
  });
}

function markOf(line: string): string | undefined {
  return [OWN, PEER].find((mark) => line.trimEnd().endsWith(mark) && !line.startsWith('#'));
}

/** The address and the names of a line, without its comment. */
function words(line: string): string[] {
  return line.replace(/#.*/, '').split(/\s+/).filter(Boolean);
}
