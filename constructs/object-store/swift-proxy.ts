import type { Construct } from 'constructs';
import { HostResource } from '../core/host-resource';
import { identityName } from '../core/identity-names';
import { platformFacts } from '../core/platform';
import { Readiness } from '../core/readiness';
import { type Rule, validate } from '../core/validation';
import type { CatalogService } from '../identity/catalog-service';
import type { User } from '../identity/user';
import { START_S } from '../infrastructure/application';
import { ConfigFile } from '../infrastructure/config-file';
import { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import { type Api, inCatalog, ownUrl, readyApi } from '../services/api';
import {
  mergedSettings,
  notDecided,
  PUBLISHED_SERVICE_RULES,
  type PublishedServiceProps,
  type Settings,
} from '../services/service-props';
import type { SwiftCluster } from './swift-cluster';

export interface SwiftProxyProps extends PublishedServiceProps {
  /** The Swift that it leads to. */
  readonly cluster: SwiftCluster;

  /**
   * Names of the roles that let a user make and remove containers in its project, and see to who else may use them.
   *
   * @default ['admin', 'member', 'SwiftOperator']
   */
  readonly operatorRoles?: string[];

  /**
   * Name of the role with which a user, in whatever project it works for, may do everything in the accounts of all projects, and set their quotas.
   *
   * @default 'ResellerAdmin'
   */
  readonly resellerAdminRole?: string;

  /**
   * What a request goes through before it is answered, in order.
   *
   * @default - as packaged, but that Keystone lets users in
   */
  readonly pipeline?: string[];
}

const API: Api = {
  type: 'object-store',
  name: 'swift',
  description: 'Objects in containers',
  path: '/v1/AUTH_%(project_id)s',
  port: 8080,
};

const PIPELINE = [
  'catch_errors',
  'gatekeeper',
  'healthcheck',
  'proxy-logging',
  'cache',
  'listing_formats',
  'container_sync',
  'bulk',
  'tempurl',
  'ratelimit',
  'authtoken',
  'keystoneauth',
  'copy',
  'container-quotas',
  'account-quotas',
  'slo',
  'dlo',
  'versioned_writes',
  'symlink',
  'proxy-logging',
  'proxy-server',
];

const BY_KEYSTONE = 'the prop keystone decides it';

const RULES: readonly Rule<SwiftProxyProps>[] = [
  ...PUBLISHED_SERVICE_RULES,
  identityName('resellerAdminRole'),
  notDecided({
    'filter:authtoken.username': BY_KEYSTONE,
    'filter:authtoken.password': BY_KEYSTONE,
    'filter:authtoken.auth_url': BY_KEYSTONE,
    'pipeline:main.pipeline': 'the prop pipeline decides it',
  }),
  ({ operatorRoles }) =>
    operatorRoles?.length === 0 ? 'operatorRoles is empty: name a role, or nobody could make a container.' : undefined,
];

/**
 * A proxy of Swift on a host: what users talk to. It has its account in Keystone and its place in the catalog, and is ready when it has answered
 * with the help of the storage servers.
 */
export class SwiftProxy extends HostResource {
  public readonly fqn: string;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** Its configuration file. */
  public readonly configFile: ConfigFile;
  /** Its systemd service. */
  public readonly service: Service;
  /** Its entry in the catalog. */
  public readonly catalogService: CatalogService;
  /** Its account in Keystone. */
  public readonly user: User;

  public constructor(scope: Construct, id: string, props: SwiftProxyProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, cluster, keystone, dependsOn, bindAddress = host.address, port = API.port, processes = 2 } = props;
    const { operatorRoles = ['admin', 'member', 'SwiftOperator'], pipeline = PIPELINE } = props;
    const { resellerAdminRole = 'ResellerAdmin' } = props;
    const { proxy: facts, user, expirer } = platformFacts(host.platform).swift;
    cluster._claimProxy(this.node.path);
    cluster._addHost(host);
    this.packages = new Package(this, 'Package', {
      host,
      packages: [...facts.packages, ...expirer.packages],
      dependsOn,
    });
    this.user = keystone.addServiceUser('swift');
    this.configFile = new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      settings: mergedSettings(
        {
          DEFAULT: { bind_ip: bindAddress, bind_port: `${port}`, workers: `${processes}`, user },
          'pipeline:main': { pipeline: pipeline.join(' ') },
          'app:proxy-server': { account_autocreate: 'true' },
          'filter:cache': cluster._cacheSettings,
          'filter:authtoken': {
            'paste.filter_factory': 'keystonemiddleware.auth_token:filter_factory',
            ...keystone.authTokenSettings(this.user, keystone.serviceProject),
            // Containers may be open to everybody, and a signed URL needs no token.
            delay_auth_decision: 'true',
          },
          'filter:keystoneauth': {
            use: 'egg:swift#keystoneauth',
            operator_roles: operatorRoles.join(', '),
            reseller_admin_role: resellerAdminRole,
          },
          // Whether it keeps former versions is for each container to say.
          'filter:versioned_writes': { allow_object_versioning: 'true' },
        } satisfies Settings,
        props.extraSettings,
      ),
      group: user,
      mode: '0640',
      dependsOn: [this.packages],
    });
    const url = ownUrl(props, API);
    this.service = new Service(this, 'Service', {
      host,
      name: facts.unit,
      readiness: Readiness.http(`${url}/healthcheck`, { timeoutSeconds: START_S }),
      restartOn: [this.configFile, this.packages],
      dependsOn: cluster._ready,
    });
    this.expire(cluster);
    const adminUrl = props.adminUrl ?? `${url}/v1`;
    this.catalogService = inCatalog(this, { ...props, adminUrl }, API);
    const ready = readyApi(this, props, this.catalogService, 'objects', [this.service]);
    cluster._needsStorage(ready);
    this.fqn = ready.fqn;
  }

  /** The daemon that removes objects whose time has come. */
  private expire(cluster: SwiftCluster): void {
    const { host } = this;
    const { expirer } = platformFacts(host.platform).swift;
    const { _cacheSettings: settings } = cluster;
    const configFiles =
      Object.keys(settings).length === 0
        ? []
        : [
            new ConfigFile(this, 'ExpirerConfigFile', {
              host,
              path: expirer.configPath,
              settings: { 'filter:cache': settings },
              dependsOn: [this.packages],
            }),
          ];
    new Service(this, 'Expirer', {
      host,
      name: expirer.unit,
      restartOn: [...configFiles, this.packages],
      dependsOn: cluster._ready,
    });
  }
}
