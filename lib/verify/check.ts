import type { Host } from '../host/host';
import type { CatalogEntry } from '../openstack/catalog';
import type { Cloud } from '../openstack/cloud';
import type { Guest } from './guest';
import type { ProbedService } from './services';

/** What a check has to work with. */
export interface Subject {
  readonly cloud: Cloud;
  /** As the user's token has it. */
  readonly catalog: readonly CatalogEntry[];
  /** The hosts that the cloud is on. */
  readonly hosts: readonly Host[];
  /** What runs on them and tells by a probe whether it does its work. */
  readonly services: readonly ProbedService[];
  /** One instance for all checks that need one. */
  readonly guest: Guest;
  readonly signal: AbortSignal;
}

/** Something that a cloud has to be able to do. */
export interface Check {
  /** In words of who operates the cloud: `an image comes back as it was given`. */
  readonly title: string;
  /** Whether the cloud has what the check is about. */
  applies(subject: Subject): boolean;
  /**
   * Does it for real, and takes away again what it has made.
   * @param say tells what is being done
   * @returns what was seen, in a few words
   */
  run(subject: Subject, say: (text: string) => void): Promise<string>;
}

/** Whether a catalog has a service of that type. */
export function hasService({ catalog }: Subject, type: string): boolean {
  return catalog.some((entry) => entry.type === type && entry.endpoints.length > 0);
}

/** Ours, whoever finds it left by a check that was killed. */
export function nameOfOurs(): string {
  return `stackwright-verify-${Date.now().toString(36)}`;
}
