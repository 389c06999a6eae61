import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import type { IRestartTrigger } from '../core/restart-trigger';
import { integer, matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { NetworkManager } from './network-manager';

const NAME = /^[A-Za-z0-9_.-]{1,15}$/;

export interface VethPairProps extends HostResourceProps {
  /** Name of the first end, such as `vmup0`. */
  readonly endName: string;

  /** Name of the other end, such as `vmnic0`: it is up, has no address, and others may put it into their bridges. */
  readonly peerName: string;

  /**
   * Name of the bridge of which the first end is a port: `bridgeName` of a `NetworkBridge`.
   *
   * @default - none
   */
  readonly bridge?: string;

  /**
   * Largest packet in bytes.
   *
   * @default - it stays as it is
   */
  readonly mtu?: number;

  /**
   * What configures the host's network, and so this as well. Another one makes it anew.
   *
   * @default - the one that has it already, or that has the host's default route; found out when Terraform runs
   */
  readonly manager?: NetworkManager;

  /**
   * Seconds after which the host puts everything back by itself when it does not answer after a change, from 5 to 600.
   *
   * @default 30
   */
  readonly rollbackSeconds?: number;
}

const RULES: readonly Rule<VethPairProps>[] = [
  matching('endName', NAME, 'up to 15 letters, digits, "_", "." and "-"'),
  matching('peerName', NAME, 'up to 15 letters, digits, "_", "." and "-"'),
  matching('bridge', NAME, 'the name of a bridge such as "br100"'),
  integer('mtu', 68, 65_535),
  integer('rollbackSeconds', 5, 600),
];

/** Two virtual interfaces joined by a cable. With one end in a bridge, the other stands for a second interface of the host. */
export class VethPair extends HostResource implements IRestartTrigger {
  public readonly fqn: string;
  public readonly triggerName: string;
  private readonly resource: l1.NetworkVeth;

  public constructor(scope: Construct, id: string, props: VethPairProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { endName, peerName } = props;
    this.resource = this._define(l1.NetworkVeth, { ...props, name: endName, peer: peerName });
    this.fqn = this.resource.fqn;
    this.triggerName = `pair ${endName}`;
  }

  /** Changes when the pair is made anew: then its free end is in no bridge any more. */
  public get revision(): string {
    return this.resource.revision;
  }

  /** Name of the first end. */
  public get endName(): string {
    return this.resource.name;
  }

  /** Name of the free end; whoever uses it comes after it is made. */
  public get peerName(): string {
    return this.resource.peer;
  }
}
