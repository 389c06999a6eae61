import type { Construct } from 'constructs';
import { inUrl, reachedAt } from '../core/addresses';
import { Cloud } from '../core/cloud';
import { HostResource } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import type { KeystoneFacts } from '../core/platform/facts';
import { Secret } from '../core/secret';
import { validate } from '../core/validation';
import { serveApplication } from '../infrastructure/application';
import { ConfigFile } from '../infrastructure/config-file';
import { Package } from '../infrastructure/package';
import type { Service } from '../infrastructure/service';
import { migrated, type ServiceDatabase, serviceDatabases } from '../infrastructure/service-databases';
import * as l1 from '../l1';
import { Existing, type Facts } from './existing';
import { KEYSTONE_RULES, type KeystoneProps } from './keystone-props';
import { type IProject, Project } from './project';
import { type IRole, Role } from './role';
import { type IUser, User } from './user';

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
  private ownProject?: Project;
  private ownRole?: Role;

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
    const [{ database, connection }] = serviceDatabases(
      props.database,
      'keystone',
      ['keystone'],
      props.databasePassword,
    ) as [ServiceDatabase];
    this.configFile = new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      settings: settings(connection, this.cacheEndpoint, facts, props),
      // Whoever knows an admin token may do everything.
      absent: { DEFAULT: ['admin_token'] },
      group: facts.user,
      mode: '0640',
      dependsOn: [this.packages],
    });
    const keys = this.keys(facts, props);
    const migration = migrated(this, 'Migration', {
      name: 'keystone',
      database,
      facts: facts.migration,
      user: facts.user,
      packages: this.packages,
      dependsOn: [this.configFile],
    });
    this.service = serveApplication(this, {
      host,
      facts,
      packages: this.packages,
      bindAddress,
      port,
      processes: props.processes ?? 2,
      threads: props.threads ?? 4,
      url: ownUrl,
      reads: [this.configFile],
      dependsOn: [migration, ...keys],
    });

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
      ...this.clientSettings(user, project),
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

  /** The project of the cloud's own services, `service`: made when first asked for. */
  public get serviceProject(): Project {
    this.ownProject ??= new Project(this, 'service project', {
      cloud: this.cloud,
      name: 'service',
      description: "The cloud's own services",
    });
    return this.ownProject;
  }

  /**
   * The role `service`, by which one service knows another: made when first asked for. Who has it may check tokens, and do for a
   * user what the user itself may not, such as taking a volume away from a running server.
   */
  public get serviceRole(): Role {
    this.ownRole ??= new Role(this, 'service', { cloud: this.cloud });
    return this.ownRole;
  }

  /**
   * Adds the account of one of the cloud's own services: a user with the role `service` in the project of that name.
   *
   * @param name of the user, such as `glance`
   * @param roles that it needs there besides, such as `adminRole`
   */
  public addServiceUser(name: string, ...roles: IRole[]): User {
    const user = new User(this, `User ${name}`, { cloud: this.cloud, name });
    for (const role of [this.serviceRole, ...roles]) user.grant(role, this.serviceProject);
    return user;
  }

  /**
   * What a service of the cloud needs to ask others as its own user: a section of its configuration such as `placement` or
   * `neutron`. Whoever uses them comes after the user and its roles, as with `authTokenSettings`.
   *
   * @param user as whom the service asks
   * @param project in which the user has its role
   */
  public clientSettings(user: User, project: IProject): Record<string, string> {
    return {
      auth_url: this.authUrl,
      auth_type: 'password',
      user_domain_id: user.domainId,
      project_id: user._projectId(project),
      username: user.name,
      password: user.password.reference,
      region_name: this.region,
    };
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
