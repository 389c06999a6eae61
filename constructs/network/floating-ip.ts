import { Aspects, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { follow } from '../core/follow';
import { ipAddress, type Rule, validate } from '../core/validation';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';
import { followSubnets } from './follow-subnets';
import type { INetwork } from './network';
import type { IPort } from './port';
import type { ISubnet } from './subnet';

export interface FloatingIpProps extends CloudResourceProps {
  /** The external network that it is of. It comes after the subnets of that. */
  readonly externalNetwork: INetwork;

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
   * The subnet of the external network that it is taken from.
   *
   * @default - Neutron's choice
   */
  readonly subnet?: ISubnet;

  /**
   * The address itself, which only an administrator may choose.
   *
   * @default - Neutron's choice
   */
  readonly address?: string;

  /**
   * The port that it leads to. It comes after the interfaces of routers, one of which leads there.
   *
   * @default - none: it is kept and leads nowhere
   */
  readonly port?: IPort;

  /**
   * Which of the port's addresses it leads to.
   *
   * @default - the first one
   */
  readonly fixedIpAddress?: string;
}

const RULES: readonly Rule<FloatingIpProps>[] = [
  ipAddress('address'),
  ipAddress('fixedIpAddress'),
  ({ port, fixedIpAddress }) =>
    port === undefined && fixedIpAddress !== undefined
      ? 'fixedIpAddress is given without port: give port, or leave it out.'
      : undefined,
];

/** A floating IP: an address outside that leads to a port behind a router. */
export class FloatingIp extends CloudResource {
  public readonly fqn: string;
  private readonly resource: l1.FloatingIp;

  public constructor(scope: Construct, id: string, props: FloatingIpProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { externalNetwork, project, subnet, port, address, description, fixedIpAddress } = props;
    if (address !== undefined) this._claim(`floating IP of the network "${externalNetwork.node.path}"`, address);
    this.resource = this._define(
      l1.FloatingIp,
      {
        externalNetworkId: externalNetwork.networkId,
        projectId: project?.projectId,
        subnetId: subnet?.subnetId,
        portId: port?.portId,
        address,
        description,
        fixedIpAddress,
      },
      'network',
    );
    this.fqn = this.resource.fqn;
    Aspects.of(this).add({
      visit: (node) => {
        if (node !== this) return;
        followSubnets(this.resource, [externalNetwork]);
        if (port) followInterfaces(this.resource);
      },
    });
  }

  public get floatingIpId(): string {
    return this.resource.id;
  }

  /** The address; whoever uses it comes after it leads to its port. */
  public get address(): string {
    return this.resource.address;
  }
}

/** Which router leads to a port only Neutron can tell. */
function followInterfaces(resource: l1.FloatingIp): void {
  for (const node of TerraformStack.of(resource).node.findAll()) {
    if (node instanceof l1.RouterInterface && node.cloudInput === resource.cloudInput) follow(resource, node);
  }
}
