import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { eachMatching, integer, matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { NetworkManager } from './network-manager';

const NAME = /^[A-Za-z0-9_.-]{1,15}$/;

export interface NetworkBridgeProps extends HostResourceProps {
  /**
   * Name of the bridge, of up to 15 characters.
   *
   * @default - the construct's id
   */
  readonly bridgeName?: string;

  /**
   * Interfaces that are its ports. One of them may carry the address by which the host is reached.
   *
   * @default - none
   */
  readonly ports?: string[];

  /**
   * Addresses with the lengths of their prefixes, such as `192.0.2.11/24`.
   *
   * @default - without `dhcp` what the ports have is taken over
   */
  readonly addresses?: string[];

  /**
   * Whether the bridge gets its address by DHCP.
   *
   * @default - without `addresses` as the ports do
   */
  readonly dhcp?: boolean;

  /**
   * Default gateway.
   *
   * @default - the one that a port has
   */
  readonly gateway?: string;

  /**
   * DNS servers.
   *
   * @default - those that a port has
   */
  readonly dns?: string[];

  /**
   * Whether it takes part in the Spanning Tree Protocol.
   *
   * @default false
   */
  readonly stp?: boolean;

  /**
   * Seconds that a new port listens before it forwards packets, from 0 to 30.
   *
   * @default 0
   */
  readonly forwardDelay?: number;

  /**
   * Hardware address.
   *
   * @default - that of its first port by name
   */
  readonly macAddress?: string;

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

const RULES: readonly Rule<NetworkBridgeProps>[] = [
  matching('bridgeName', NAME, 'up to 15 letters, digits, "_", "." and "-"'),
  eachMatching('ports', NAME, 'the name of an interface such as "eth0"'),
  eachMatching('addresses', /^[0-9A-Fa-f.:]+\/\d{1,3}$/, 'an address such as "192.0.2.11/24"'),
  integer('forwardDelay', 0, 30),
  integer('mtu', 68, 65_535),
  integer('rollbackSeconds', 5, 600),
];

/** A bridge of a host, now and after a reboot. What its ports had before comes back when this is destroyed. */
export class NetworkBridge extends HostResource {
  public readonly fqn: string;
  private readonly resource: l1.NetworkBridge;

  public constructor(scope: Construct, id: string, props: NetworkBridgeProps) {
    super(scope, id, props);
    const { bridgeName = id } = props;
    validate(this, { ...props, bridgeName }, RULES);
    this.resource = this._define(l1.NetworkBridge, { ...props, name: bridgeName });
    this.fqn = this.resource.fqn;
  }

  /** Name of the bridge; whoever uses it comes after it is made. */
  public get bridgeName(): string {
    return this.resource.name;
  }
}
