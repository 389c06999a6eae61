import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import { platformFacts } from '../core/platform';
import { Package } from '../infrastructure/package';

/** One package set for all of Swift's tools on a host in a stack; it brings the directory of rings, too. */
export function swiftPackages(scope: Construct, host: Host): Package {
  const stack = TerraformStack.of(scope);
  const id = `Swift-${host.name}`;
  const known = stack.node.tryFindChild(id);
  if (known instanceof Package) return known;
  return new Package(stack, id, { host, packages: [...platformFacts(host.platform).swift.packages] });
}
