import { type TerraformResource, TerraformStack } from 'cdktf';
import { follow } from '../core/follow';
import { resolved } from '../core/resolved';
import * as l1 from '../l1';
import type { INetwork } from './network';

/** A port in a network has an address only once there are subnets, which may be defined later than what needs one. */
export function followSubnets(resource: TerraformResource, networks: readonly INetwork[]): void {
  const stack = TerraformStack.of(resource);
  const ids = new Set(networks.map(({ networkId }) => resolved(stack, networkId)));
  for (const node of stack.node.findAll()) {
    if (node instanceof l1.Subnet && ids.has(resolved(stack, node.networkIdInput ?? ''))) follow(resource, node);
  }
}
