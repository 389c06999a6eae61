import { jumpTarget, type ListedChain, type ListedRule, type Listing } from './listing';
import { COMMENT, type FirewallRule, ownChain, parseRuleFile, placeIn, type RulePlace, renderRule } from './rule';
import { together } from './together';

/** A rule as it is now. */
export interface RuleInfo extends RulePlace {
  readonly name: string;
  /** What the kernel has; null when it has none, or one that does other things than rules of ours do. */
  readonly inForce: FirewallRule | null;
  /** Whether packets meet the rule in the kernel, in its order. */
  readonly active: boolean;
  /** What is kept for the next boot; null without a file. */
  readonly text: string | null;
  /** The order that the file's name tells; null without a file. */
  readonly order: number | null;
}

/** All that was seen of a host's firewall with one look. */
export interface FirewallSnapshot {
  /** Whether there is an `nft` to ask. Without one nothing is known of the kernel. */
  readonly hasNft: boolean;
  /** Whether what is kept comes back at boot. */
  readonly boots: boolean;
  /** Texts of the rules' files by their names. */
  readonly files: ReadonlyMap<string, string>;
  readonly interfaces: readonly string[];
  readonly listing: Listing;
}

/** The order of a rule of which nothing tells it. */
export const DEFAULT_ORDER = 500;

/** Every rule of ours that a place has, in force or kept, in order. */
export function rulesAt(snapshot: FirewallSnapshot, place: RulePlace): RuleInfo[] {
  const kept = [...snapshot.files].flatMap(([file, text]) => {
    const told = parseRuleFile(file);
    return told && samePlace(placeIn(text), place) ? [{ ...told, file, text }] : [];
  });
  kept.sort((one, other) => (one.file < other.file ? -1 : 1));
  const listed = listedAt(snapshot.listing, place);
  const names = new Set([
    ...kept.map(({ name }) => name),
    ...listed.map(({ name }) => name).filter((name) => name !== null),
  ]);
  const reached = hasJump(snapshot.listing, place) ? inOrder(listed, kept) : new Set();
  return [...names].map((name) => {
    const { order, text } = kept.find((rule) => rule.name === name) ?? { order: null, text: null };
    const inForce = together(
      listed.filter((rule) => rule.name === name).map(({ rule }) => rule),
      { ...place, name, order: order ?? DEFAULT_ORDER },
    );
    return { ...place, name, order, text, inForce, active: inForce !== null && reached.has(name) };
  });
}

/** What the base chain of a place has besides, as far as it can be understood. */
export function baseRules({ listing }: FirewallSnapshot, place: RulePlace): FirewallRule[] {
  return listing.rules
    .filter((rule) => isIn(rule, place, place.chain))
    .flatMap((rule) => together([rule], { ...place, name: '', order: 0 }) ?? []);
}

/** The chain of a place, if there is one. */
export function baseChain({ listing }: FirewallSnapshot, place: RulePlace): ListedChain | undefined {
  return listing.chains.find(({ family, table, name }) => `${family} ${table}` === place.table && name === place.chain);
}

/** The rule of that name; without a place, wherever it is. Null when there is none. */
export function ruleNamed(snapshot: FirewallSnapshot, name: string, place: RulePlace | null): RuleInfo | null {
  const places = place ? [place] : placesOf(snapshot);
  for (const candidate of places) {
    const info = rulesAt(snapshot, candidate).find((rule) => rule.name === name);
    if (info) return info;
  }
  return null;
}

/** Where there are rules of ours, or may be. */
export function placesOf({ files, listing }: FirewallSnapshot): RulePlace[] {
  const kept = [...files.values()].flatMap((text) => placeIn(text) ?? []);
  const inForce = listing.chains.flatMap(({ family, table, name }) => {
    const [, chain] = /^stackwright_(.+)$/.exec(name) ?? [];
    return chain === undefined ? [] : [{ table: `${family} ${table}`, chain }];
  });
  const all = [...kept, ...inForce];
  return all.filter((place, index) => all.findIndex((other) => samePlace(other, place)) === index);
}

export function samePlace(one: RulePlace | undefined, other: RulePlace): boolean {
  return one?.table === other.table && one.chain === other.chain;
}

/** Whether a file holds the rule, to the letter. */
export function isKept(text: string | null, rule: FirewallRule): boolean {
  return text?.trimEnd() === renderRule(rule).trimEnd();
}

interface Listed {
  /** Null for a rule that is not ours. */
  readonly name: string | null;
  readonly rule: ListedRule;
}

function listedAt({ rules }: Listing, place: RulePlace): Listed[] {
  return rules
    .filter((rule) => isIn(rule, place, ownChain(place.chain)))
    .map((rule) => ({
      name: rule.comment?.startsWith(COMMENT) ? rule.comment.slice(COMMENT.length) : null,
      rule,
    }));
}

function hasJump({ rules }: Listing, place: RulePlace): boolean {
  return rules.some((rule) => isIn(rule, place, place.chain) && jumpTarget(rule) === ownChain(place.chain));
}

function isIn({ family, table, chain }: ListedRule, place: RulePlace, wanted: string): boolean {
  return `${family} ${table}` === place.table && chain === wanted;
}

/** The names of rules that no other one stands before that should not: one of nobody's, or one that comes later. */
function inOrder(listed: readonly Listed[], kept: readonly { readonly name: string }[]): ReadonlySet<string> {
  const rank = new Map(kept.map(({ name }, index) => [name, index]));
  const right = new Set<string>();
  let highest = -1;
  for (const { name } of listed) {
    const place = name === null ? undefined : rank.get(name);
    if (name === null) break;
    if (place === undefined || place >= highest) right.add(name);
    highest = Math.max(highest, place ?? -1);
  }
  return right;
}
