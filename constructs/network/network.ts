import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { integer, type Rule, validate } from '../core/validation';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';
import { ExistingNetwork, type NetworkLookup } from './existing';
import { Subnet, type SubnetOptions } from './subnet';

/** A network, in whichever way it is known. */
export interface INetwork extends IConstruct {
  /** Neutron's id of it. */
  readonly networkId: string;
}

export interface NetworkProps extends CloudResourceProps {
  /**
   * Its name, for one network of the project.
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
   * Whether all projects may use it.
   *
   * @default false
   */
  readonly shared?: boolean;

  /**
   * Whether routers may have their gateway in it.
   *
   * @default false
   */
  readonly external?: boolean;

  /**
   * The largest packet in bytes.
   *
   * @default - what the physical network leaves
   */
  readonly mtu?: number;

  /**
   * Whether new ports let through only their own addresses and what their security groups allow.
   *
   * @default - as Neutron has it, usually true
   */
  readonly portSecurityEnabled?: boolean;

  /**
   * How it is carried: `flat`, `vlan`, `vxlan` and the like.
   *
   * @default - the first that the cloud gives to its projects
   */
  readonly networkType?: string;

  /**
   * The physical network that carries it, by the name that the agents map to an interface.
   *
   * @default - none, or Neutron's choice
   */
  readonly physicalNetwork?: string;

  /**
   * Its number on the physical network or in the tunnels.
   *
   * @default - none, or Neutron's choice
   */
  readonly segmentationId?: number;
}

const RULES: readonly Rule<NetworkProps>[] = [
  identityName('name'),
  integer('mtu', 68, 65_535),
  integer('segmentationId', 1, 16_777_215),
];

/** A network: what ports are plugged into. It waits for Neutron where the same stack makes that. */
export class Network extends CloudResource implements INetwork {
  /**
   * The network of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud, the name and the project
   */
  public static fromName(scope: Construct, id: string, lookup: NetworkLookup): INetwork {
    return new ExistingNetwork(scope, id, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.Network;

  public constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id, props);
    const { name = id, project, cloud: _, dependsOn: __, ...values } = props;
    validate(this, { ...props, name }, RULES);
    this._claim(project ? `network of the project "${project.node.path}"` : 'network', name);
    this.resource = this._define(l1.Network, { ...values, name, projectId: project?.projectId }, 'network');
    this.fqn = this.resource.fqn;
  }

  public get networkId(): string {
    return this.resource.id;
  }

  /**
   * Gives the network addresses.
   *
   * @param id what the subnet is called in the network
   * @param options its addresses
   */
  public addSubnet(id: string, options: SubnetOptions): Subnet {
    return new Subnet(this, id, { ...options, cloud: this.cloud, network: this });
  }
}
