import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { eachMatching, integer, matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { NetworkManager } from './network-manager';

export interface NetworkInterfaceProps extends HostResourceProps {
  /** Name of the interface, which is there already, such as `eth1`. */
  readonly interfaceName: string;

  /**
   * Addresses with the lengths of their prefixes, such as `192.0.2.11/24`.
   *
   * @default - none: it is up without one, as the interface of a provider network
   */
  readonly addresses?: string[];

  /**
   * Whether it gets an address by DHCP.
   *
   * @default false
   */
  readonly dhcp?: boolean;

  /**
   * Default gateway.
   *
   * @default - none
   */
  readonly gateway?: string;

  /**
   * DNS servers.
   *
   * @default - none
   */
  readonly dns?: string[];

  /**
   * Whether it takes packets for other hardware addresses, as those of guests.
   *
   * @default false
   */
  readonly promiscuous?: boolean;

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

const RULES: readonly Rule<NetworkInterfaceProps>[] = [
  matching('interfaceName', /^[A-Za-z0-9_.-]{1,15}$/, 'the name of an interface such as "eth1"'),
  eachMatching('addresses', /^[0-9A-Fa-f.:]+\/\d{1,3}$/, 'an address such as "192.0.2.11/24"'),
  integer('mtu', 68, 65_535),
  integer('rollbackSeconds', 5, 600),
];

/** How an interface of a host is configured, now and after a reboot. What it had before comes back when this is destroyed. */
export class NetworkInterface extends HostResource {
  public readonly fqn: string;
  private readonly resource: l1.NetworkInterface;

  public constructor(scope: Construct, id: string, props: NetworkInterfaceProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    this.resource = this._define(l1.NetworkInterface, { ...props, name: props.interfaceName });
    this.fqn = this.resource.fqn;
  }

  /** Name of the interface; whoever uses it comes after it is configured. */
  public get interfaceName(): string {
    return this.resource.name;
  }
}
