import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import type { CinderFacts } from '../core/platform/facts';
import type { IRestartTrigger } from '../core/restart-trigger';
import type { Package } from '../infrastructure/package';

/** What a backend is defined with. */
export interface BackendPlace {
  /** Where what it needs is defined. */
  readonly scope: Construct;
  readonly host: Host;
  /** The host's own address. */
  readonly address: string;
  readonly facts: CinderFacts;
  /** Those of the volume service, after which it comes. */
  readonly packages: Package;
}

/** What a backend is made of on a host. */
export interface BackendParts {
  /** Of its section. */
  readonly settings: Record<string, string>;
  /** Of its section, which must not be there. */
  readonly absent?: readonly string[];
  /** What the volume service reads besides its configuration. */
  readonly reads?: readonly IRestartTrigger[];
}
