import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import { leftOut, populate } from './guide-layout';
import { StandardCloud } from './standard-cloud';
import type { GuideCloudProps } from './standard-cloud-props';

export interface AllInOneCloudProps extends GuideCloudProps {
  /** The host of everything. */
  readonly host: Host;
}

/** A cloud on one host. Others are added by `addCompute`, `addStorage` and `addVolumes`. */
export class AllInOneCloud extends StandardCloud {
  public constructor(scope: Construct, id: string, props: AllInOneCloudProps) {
    super(scope, id, { ...props, controller: props.host, without: leftOut(props) });
    populate(this, props.host, props.host, props);
  }
}
