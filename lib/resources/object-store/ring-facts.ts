import type { Host } from '../../host/host';
import { type RingFiles, ringFiles } from '../../host/swift/ring-files';
import type { PrivateState } from '../../schema/private-state';

/** Kept beside the state: by what to tell that nobody has touched a builder, and by what time to judge it. */
export interface RingFacts {
  /** SHA-256 of the builder's file. */
  readonly builder: string;
  /** SHA-256 of the ring that belongs to it, which is what every copy has to be. */
  readonly ring: string;
  /** See {@link judgedAt}. */
  readonly now: number;
}

const FACTS = 'ring';
const COPIES = 'copies';

export function factsOf(facts: PrivateState): RingFacts | undefined {
  return facts.get<RingFacts>(FACTS);
}

export function keepFacts(facts: PrivateState, known: RingFacts): void {
  facts.set(FACTS, known);
}

/**
 * The hosts that were given the ring: also those where it is no longer what it was, which state does not count, and those that an apply
 * got to before it failed.
 */
export function copiesOf(
  facts: PrivateState,
  prior: { readonly distribute_to: readonly string[] | null } | null,
): string[] {
  return [...new Set([...(facts.get<string[]>(COPIES) ?? []), ...(prior?.distribute_to ?? [])])];
}

export function keepCopies(facts: PrivateState, hosts: readonly string[]): void {
  facts.set(COPIES, [...new Set(hosts)]);
}

export function forgetFacts(facts: PrivateState): void {
  facts.set(FACTS, undefined);
}

/** What a host remembers of a builder, whatever becomes of Terraform's state. */
export interface RingNote {
  /** Whether it was made and not found. */
  readonly made: boolean;
  /** SHA-256 of the builder's file after its last rebalance. */
  readonly builder?: string;
  /** How many replicas that moved. */
  readonly moved?: number;
}

export async function recallNote(
  { rings }: Host,
  { builder }: RingFiles,
  signal: AbortSignal,
): Promise<RingNote | undefined> {
  const note = await rings.notes.recall(builder, signal);
  return note === undefined ? undefined : (JSON.parse(note) as RingNote);
}

export function writeNote({ rings }: Host, { builder }: RingFiles, note: RingNote, signal: AbortSignal): Promise<void> {
  return rings.notes.replace(builder, JSON.stringify(note), signal);
}

/** Where the files of a ring are that a resource describes. */
export function filesOf({
  directory,
  type,
  policy_index,
}: {
  readonly directory: string;
  readonly type: string;
  readonly policy_index: number;
}): RingFiles {
  return ringFiles(directory, type, policy_index);
}
