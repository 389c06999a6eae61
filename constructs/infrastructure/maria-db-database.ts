import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { inUrl } from '../core/addresses';
import { HostResource } from '../core/host-resource';
import { matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { MariaDb } from './maria-db';
import type { MariaDbUser, MariaDbUserOptions } from './maria-db-user';

export interface MariaDbDatabaseOptions {
  /**
   * Character set of its tables.
   *
   * @default - the server's
   */
  readonly characterSet?: string;

  /**
   * Collation of its tables.
   *
   * @default - the server's; with a character set of its own, that one's `_general_ci`
   */
  readonly collation?: string;

  /**
   * What must be there before this, besides the server.
   *
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
}

export interface MariaDbDatabaseProps extends MariaDbDatabaseOptions {
  /** The server that it is on. */
  readonly server: MariaDb;

  /**
   * Its name: letters, digits, `_`, `$` and `-`.
   *
   * @default - the construct's id
   */
  readonly name?: string;
}

export interface ConnectionUrlOptions {
  /**
   * What stands before `://`: the dialect and driver of SQLAlchemy.
   *
   * @default 'mysql+pymysql'
   */
  readonly driver?: string;

  /**
   * What stands behind `?`, by name.
   *
   * @default - nothing
   */
  readonly parameters?: Record<string, string>;
}

const RULES: readonly Rule<MariaDbDatabaseProps & { readonly name: string }>[] = [
  matching('name', /^[A-Za-z0-9_$-]{1,64}$/, 'up to 64 letters, digits, "_", "$" and "-"'),
];

/** A database of a MariaDB server. It goes with all that is in it when it is taken out of the stack. */
export class MariaDbDatabase extends HostResource {
  public readonly fqn: string;
  /** The server that it is on. */
  public readonly server: MariaDb;
  private readonly resource: l1.MariadbDatabase;
  private readonly plainName: string;

  public constructor(scope: Construct, id: string, props: MariaDbDatabaseProps) {
    const { server, characterSet, collation, dependsOn = [] } = props;
    super(scope, id, { host: server.host, dependsOn: [server, ...dependsOn] });
    const named = { ...props, name: props.name ?? id };
    validate(this, named, RULES);
    this.server = server;
    this.plainName = named.name;
    this.resource = this._define(l1.MariadbDatabase, {
      name: named.name,
      characterSet: characterSet ?? server.characterSet,
      collation: collation ?? (characterSet === undefined ? server.collation : undefined),
    });
    this.fqn = this.resource.fqn;
  }

  /** Its name; whoever uses it comes after the database. */
  public get name(): string {
    return this.resource.name;
  }

  /**
   * Adds a user that may do everything in this database, and nothing elsewhere.
   *
   * @param name its name; the database's when left out
   * @param options what is special to it
   */
  public addUser(name?: string, options: MariaDbUserOptions = {}): MariaDbUser {
    const user = this.server.addUser(name ?? this.plainName, options);
    user.grant(this);
    return user;
  }

  /**
   * The URL by which SQLAlchemy connects to the database. The password in it is a reference, which the provider resolves where the URL is
   * written. Whoever uses it comes after the database and the user, who may use it by then.
   *
   * @param user who connects
   * @param options driver and parameters
   */
  public connectionUrl(user: MariaDbUser, options: ConnectionUrlOptions = {}): string {
    const { driver = 'mysql+pymysql', parameters = {} } = options;
    const { address, port } = this.server;
    const authority = `${user.name}:${user.password.urlReference}@${inUrl(address)}${port === 3306 ? '' : `:${port}`}`;
    const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return `${driver}://${authority}/${this.name}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  }
}
