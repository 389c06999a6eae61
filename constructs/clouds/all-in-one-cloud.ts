import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import type { SwiftDisk } from '../object-store/swift-disk';
import { CloudPart } from './cloud-part';
import { StandardCloud } from './standard-cloud';
import type { CloudLayoutProps } from './standard-cloud-props';

export interface AllInOneCloudProps extends CloudLayoutProps {
  /** The host of everything. */
  readonly host: Host;

  /** Its disks for objects. */
  readonly disks: SwiftDisk[];
}

/** A cloud on one host. Others are added by `addCompute` and `addStorage`. */
export class AllInOneCloud extends StandardCloud {
  public constructor(scope: Construct, id: string, props: AllInOneCloudProps) {
    super(scope, id, { ...props, controller: props.host });
    const { without = [], host, disks } = props;
    if (!without.includes(CloudPart.COMPUTE)) this.addCompute(host);
    if (!without.includes(CloudPart.OBJECT_STORAGE)) this.addStorage(host, disks);
  }
}
