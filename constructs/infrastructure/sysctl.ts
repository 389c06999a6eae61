import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

export interface SysctlProps extends HostResourceProps {
  /** Name of the kernel parameter, such as `net.core.somaxconn`. */
  readonly key: string;

  /** Its value, as `sysctl` shows it. */
  readonly value: string;

  /**
   * Whether the value comes back after a reboot.
   *
   * @default true
   */
  readonly persistent?: boolean;
}

const RULES: readonly Rule<SysctlProps>[] = [
  matching('key', /^[a-z0-9_-]+([./][A-Za-z0-9_:@-]+)+$/, 'a kernel parameter such as "net.core.somaxconn"'),
  matching('value', /^[^\n]+$/, 'one line of text'),
];

/** A kernel parameter of a host. The former value comes back when this is destroyed. */
export class Sysctl extends HostResource {
  public readonly fqn: string;

  public constructor(scope: Construct, id: string, props: SysctlProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    this.fqn = this._define(l1.Sysctl, props).fqn;
  }
}
