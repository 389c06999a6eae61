import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import { ExistingSubnet, type NetworkPartLookup } from './existing';
import type { INetwork } from './network';

/** A subnet, in whichever way it is known. */
export interface ISubnet extends IConstruct {
  /** Neutron's id of it. */
  readonly subnetId: string;
}

/** A range of addresses. */
export interface AllocationPool {
  /** The first address. */
  readonly start: string;

  /** The last address. */
  readonly end: string;
}

/** A route that DHCP tells of. */
export interface HostRoute {
  /** The network to be reached, such as `10.0.0.0/8`. */
  readonly destination: string;

  /** The address by which. */
  readonly nexthop: string;
}

export interface SubnetOptions {
  /**
   * The network that its addresses are in, such as `192.0.2.0/24`.
   */
  readonly cidr: string;

  /**
   * Its name, for one subnet of the network.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Address of the router by which packets leave.
   *
   * @default - the first one of `cidr`
   */
  readonly gatewayIp?: string;

  /**
   * Whether there is no gateway.
   *
   * @default false
   */
  readonly noGateway?: boolean;

  /**
   * Addresses that ports get when they ask for none of their own.
   *
   * @default - all but the gateway
   */
  readonly allocationPools?: AllocationPool[];

  /**
   * Addresses of name servers that DHCP tells of.
   *
   * @default - those that the DHCP agents have
   */
  readonly dnsNameservers?: string[];

  /**
   * Routes that DHCP tells of, beside that by the gateway.
   *
   * @default - none
   */
  readonly hostRoutes?: HostRoute[];

  /**
   * Whether ports get their addresses by DHCP.
   *
   * @default true
   */
  readonly enableDhcp?: boolean;

  /**
   * What routers announce, of IPv6: `slaac`, `dhcpv6-stateful` or `dhcpv6-stateless`.
   *
   * @default - nothing
   */
  readonly ipv6RaMode?: string;

  /**
   * How ports come by their addresses, of IPv6: `slaac`, `dhcpv6-stateful` or `dhcpv6-stateless`.
   *
   * @default - not by Neutron
   */
  readonly ipv6AddressMode?: string;
}

export interface SubnetProps extends CloudResourceProps, SubnetOptions {
  /** The network it is in. */
  readonly network: INetwork;
}

const RULES: readonly Rule<SubnetProps>[] = [
  identityName('name'),
  matching('cidr', /^[0-9A-Fa-f.:]+\/\d{1,3}$/, 'a network such as "192.0.2.0/24"'),
  ({ gatewayIp, noGateway }) =>
    noGateway && gatewayIp !== undefined ? 'gatewayIp and noGateway are given: keep one of them.' : undefined,
];

/** A subnet: the addresses that ports in a network may have. */
export class Subnet extends CloudResource implements ISubnet {
  /**
   * The subnet of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud, the name and the network
   */
  public static fromName(scope: Construct, id: string, lookup: NetworkPartLookup): ISubnet {
    return new ExistingSubnet(scope, id, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.Subnet;

  public constructor(scope: Construct, id: string, props: SubnetProps) {
    super(scope, id, props);
    const { name = id, network, cloud: _, dependsOn: __, ...values } = props;
    validate(this, { ...props, name }, RULES);
    this._claim(`subnet of the network "${network.node.path}"`, name);
    this.resource = this._define(l1.Subnet, { ...values, name, networkId: network.networkId }, 'network');
    this.fqn = this.resource.fqn;
  }

  public get subnetId(): string {
    return this.resource.id;
  }
}
