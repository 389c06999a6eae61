import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import type { SwiftDisk } from '../object-store/swift-disk';
import { CloudPart } from './cloud-part';
import { StandardCloud } from './standard-cloud';
import type { CloudLayoutProps } from './standard-cloud-props';

export interface ThreeNodeCloudProps extends CloudLayoutProps {
  /** The host of databases, queue and all APIs. */
  readonly controller: Host;

  /** The host that runs guests. */
  readonly compute: Host;

  /** The host that keeps objects. */
  readonly storage: Host;

  /** Its disks for objects. */
  readonly disks: SwiftDisk[];
}

/** A cloud on three hosts: one controls it, one runs guests, one keeps objects. More are added by `addCompute` and `addStorage`. */
export class ThreeNodeCloud extends StandardCloud {
  public constructor(scope: Construct, id: string, props: ThreeNodeCloudProps) {
    super(scope, id, props);
    const { without = [], compute, storage, disks } = props;
    if (!without.includes(CloudPart.COMPUTE)) this.addCompute(compute);
    if (!without.includes(CloudPart.OBJECT_STORAGE)) this.addStorage(storage, disks);
  }
}
