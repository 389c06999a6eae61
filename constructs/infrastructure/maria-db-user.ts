import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { canonicalAddress } from '../core/addresses';
import { HostResource } from '../core/host-resource';
import { Secret } from '../core/secret';
import { matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { MariaDb } from './maria-db';
import type { MariaDbDatabase } from './maria-db-database';

export interface MariaDbUserOptions {
  /**
   * The user's password.
   *
   * @default - a secret of its own, named `HOST/mariadb/NAME`
   */
  readonly password?: Secret;

  /**
   * Where the user may come from: addresses, networks as `10.0.0.0/255.255.255.0`, or patterns with `%`.
   *
   * @default - anywhere, which is wide: only the password, and the addresses that the server listens at, keep others out
   */
  readonly from?: string[];

  /**
   * What the user may do, by what it may do it on: `DATABASE.*`, `DATABASE.TABLE` or `*.*`, to privileges such as `SELECT`. `grant`
   * does the same for databases of the stack.
   *
   * @default - nothing
   */
  readonly grants?: Record<string, string[]>;

  /**
   * Whether the user has to connect with TLS.
   *
   * @default false
   */
  readonly requireTls?: boolean;

  /**
   * What must be there before this, besides the server.
   *
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
}

export interface MariaDbUserProps extends MariaDbUserOptions {
  /** The server that it is a user of. */
  readonly server: MariaDb;

  /**
   * Its name: letters, digits, `_`, `.` and `-`.
   *
   * @default - the construct's id
   */
  readonly name?: string;
}

const RULES: readonly Rule<MariaDbUserProps & { readonly name: string }>[] = [
  matching(
    'name',
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/,
    'a letter or digit and then up to 79 of those, "_", "." and "-"',
  ),
];

/** A user of a MariaDB server. */
export class MariaDbUser extends HostResource {
  public readonly fqn: string;
  /** The server that it is a user of. */
  public readonly server: MariaDb;
  /** The user's password. */
  public readonly password: Secret;
  private readonly resource: l1.MariadbUser;
  private readonly grants: Record<string, string[]>;
  private readonly from?: string[];

  public constructor(scope: Construct, id: string, props: MariaDbUserProps) {
    const { server, from, requireTls, dependsOn = [] } = props;
    super(scope, id, { host: server.host, dependsOn: [server, ...dependsOn] });
    const named = { ...props, name: props.name ?? id };
    validate(this, named, RULES);
    this.server = server;
    this.password = props.password ?? Secret.named(`${server.host.name}/mariadb/${named.name}`.toLowerCase());
    this.grants = { ...props.grants };
    this.from = from && [...from];
    this.resource = this._define(l1.MariadbUser, {
      name: named.name,
      password: this.password.reference,
      from,
      requireTls,
      grants: this.grants,
    });
    this.fqn = this.resource.fqn;
  }

  /** Its name; whoever uses it comes after the user, with all that it may do. */
  public get name(): string {
    return this.resource.name;
  }

  /**
   * Lets the user use a database.
   *
   * @param database on the same server
   * @param privileges what it may do there; everything when left out
   */
  public grant(database: MariaDbDatabase, ...privileges: string[]): void {
    if (database.server !== this.server) {
      throw new Error(
        `MariaDbUser "${this.node.path}" cannot be granted "${database.node.path}", which is on another server: add a user there.`,
      );
    }
    this.grants[`${database.name}.*`] = privileges.length === 0 ? ['ALL'] : privileges;
    this.resource.grants = { ...this.grants };
  }

  /**
   * Lets the user come from another host as well, if there are any that it may not come from.
   * @internal
   */
  public _comesFrom(address: string): void {
    if (this.from === undefined) return;
    const known = canonicalAddress(address);
    if (this.from.includes(known)) return;
    this.from.push(known);
    this.resource.from = [...this.from];
  }
}
