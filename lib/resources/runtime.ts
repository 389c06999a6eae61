import type { Host } from '../host/host';
import type { Cloud } from '../openstack/cloud';

/** What resources work with once the provider is configured. */
export interface Runtime {
  /**
   * The host that a resource names.
   * @throws {UnknownHost} when the provider was told of no such host
   */
  host(name: string): Host;
  /**
   * The cloud that a resource names.
   * @throws {UnknownCloud} when the provider was told of no such cloud
   */
  cloud(name: string): Cloud;
}
