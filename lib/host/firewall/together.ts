import { addressTexts } from './addresses';
import { type Match, parseMatch } from './listed-match';
import type { ListedRule } from './listing';
import { portTexts } from './ports';
import type { FirewallRule } from './rule';

/** What one line lets through, in texts. */
interface Line {
  readonly match: Match;
  readonly sources: readonly string[];
  readonly ports: readonly string[];
}

/**
 * The lines of one rule as one. Each may stand for a part of its sources and ports, but together they must stand for every
 * port from every source; null when they do not, or do anything that no rule of ours does.
 */
export function together(
  lines: readonly ListedRule[],
  known: Pick<FirewallRule, 'name' | 'order' | 'table' | 'chain'>,
): FirewallRule | null {
  const parsed = lines.map(parseLine);
  const all = parsed.flatMap((line) => line ?? []);
  const [first] = all;
  if (!first || all.length < parsed.length || all.some((line) => outline(line) !== outline(first))) return null;
  const sources = new Set(all.flatMap((line) => line.sources));
  const ports = new Set(all.flatMap((line) => line.ports));
  const pairs = new Set(
    all.flatMap((line) => line.sources.flatMap((source) => line.ports.map((port) => `${source} ${port}`))),
  );
  if (pairs.size < sources.size * ports.size) return null;
  const { match } = first;
  return {
    ...known,
    protocol: match.protocol,
    ports: match.ports && [...ports],
    sources: match.sources && [...sources],
    interface: match.interface,
    action: match.action,
  };
}

function parseLine({ expr }: ListedRule): Line | undefined {
  const match = parseMatch(expr);
  if (!match) return undefined;
  const { sources, ports } = match;
  const networks = sources ? [...addressTexts('ip', sources.ip), ...addressTexts('ip6', sources.ip6)] : ['any'];
  return { match, sources: networks, ports: ports ? portTexts(ports) : ['any'] };
}

/** What all lines of a rule have in common. */
function outline({ match }: Line): string {
  const { protocol, ports, sources, action, interface: device } = match;
  return JSON.stringify([protocol, ports === null, sources === null, action, device]);
}
