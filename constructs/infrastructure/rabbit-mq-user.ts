import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { HostResource } from '../core/host-resource';
import { resolved } from '../core/resolved';
import { Secret } from '../core/secret';
import { eachMatching, matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { RabbitMq } from './rabbit-mq';
import type { RabbitMqVirtualHost } from './rabbit-mq-virtual-host';

/** What a user may do in a virtual host: regular expressions for the names of queues and exchanges. An empty one fits no name. */
export interface RabbitMqPermission {
  /**
   * What it may declare and delete.
   *
   * @default '.*'
   */
  readonly configure?: string;

  /**
   * What it may publish and bind to.
   *
   * @default '.*'
   */
  readonly write?: string;

  /**
   * What it may consume and bind from.
   *
   * @default '.*'
   */
  readonly read?: string;
}

export interface RabbitMqUserOptions {
  /**
   * The user's password.
   *
   * @default - a secret of its own, named `HOST/rabbitmq/NAME`
   */
  readonly password?: Secret;

  /**
   * What the user may administer: `administrator`, `monitoring`, `policymaker`, `management`, `impersonator`.
   *
   * @default - nothing
   */
  readonly tags?: string[];

  /**
   * What the user may do, by virtual host. `grant` does the same for those of the stack.
   *
   * @default - everything in `/`, unless something is granted elsewhere
   */
  readonly permissions?: Record<string, RabbitMqPermission>;

  /**
   * What must be there before this, besides the server.
   *
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
}

export interface RabbitMqUserProps extends RabbitMqUserOptions {
  /** The server that it is a user of. */
  readonly server: RabbitMq;

  /**
   * Its name: letters, digits, `.`, `_` and `-`, which mean themselves in a URL.
   *
   * @default - the construct's id
   */
  readonly name?: string;
}

const RULES: readonly Rule<RabbitMqUserProps & { readonly name: string }>[] = [
  matching(
    'name',
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/,
    'a letter or digit and then up to 254 of those, ".", "_" and "-"',
  ),
  eachMatching('tags', /^[^\s,]+$/, 'a tag without spaces and commas'),
];

/** The virtual host that every server has. */
const ROOT = '/';
const DEFAULT_PERMISSIONS: Record<string, RabbitMqPermission> = { [ROOT]: {} };

/** A user of a RabbitMQ server. */
export class RabbitMqUser extends HostResource {
  public readonly fqn: string;
  /** The server that it is a user of. */
  public readonly server: RabbitMq;
  /** The user's password. */
  public readonly password: Secret;
  private readonly resource: l1.RabbitmqUser;
  private permissions?: Record<string, RabbitMqPermission>;
  private readonly connections = new Set<RabbitMqVirtualHost | undefined>();

  public constructor(scope: Construct, id: string, props: RabbitMqUserProps) {
    const { server, tags, dependsOn = [] } = props;
    super(scope, id, { host: server.host, dependsOn: [server, ...dependsOn] });
    const named = { ...props, name: props.name ?? id };
    validate(this, named, RULES);
    this.server = server;
    this.password = props.password ?? Secret.named(`${server.host.name}/rabbitmq/${named.name}`.toLowerCase());
    this.permissions = props.permissions;
    this.resource = this._define(l1.RabbitmqUser, {
      name: named.name,
      password: this.password.reference,
      tags,
      permissions: this.permissions ?? DEFAULT_PERMISSIONS,
    });
    this.fqn = this.resource.fqn;
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** Its name; whoever uses it comes after the user, with all that it may do. */
  public get name(): string {
    return this.resource.name;
  }

  /**
   * Lets the user use a virtual host.
   *
   * @param virtualHost on the same server
   * @param permission what it may do there; everything when left out
   */
  public grant(virtualHost: RabbitMqVirtualHost, permission: RabbitMqPermission = {}): void {
    if (virtualHost.server !== this.server) {
      throw new Error(
        `RabbitMqUser "${this.node.path}" cannot be granted "${virtualHost.node.path}", which is on another server: add a user there.`,
      );
    }
    this.permissions = { ...this.permissions, [virtualHost.name]: permission };
    this.resource.putPermissions(this.permissions);
  }

  /**
   * Notes that somebody connects as this user.
   * @internal
   */
  public _connectsTo(virtualHost: RabbitMqVirtualHost | undefined): void {
    this.connections.add(virtualHost);
  }

  private problems(): string[] {
    // A virtual host may be given by its plain name, or by a reference to it.
    const inTerraform = (name: string) => resolved(this, name);
    const allowed = new Set(Object.keys(this.permissions ?? DEFAULT_PERMISSIONS).map(inTerraform));
    return [...this.connections]
      .filter((one) => !(one ? [one._plainName, one.name] : [ROOT]).some((name) => allowed.has(inTerraform(name))))
      .map((one) => one?.node.path ?? ROOT)
      .map((path) => `A transportUrl lets this user connect to "${path}", which it may not use: grant it.`);
  }
}
