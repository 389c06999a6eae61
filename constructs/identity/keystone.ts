import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { inUrl, reachedAt } from '../core/addresses';
import { Cloud } from '../core/cloud';
import { HostResource } from '../core/host-resource';
import { type KeystoneFacts, platformFacts } from '../core/platform';
import { Readiness } from '../core/readiness';
import { Secret } from '../core/secret';
import { validate } from '../core/validation';
import { ConfigFile } from '../infrastructure/config-file';
import { Package } from '../infrastructure/package';
import { SchemaMigration } from '../infrastructure/schema-migration';
import { Service } from '../infrastructure/service';
import * as l1 from '../l1';
import { Existing, type Facts } from './existing';
import { KEYSTONE_RULES, type KeystoneProps } from './keystone-props';
import type { IProject } from './project';
import type { IRole } from './role';
import type { IUser, User } from './user';

/**
 * Keystone on a host: its packages, database, keys and configuration, its service, and the cloud's first administrator. It is ready when
 * it has let the administrator in, which it can do only with a working database.
 */
export class Keystone extends HostResource {
  public readonly fqn: string;
  /** The cloud that it makes usable, as its administrator. */
  public readonly cloud: Cloud;
  /** Name of the region that it is in. */
  public readonly region: string;
  /** Its URL for the cloud's own services. */
  public readonly authUrl: string;
  /** Its URL for everybody. */
  public readonly publicUrl: string;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** Its configuration file. */
  public readonly configFile: ConfigFile;
  /** Its systemd service. */
  public readonly service: Service;
  /** The project `admin`. */
  public readonly adminProject: IProject;
  /** The user `admin`. */
  public readonly adminUser: IUser;
  /** The role `admin`: may do everything. Its name is a plain text: whoever uses that alone does not come after Keystone. */
  public readonly adminRole: IRole;
  /** The role `member`: may use the project. Its name is a plain text, as that of `adminRole`. */
  public readonly memberRole: IRole;
  /** The role `reader`: may look at the project. Its name is a plain text, as that of `adminRole`. */
  public readonly readerRole: IRole;

  private readonly cacheEndpoint?: string;

