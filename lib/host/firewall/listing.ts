/** A rule in the kernel, in the words of `nft -j`. */
export interface ListedRule {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly comment?: string;
  readonly expr: readonly unknown[];
}

export interface ListedChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  /** Where packets enter it; only base chains have one. */
  readonly hook?: string;
  readonly policy?: string;
}

/** What `nft -j list ...` told. */
export interface Listing {
  readonly chains: readonly ListedChain[];
  readonly rules: readonly ListedRule[];
}

/** Takes together what several lists told, each the text of a JSON document. */
export function parseListings(documents: readonly string[]): Listing {
  const objects = documents.flatMap((text) => (JSON.parse(text) as { nftables: Record<string, unknown>[] }).nftables);
  const all = <T>(kind: string) => objects.flatMap((object) => (kind in object ? [object[kind] as T] : []));
  return { chains: all<ListedChain>('chain'), rules: all<ListedRule>('rule') };
}

/** The chain that a rule goes on to whatever the packet. */
export function jumpTarget({ expr }: ListedRule): string | undefined {
  const targets = expr.map((step) => (step as { jump?: { target: string } }).jump?.target);
  return expr.every((step) => 'jump' in (step as object) || isCounter(step))
    ? targets.find((target) => target !== undefined)
    : undefined;
}

/** Counting changes nothing of what a rule does. */
export function isCounter(step: unknown): boolean {
  return 'counter' in (step as object);
}
