import type { Host } from '../host/host';

/** What resources work with once the provider is configured. */
export interface Runtime {
  /**
   * The host that a resource names.
   * @throws {UnknownHost} when the provider was told of no such host
   */
  host(name: string): Host;
}
