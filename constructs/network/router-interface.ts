import type { Construct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { exactlyOne, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { IPort } from './port';
import type { IRouter } from './router';
import type { ISubnet } from './subnet';

export interface RouterInterfaceProps extends CloudResourceProps {
  /** The router. */
  readonly router: IRouter;

  /**
   * Where it is, with the address of the subnet's gateway.
   *
   * @default - where the port is
   */
  readonly subnet?: ISubnet;

  /**
   * A port that the router takes, for another address than that of the gateway. It goes when the interface goes.
   *
   * @default - a new one
   */
  readonly port?: IPort;
}

const RULES: readonly Rule<RouterInterfaceProps>[] = [exactlyOne('subnet', 'port')];

/** An interface of a router: what connects it with a subnet. */
export class RouterInterface extends CloudResource {
  public readonly fqn: string;
  private readonly resource: l1.RouterInterface;

  public constructor(scope: Construct, id: string, props: RouterInterfaceProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { router, subnet, port } = props;
    if (subnet) this._claim(`interface of the router "${router.node.path}" in`, subnet.node.path);
    this.resource = this._define(
      l1.RouterInterface,
      { routerId: router.routerId, subnetId: subnet?.subnetId, portId: port?.portId },
      'network',
    );
    this.fqn = this.resource.fqn;
  }

  /** Its address in the subnet. */
  public get address(): string {
    return this.resource.ipAddress;
  }
}