  public constructor(scope: Construct, id: string, props: KeystoneProps) {
    super(scope, id, props);
    validate(this, props, KEYSTONE_RULES);
    const { host, dependsOn, cache, region = 'regionOne', bindAddress = host.address, port = 5000 } = props;
    const facts = platformFacts(host.platform).keystone;
    const ownUrl = `http://${inUrl(reachedAt(bindAddress, host))}:${port}/v3`;
    this.region = region;
    this.authUrl = props.internalUrl ?? ownUrl;
    this.publicUrl = props.publicUrl ?? ownUrl;
    this.cacheEndpoint = cache?.endpoint;

    this.packages = new Package(this, 'Package', { host, packages: [...facts.packages], dependsOn });
    const database = props.database.addDatabase('keystone');
    const { _localClient: from } = props.database;
    const databaseUser = database.addUser('keystone', {
      from: from === undefined ? undefined : [from],
      password: props.databasePassword ?? Secret.named('keystone/database'),
    });
    this.configFile = new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      settings: settings(database.connectionUrl(databaseUser), this.cacheEndpoint, facts, props),
      // Whoever knows an admin token may do everything.
      absent: { DEFAULT: ['admin_token'] },
      group: facts.user,
      mode: '0640',
      dependsOn: [this.packages],
    });
    const keys = this.keys(facts, props);
    const migration = new SchemaMigration(this, 'Migration', {
      host,
      name: 'keystone',
      database,
      command: [...facts.migrate],
      runAs: facts.user,
      versionsDirectory: facts.migrationsPath,
      logFile: facts.logPath,
      packages: this.packages,
      dependsOn: [this.configFile],
    });
    this.service = this.serve(facts, props, ownUrl, [migration, ...keys]);

    const adminPassword = props.adminPassword ?? Secret.named('keystone/admin');
    this.cloud = new Cloud(this, 'Cloud', {
      name: props.cloudName ?? 'main',
      authUrl: this.authUrl,
      password: adminPassword,
      region,
      through: host,
      databaseHost: props.database.host,
    });
    const bootstrap = this._defineAs('Bootstrap', l1.KeystoneBootstrap, {
      cloud: this.cloud.name,
      password: adminPassword.reference,
      region,
      publicUrl: this.publicUrl,
      internalUrl: this.authUrl,
      adminUrl: props.adminUrl ?? this.authUrl,
      runAs: facts.user,
      dependsOn: [this.service],
    });
    this.cloud._madeBy(bootstrap, bootstrap.id);
    this.fqn = bootstrap.fqn;
    this.cloud._claim('region', JSON.stringify(region), this);
    this.cloud._claim('service of the type "identity"', '"keystone"', this);
    this.adminProject = this.bootstrapped('project', 'admin', {
      id: bootstrap.adminProjectId,
      name: bootstrap.project,
    });
    this.adminUser = this.bootstrapped('user', 'admin', { id: bootstrap.adminUserId, name: bootstrap.username });
    this.adminRole = this.bootstrapped('role', 'admin', { id: bootstrap.adminRoleId, name: 'admin' });
    this.memberRole = this.bootstrapped('role', 'member', { id: bootstrap.memberRoleId, name: 'member' });
    this.readerRole = this.bootstrapped('role', 'reader', { id: bootstrap.readerRoleId, name: 'reader' });
  }

  /**
   * What a service of the cloud needs to check the tokens that it is given: the section `keystone_authtoken` of its configuration.
   * With `cache` it keeps for a while, encrypted, what it was told of them.
   *
   * Whoever uses them comes after the user and all roles that `user.grant` gives in the project. A role that the user has by a group
   * does not count: for that, use `dependsOn`.
   *
   * @param user as whom the service asks
   * @param project in which the user has its role
   */
  public authTokenSettings(user: User, project: IProject): Record<string, string> {
    return {
      www_authenticate_uri: this.publicUrl,
      auth_url: this.authUrl,
      auth_type: 'password',
      user_domain_id: user.domainId,
      project_id: user._projectId(project),
      username: user.name,
      password: user.password.reference,
      region_name: this.region,
      service_token_roles_required: 'true',
      ...(this.cacheEndpoint !== undefined && {
        memcached_servers: this.cacheEndpoint,
        memcache_security_strategy: 'ENCRYPT',
        memcache_secret_key: Secret.named('keystone/token-cache').reference,
      }),
    };
  }

  /** What comes with every Keystone: known by what is told when it is bootstrapped. */
  private bootstrapped(noun: string, name: string, told: Omit<Facts, 'domainId'>): Existing {
    this.cloud._claim(noun, JSON.stringify(name), this);
    return new Existing(this, noun === 'role' ? name : `${name} ${noun}`, () => ({ ...told, domainId: 'default' }));
  }

  /** Both kinds of keys. They do not need the database, so that they are made while it is migrated. */
  private keys({ user }: KeystoneFacts, props: KeystoneProps): l1.FernetKeys[] {
    const { tokenKeyRotation = 'weekly', activeTokenKeys, tokenKeyGeneration, credentialKeyGeneration } = props;
    const owned = { owner: user, group: user, dependsOn: [this.packages] };
    return [
      this._defineAs('TokenKeys', l1.FernetKeys, {
        kind: 'fernet',
        maxActiveKeys: activeTokenKeys,
        rotation: tokenKeyGeneration,
        rotationSchedule: tokenKeyRotation === 'never' ? undefined : tokenKeyRotation,
        ...owned,
      }),
      this._defineAs('CredentialKeys', l1.FernetKeys, {
        kind: 'credential',
        rotation: credentialKeyGeneration,
        ...owned,
      }),
    ];
  }

  private serve(facts: KeystoneFacts, props: KeystoneProps, ownUrl: string, before: ITerraformDependable[]): Service {
    const { host, bindAddress = host.address, port = 5000, processes = 2, threads = 4 } = props;
    const application = new ConfigFile(this, 'ApplicationServer', {
      host,
      path: facts.uwsgiConfigPath,
      settings: {
        uwsgi: {
          'http-socket': `${inUrl(bindAddress)}:${port}`,
          processes: `${processes}`,
          threads: `${threads}`,
        },
      },
      dependsOn: [this.packages],
    });
    return new Service(this, 'Service', {
      host,
      name: facts.unit,
      // The unit's own start script would listen on all addresses.
      overrides: { Service: { ExecStart: ['', `${facts.uwsgi} --ini ${facts.uwsgiConfigPath}`] } },
      readiness: Readiness.http(ownUrl),
      restartOn: [this.configFile, application, this.packages],
      dependsOn: before,
    });
  }
}

function settings(
  connection: string,
  cacheEndpoint: string | undefined,
  { cacheBackend }: KeystoneFacts,
  { extraSettings = {}, activeTokenKeys }: KeystoneProps,
): Record<string, Record<string, string>> {
  const own: Record<string, Record<string, string>> = {
    database: { connection },
    token: { provider: 'fernet' },
    // For who rotates them by hand.
    ...(activeTokenKeys !== undefined && { fernet_tokens: { max_active_keys: `${activeTokenKeys}` } }),
    ...(cacheEndpoint !== undefined && {
      cache: { enabled: 'true', backend: cacheBackend, memcache_servers: cacheEndpoint },
    }),
  };
  const sections = new Set([...Object.keys(extraSettings), ...Object.keys(own)]);
  return Object.fromEntries([...sections].map((section) => [section, { ...extraSettings[section], ...own[section] }]));
}
