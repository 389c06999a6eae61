import type { Diagnostics } from './diagnostics';
import type { PrivateState } from './private-state';

/** What a handler has at hand during one call. */
export interface Context<R> {
  /** What the provider's `configure` made. */
  readonly runtime: R;
  /** Aborted when the user stops Terraform or the operation's time is up. Pass it to everything that waits. */
  readonly signal: AbortSignal;
  /** For warnings, and for errors that do not end the operation. */
  readonly diagnostics: Diagnostics;
  /** Facts kept beside the state that no user configures: how things were before, say. Stored in clear text. */
  readonly private: PrivateState;
  /** Whether this read follows an import: then `state` holds only what the id told. */
  readonly importing: boolean;
  /** Records an object as soon as it exists. If the handler fails later, this is what is stored (tainted, for a create). */
  save(state: object): void;
}
