import { addresses, addressTexts } from './addresses';
import { portRanges, portTexts } from './ports';
import { PROTOCOLS } from './protocols';

export type Action = 'accept' | 'drop' | 'reject';

/** The base chain in which a rule takes effect. */
export interface RulePlace {
  /** Family and name: `inet filter`. */
  readonly table: string;
  readonly chain: string;
}

/** One rule; null: whichever. */
export interface FirewallRule extends RulePlace {
  readonly name: string;
  readonly protocol: string | null;
  readonly ports: readonly string[] | null;
  readonly sources: readonly string[] | null;
  readonly interface: string | null;
  readonly action: Action;
  /** Rules take effect in this order, and by name where it is the same. */
  readonly order: number;
}

/** What every rule's comment begins with in the kernel. */
export const COMMENT = 'stackwright:';

/** The chain of our own that the base chain jumps to. */
export function ownChain(chain: string): string {
  return `stackwright_${chain}`;
}

/** The name of a rule's file: sorted by it, rules are in their order. */
export function ruleFile({ name, order }: Pick<FirewallRule, 'name' | 'order'>): string {
  return `${`${order}`.padStart(5, '0')}-${name}.nft`;
}

/** The order and name that a file's name tells. */
export function parseRuleFile(file: string): Pick<FirewallRule, 'name' | 'order'> | undefined {
  const [, order, name] = /^(\d{5})-(.+)\.nft$/.exec(file) ?? [];
  return name === undefined ? undefined : { order: Number(order), name };
}

/**
 * The rule in nft's language, the same text for the same rule however it is spelled. A line matches addresses of one family only,
 * so sources of both make two. In the tables that iptables may use no line has a set: iptables leaves sets out when it saves
 * rules, and what it restored then would let in everybody.
 */
export function renderRule(rule: FirewallRule): string {
  const { name, protocol, ports, sources, action, table, chain } = rule;
  const together = table.startsWith('inet ') ? inSet : (texts: readonly string[]) => texts;
  const anything = [''];
  const to = ports ? together(portTexts(portRanges(ports))).map((port) => `${protocol} dport ${port}`) : anything;
  const { ip, ip6 } = addresses(sources ?? []);
  const from = [
    ...together(addressTexts('ip', ip)).map((source) => `ip saddr ${source}`),
    ...together(addressTexts('ip6', ip6)).map((source) => `ip6 saddr ${source}`),
  ];
  const by = rule.interface === null ? '' : `iifname "${rule.interface}"`;
  const of = protocol === null || ports ? '' : `meta l4proto ${PROTOCOLS[protocol] ?? protocol}`;
  return (sources ? from : anything)
    .flatMap((source) => to.map((port) => [`add rule ${table} ${ownChain(chain)}`, by, source, port, of, action]))
    .map((words) => `${words.filter((word) => word !== '').join(' ')} comment "${COMMENT}${name}"\n`)
    .join('');
}

/** The place that a rule's file tells. */
export function placeIn(text: string): RulePlace | undefined {
  const [, table, chain] = /^add rule (\S+ \S+) stackwright_(\S+) /m.exec(text) ?? [];
  return table === undefined || chain === undefined ? undefined : { table, chain };
}

/** Whether two sets of ports or of sources are the same, however they are spelled. */
export function samePorts(one: readonly string[], other: readonly string[]): boolean {
  return portTexts(portRanges(one)).join() === portTexts(portRanges(other)).join();
}

export function sameSources(one: readonly string[], other: readonly string[]): boolean {
  return sourceTexts(one).join() === sourceTexts(other).join();
}

function sourceTexts(sources: readonly string[]): string[] {
  const { ip, ip6 } = addresses(sources);
  return [...addressTexts('ip', ip), ...addressTexts('ip6', ip6)];
}

function inSet(texts: readonly string[]): readonly string[] {
  return texts.length < 2 ? texts : [`{ ${texts.join(', ')} }`];
}
