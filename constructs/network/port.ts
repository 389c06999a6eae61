import { Aspects } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { matching, type Rule, validate } from '../core/validation';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';
import { ExistingPort, type NetworkPartLookup } from './existing';
import { followSubnets } from './follow-subnets';
import type { INetwork } from './network';
import type { ISecurityGroup } from './security-group';
import type { ISubnet } from './subnet';

/** A port, in whichever way it is known. */
export interface IPort extends IConstruct {
  /** Neutron's id of it. */
  readonly portId: string;
}

/** An address in a subnet. */
export interface FixedIp {
  /** The subnet that it is of. */
  readonly subnet: ISubnet;

  /**
   * The address.
   *
   * @default - Neutron's choice
   */
  readonly ipAddress?: string;
}

/** An address by which packets may leave a port besides its own. */
export interface AddressPair {
  /** An address, or a network such as `192.0.2.64/28`. */
  readonly ipAddress: string;

  /**
   * The hardware address that it goes with.
   *
   * @default - the port's own
   */
  readonly macAddress?: string;
}

export interface PortProps extends CloudResourceProps {
  /** The network that it is plugged into. */
  readonly network: INetwork;

  /**
   * Its name, for one port of the network.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Whom it belongs to, which only an administrator may choose.
   *
   * @default - the project that the provider works in
   */
  readonly project?: IProject;

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Whether it carries packets.
   *
   * @default true
   */
  readonly adminStateUp?: boolean;

  /**
   * Its hardware address.
   *
   * @default - Neutron's choice
   */
  readonly macAddress?: string;

  /**
   * Its addresses; with an empty list it has none.
   *
   * @default - one of each kind of subnet that the network has, by Neutron's choice
   */
  readonly fixedIps?: FixedIp[];

  /**
   * What may reach it; with an empty list nothing may.
   *
   * @default - the group `default` of the project
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Addresses besides its own by which packets may leave it.
   *
   * @default - none
   */
  readonly allowedAddressPairs?: AddressPair[];

  /**
   * Whether it lets through only its own addresses and what its security groups allow.
   *
   * @default - as its network has it
   */
  readonly portSecurityEnabled?: boolean;
}

const RULES: readonly Rule<PortProps>[] = [
  identityName('name'),
  matching('macAddress', /^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/, 'a hardware address such as "fa:16:3e:00:00:01"'),
  ({ portSecurityEnabled, securityGroups, allowedAddressPairs }) =>
    portSecurityEnabled === false && (securityGroups?.length || allowedAddressPairs?.length)
      ? 'portSecurityEnabled is false: leave securityGroups and allowedAddressPairs out.'
      : undefined,
];

/** A port: where something is plugged into a network. It has addresses, and what may reach it, before anything uses it. */
export class Port extends CloudResource implements IPort {
  /**
   * The port of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud, the name and the network
   */
  public static fromName(scope: Construct, id: string, lookup: NetworkPartLookup): IPort {
    return new ExistingPort(scope, id, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.Port;

  public constructor(scope: Construct, id: string, props: PortProps) {
    super(scope, id, props);
    const { name = id, network, project, fixedIps, securityGroups, cloud: _, dependsOn: __, ...values } = props;
    validate(this, { ...props, name }, RULES);
    this._claim(`port of the network "${network.node.path}"`, name);
    this.resource = this._define(
      l1.Port,
      {
        ...values,
        name,
        networkId: network.networkId,
        projectId: project?.projectId,
        fixedIps: fixedIps && addressesOf(fixedIps),
        securityGroups: securityGroups?.map(({ securityGroupId }) => securityGroupId),
      },
      'network',
      // An agent for DHCP that is just starting would never hear of it.
      'addresses',
    );
    this.fqn = this.resource.fqn;
    Aspects.of(this).add({ visit: (node) => node === this && followSubnets(this.resource, [network]) });
  }

  public get portId(): string {
    return this.resource.id;
  }

  /** The first of its addresses. */
  public get address(): string {
    return this.resource.address;
  }
}

/**
 * Addresses as the L1 resources want to be told of them.
 * @internal
 */
export function addressesOf(fixedIps: readonly FixedIp[]): { subnetId: string; ipAddress?: string }[] {
  return fixedIps.map(({ subnet, ipAddress }) => ({ subnetId: subnet.subnetId, ipAddress }));
}
