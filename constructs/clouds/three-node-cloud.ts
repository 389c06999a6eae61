import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import { leftOut, populate } from './guide-layout';
import { StandardCloud } from './standard-cloud';
import type { GuideCloudProps } from './standard-cloud-props';

export interface ThreeNodeCloudProps extends GuideCloudProps {
  /** The host of databases, queue and all APIs. */
  readonly controller: Host;

  /** The host that runs guests. */
  readonly compute: Host;

  /** The host that keeps objects and volumes. */
  readonly storage: Host;
}

/**
 * A cloud on three hosts: one controls it, one runs guests, one keeps what is stored. More are added by `addCompute`, `addStorage` and
 * `addVolumes`.
 */
export class ThreeNodeCloud extends StandardCloud {
  public constructor(scope: Construct, id: string, props: ThreeNodeCloudProps) {
    super(scope, id, { ...props, without: leftOut(props) });
    populate(this, props.compute, props.storage, props);
  }
}
