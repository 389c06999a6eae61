import type { Diagnostic } from '../plugin/diagnostic';
import type { ValueRecord } from '../plugin/value/value';
import type { Attributes } from './attribute';
import type { Diagnostics } from './diagnostics';
import type { Config } from './model';
import type { References } from './references';
import type { DataSource, Resource, Rule } from './resource';

/** What a configured provider is to its resources: the runtime they work with, and how it treats secrets and unreachable things. */
export interface Configured<R> {
  readonly runtime: R;
  readonly references: References;
  /**
   * Looks at an object's configuration before it is planned; throws what cannot work with this provider's configuration, and
   * `NotKnownYet` where that cannot be told.
   */
  checkPlanned?(config: ValueRecord, attributes: Attributes): void;
  /**
   * Asked when looking at an object failed, while reading or planning. Warnings, or none where they were given before, mean:
   * it cannot be looked at now, go on with what is known of it. Undefined means: the failure stands.
   */
  goOnUnseen?(error: unknown, known: ValueRecord): readonly Diagnostic[] | undefined;
  /** How errors of the layers below are told to the user; undefined for those that only a bug can cause. */
  describeError?(error: unknown): Diagnostic | undefined;
  /** Ends what `configure` opened. */
  close(): Promise<void>;
}

/** A whole provider. */
export interface Provider<A extends Attributes = Attributes, R = unknown> {
  /** The prefix of all type names: `stackwright`. */
  readonly name: string;
  readonly description: string;
  readonly attributes: A;
  readonly rules?: readonly Rule<A>[];
  readonly resources: readonly Resource<Attributes, R>[];
  readonly dataSources: readonly DataSource<Attributes, R>[];
  /** What is wrong with the references to secrets in a text; needs no configuration. */
  referenceProblem?(text: string): string | undefined;
  /**
   * Cheap and offline: it runs at every start, and parts of the configuration may still be unknown. Connect when first asked,
   * and then throw `NotKnownYet` for what is needed and unknown.
   */
  configure(config: Config<A>, diagnostics: Diagnostics): Promise<Configured<R>>;
}

/** Declares a provider; the type of its configuration follows from its attributes. */
export function provider<const A extends Attributes, R>(declaration: Provider<A, R>): Provider {
  return declaration as unknown as Provider;
}
