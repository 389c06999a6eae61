import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { HostResource } from '../core/host-resource';
import { matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { RabbitMq } from './rabbit-mq';

export interface RabbitMqVirtualHostOptions {
  /**
   * What it is for.
   *
   * @default - nothing is said
   */
  readonly description?: string;

  /**
   * What must be there before this, besides the server.
   *
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
}

export interface RabbitMqVirtualHostProps extends RabbitMqVirtualHostOptions {
  /** The server that it is on. */
  readonly server: RabbitMq;

  /**
   * Its name: letters, digits, `.`, `_` and `-`, which mean themselves in a URL.
   *
   * @default - the construct's id
   */
  readonly name?: string;
}

const RULES: readonly Rule<RabbitMqVirtualHostProps & { readonly name: string }>[] = [
  matching('name', /^[A-Za-z0-9._-]{1,255}$/, 'letters, digits, ".", "_" and "-"'),
];

/** A virtual host of a RabbitMQ server. It goes with its queues and messages when it is taken out of the stack. */
export class RabbitMqVirtualHost extends HostResource {
  public readonly fqn: string;
  /** The server that it is on. */
  public readonly server: RabbitMq;
  /**
   * Its name as it was given.
   * @internal
   */
  public readonly _plainName: string;
  private readonly resource: l1.RabbitmqVhost;

  public constructor(scope: Construct, id: string, props: RabbitMqVirtualHostProps) {
    const { server, description, dependsOn = [] } = props;
    super(scope, id, { host: server.host, dependsOn: [server, ...dependsOn] });
    const named = { ...props, name: props.name ?? id };
    validate(this, named, RULES);
    this.server = server;
    this._plainName = named.name;
    this.resource = this._define(l1.RabbitmqVhost, { name: named.name, description });
    this.fqn = this.resource.fqn;
  }

  /** Its name; whoever uses it comes after the virtual host. */
  public get name(): string {
    return this.resource.name;
  }
}
