import type { Construct } from 'constructs';
import { HostResource } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { type Rule, validate } from '../core/validation';
import type { CatalogService } from '../identity/catalog-service';
import type { User } from '../identity/user';
import { serveApplication } from '../infrastructure/application';
import { ConfigFile } from '../infrastructure/config-file';
import { Package } from '../infrastructure/package';
import type { Service } from '../infrastructure/service';
import { migrated, type ServiceDatabase, serviceDatabases } from '../infrastructure/service-databases';
import { type Api, inCatalog, ownUrl, readyApi } from '../services/api';
import {
  API_SERVICE_RULES,
  type ApiServiceProps,
  DECIDED,
  mergedSettings,
  notDecided,
} from '../services/service-props';

export interface PlacementProps extends ApiServiceProps {}

const API: Api = { type: 'placement', name: 'placement', description: 'What hosts have to offer', port: 8778 };

const RULES: readonly Rule<PlacementProps>[] = [
  ...API_SERVICE_RULES,
  notDecided({ ...DECIDED, 'placement_database.connection': DECIDED['database.connection'] as string }),
];

/** Placement on a host: it keeps account of what hypervisors have and what of it is taken, and without it Nova places nothing. */
export class Placement extends HostResource {
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

  public constructor(scope: Construct, id: string, props: PlacementProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, keystone, dependsOn, bindAddress = host.address, port = API.port, processes = 2 } = props;
    const facts = platformFacts(host.platform).placement;
    this.packages = new Package(this, 'Package', { host, packages: [...facts.packages], dependsOn });
    const [{ database, connection }] = serviceDatabases(props.database, 'placement', ['placement']) as [
      ServiceDatabase,
    ];
    this.user = keystone.addServiceUser('placement');
    this.configFile = new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      settings: mergedSettings(
        {
          placement_database: { connection },
          api: { auth_strategy: 'keystone' },
          keystone_authtoken: keystone.authTokenSettings(this.user, keystone.serviceProject),
        },
        props.extraSettings,
      ),
      group: facts.user,
      mode: '0640',
      dependsOn: [this.packages],
    });
    const migration = migrated(this, 'Migration', {
      name: 'placement',
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
      processes,
      threads: 4,
      url: `${ownUrl(props, API)}/`,
      reads: [this.configFile],
      dependsOn: [migration],
    });
    this.catalogService = inCatalog(this, props, API);
    this.fqn = readyApi(this, props, this.catalogService, undefined, [this.service]).fqn;
  }
}
