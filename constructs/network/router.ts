import { Aspects } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { type Rule, validate } from '../core/validation';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';
import { ExistingRouter, type NetworkLookup } from './existing';
import { followSubnets } from './follow-subnets';
import type { INetwork } from './network';
import { addressesOf, type FixedIp, type IPort } from './port';
import { RouterInterface } from './router-interface';
import type { ISubnet } from './subnet';

/** A router, in whichever way it is known. */
export interface IRouter extends IConstruct {
  /** Neutron's id of it. */
  readonly routerId: string;
}

/** A route of a router's. */
export interface RouterRoute {
  /** The network to be reached, such as `10.0.0.0/8`. */
  readonly destination: string;

  /** The address by which: of a network that the router has reached before. */
  readonly nexthop: string;
}

export interface RouterProps extends CloudResourceProps {
  /**
   * Its name, for one router of the project.
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
   * The external network by which it leads out. The router comes after its subnets.
   *
   * @default - none: it leads from its subnets to each other alone
   */
  readonly gateway?: INetwork;

  /**
   * Its addresses in the external network, which only an administrator may choose.
   *
   * @default - Neutron's choice
   */
  readonly gatewayFixedIps?: FixedIp[];

  /**
   * Whether what leaves by it has its address, which only an administrator may choose.
   *
   * @default - as Neutron has it, usually true
   */
  readonly enableSnat?: boolean;

  /**
   * Routes beside that by the gateway.
   *
   * @default - they are left as they are
   */
  readonly routes?: RouterRoute[];
}

const RULES: readonly Rule<RouterProps>[] = [
  identityName('name'),
  ({ gateway, gatewayFixedIps, enableSnat }) =>
    gateway === undefined && (gatewayFixedIps !== undefined || enableSnat !== undefined)
      ? 'gatewayFixedIps or enableSnat is given without gateway: give gateway, or leave them out.'
      : undefined,
];

/** A router: what leads from subnets to each other, and out. Neutron has to be made with `layer3`. */
export class Router extends CloudResource implements IRouter {
  /**
   * The router of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud, the name and the project
   */
  public static fromName(scope: Construct, id: string, lookup: NetworkLookup): IRouter {
    return new ExistingRouter(scope, id, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.Router;

  public constructor(scope: Construct, id: string, props: RouterProps) {
    super(scope, id, props);
    const { name = id, project, gateway, gatewayFixedIps, cloud: _, dependsOn: __, ...values } = props;
    validate(this, { ...props, name }, RULES);
    this._claim(project ? `router of the project "${project.node.path}"` : 'router', name);
    this.resource = this._define(
      l1.Router,
      {
        ...values,
        name,
        projectId: project?.projectId,
        externalNetworkId: gateway?.networkId,
        externalFixedIps: gatewayFixedIps && addressesOf(gatewayFixedIps),
      },
      'network',
    );
    this.fqn = this.resource.fqn;
    if (gateway) Aspects.of(this).add({ visit: (node) => node === this && followSubnets(this.resource, [gateway]) });
  }

  public get routerId(): string {
    return this.resource.id;
  }

  /**
   * Leads to a subnet and from it: the router gets the address of the subnet's gateway.
   *
   * @param subnet where the interface is
   * @param id of the interface in the router; that of the subnet when left out
   */
  public addInterface(subnet: ISubnet, id: string = subnet.node.id): RouterInterface {
    return new RouterInterface(this, id, { cloud: this.cloud, router: this, subnet });
  }

  /**
   * Takes a port, with its addresses, for an interface.
   *
   * @param port which nothing else uses; it goes when the interface goes
   * @param id of the interface in the router; that of the port when left out
   */
  public addPort(port: IPort, id: string = port.node.id): RouterInterface {
    return new RouterInterface(this, id, { cloud: this.cloud, router: this, port });
  }
}
