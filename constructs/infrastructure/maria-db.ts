import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { canonicalAddress, isAny, reachedAt } from '../core/addresses';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { Readiness } from '../core/readiness';
import { integer, listensOn, matching, type Rule, validate } from '../core/validation';
import { ConfigFile } from './config-file';
import { MariaDbDatabase, type MariaDbDatabaseOptions } from './maria-db-database';
import { MariaDbUser, type MariaDbUserOptions } from './maria-db-user';
import { Package } from './package';
import { Service } from './service';

export interface MariaDbProps extends HostResourceProps {
  /**
   * IP address to listen on; `0.0.0.0` or `::` for all of the host's. The server's own root comes by a socket, whatever stands here.
   *
   * @default - the host's address. Where that is a DNS name, this has to be given; behind NAT, or with a floating IP, give the address that
   * the host itself has
   */
  readonly bindAddress?: string;

  /**
   * TCP port, from 1 to 65535.
   *
   * @default 3306
   */
  readonly port?: number;

  /**
   * Connections at the same time, from 10 to 100000. Each worker of each service keeps a few open.
   *
   * @default 1024
   */
  readonly maxConnections?: number;

  /**
   * Character set of databases that say nothing else. OpenStack's migrations are written for the default.
   *
   * @default 'utf8'
   */
  readonly characterSet?: string;

  /**
   * Collation of databases that say nothing else.
   *
   * @default - the `_general_ci` of the character set
   */
  readonly collation?: string;

  /**
   * Further settings of the server, by option: what stands under `[mysqld]`. They come after its own.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, string>;

  /**
   * Whether the server's data stay on the host when it is taken out of the stack, with the databases that others made.
   *
   * @default false - they go with its packages, unless those were there before
   */
  readonly keepData?: boolean;
}

/** Options that have a prop, in one spelling: the server takes "-" and "_" alike. */
const PROP_OF: Readonly<Record<string, string>> = {
  'bind-address': 'bindAddress',
  port: 'port',
  'max-connections': 'maxConnections',
  'character-set-server': 'characterSet',
  'collation-server': 'collation',
};

const RULES: readonly Rule<MariaDbProps>[] = [
  listensOn('bindAddress'),
  integer('port', 1, 65535),
  integer('maxConnections', 10, 100_000),
  matching('characterSet', /^[a-z0-9]+$/, 'the name of a character set such as "utf8"'),
  matching('collation', /^[a-z0-9_]+$/, 'the name of a collation such as "utf8_general_ci"'),
  ({ extraSettings = {} }) =>
    Object.keys(extraSettings)
      .filter((option) => option.replaceAll('_', '-') in PROP_OF)
      .map((option) => `extraSettings has "${option}": use the prop ${PROP_OF[option.replaceAll('_', '-')]}.`)[0],
];

const DEFAULT_PORT = 3306;

/**
 * A MariaDB server on a host: its packages, its configuration, and its service, which answers before anything goes on.
 *
 * Its root logs in by the socket alone, as root of the host; databases and users are made in that way, so there is no
 * administrator's password.
 */
export class MariaDb extends HostResource {
  public readonly fqn: string;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** Its configuration file, read after those of the packages. */
  public readonly configFile: ConfigFile;
  /** Its systemd service. */
  public readonly service: Service;
  /** Character set of databases that say nothing else. */
  public readonly characterSet: string;
  /** Collation of databases that say nothing else. */
  public readonly collation: string;
  /** Address at which clients reach it. */
  public readonly address: string;
  /** TCP port. */
  public readonly port: number;
  /**
   * From where clients on the host itself come: from the one address at which it listens. Undefined where it listens at all of them, or at
   * one that is known only when Terraform runs.
   * @internal
   */
  public readonly _localClient?: string;

  public constructor(scope: Construct, id: string, props: MariaDbProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, dependsOn, bindAddress = host.address, port = DEFAULT_PORT, characterSet = 'utf8' } = props;
    const facts = platformFacts(host.platform).mariadb;
    this.address = reachedAt(bindAddress, host);
    this.port = port;
    this._localClient = localClient(bindAddress);
    this.characterSet = characterSet;
    this.collation = props.collation ?? `${characterSet}_general_ci`;
    this.packages = new Package(this, 'Package', {
      host,
      packages: [...facts.packages],
      debconf: { [facts.removeDataQuestion]: `${!props.keepData}` },
      dependsOn,
    });
    this.configFile = new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      create: true,
      mode: '0644',
      settings: {
        mysqld: {
          'bind-address': bindAddress,
          port: `${port}`,
          'max-connections': `${props.maxConnections ?? 1024}`,
          'character-set-server': this.characterSet,
          'collation-server': this.collation,
          ...props.extraSettings,
        },
      },
      // Names of clients are not looked up: where DNS does not answer, every connection would wait for it.
      flags: { mysqld: ['skip-name-resolve'] },
      dependsOn: [this.packages],
    });
    const activation = new Service(this, 'Activation', {
      host,
      name: facts.activationUnit,
      enabled: false,
      active: false,
      dependsOn: [this.packages],
    });
    this.service = new Service(this, 'Service', {
      host,
      name: facts.unit,
      readiness: Readiness.tcp(port, { address: this.address }),
      restartOn: [this.configFile],
      dependsOn: [activation],
    });
    this.fqn = this.service.fqn;
  }

  /** `ADDRESS:PORT` for clients; whoever uses it comes after the server answers. */
  public get endpoint(): string {
    return this.service.endpoint;
  }

  /**
   * Adds a database.
   *
   * @param name its name
   * @param options what is special to it
   */
  public addDatabase(name: string, options: MariaDbDatabaseOptions = {}): MariaDbDatabase {
    return new MariaDbDatabase(this, `Database ${name}`, { ...options, server: this, name });
  }

  /**
   * Adds a user that may do nothing yet; its `grant` lets it use databases.
   *
   * @param name its name
   * @param options what is special to it
   */
  public addUser(name: string, options: MariaDbUserOptions = {}): MariaDbUser {
    return new MariaDbUser(this, `User ${name}`, { ...options, server: this, name });
  }
}

/** The address as the server itself writes it, by which it tells accounts apart. */
function localClient(bindAddress: string): string | undefined {
  if (isAny(bindAddress) || Token.isUnresolved(bindAddress)) return undefined;
  return canonicalAddress(bindAddress);
}
