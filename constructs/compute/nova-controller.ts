import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { inUrl, reachedAt } from '../core/addresses';
import type { Cloud } from '../core/cloud';
import { HostResource } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import type { NovaFacts } from '../core/platform/facts';
import { validate } from '../core/validation';
import type { CatalogService } from '../identity/catalog-service';
import type { User } from '../identity/user';
import { serveApplication } from '../infrastructure/application';
import { ConfigFile } from '../infrastructure/config-file';
import type { MariaDbDatabase } from '../infrastructure/maria-db-database';
import { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import { migrated, type ServiceDatabase, serviceDatabases } from '../infrastructure/service-databases';
import * as l1 from '../l1';
import { type Api, inCatalog, ownUrl, readyApi } from '../services/api';
import { mergedSettings } from '../services/service-props';
import { consoleService, consoleSettings, consoleUrl } from './console-proxy';
import { NOVA_CONTROLLER_RULES, type NovaControllerProps } from './nova-controller-props';
import { METADATA_SECRET, type NovaShared, novaSettings } from './nova-settings';

const API: Api = { type: 'compute', name: 'nova', description: 'Servers', port: 8774, path: '/v2.1' };

/**
 * Nova's controller on a host: its APIs, conductor, scheduler and the proxy for guests' screens, with its databases and cells, its account, and
 * its place in the catalog. It is ready when its API does its work and conductor and scheduler have reported. Hosts that run guests are
 * each a `NovaCompute`.
 */
export class NovaController extends HostResource {
  public readonly fqn: string;
  /** The cloud that it is in. */
  public readonly cloud: Cloud;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** Its configuration file. */
  public readonly configFile: ConfigFile;
  /** The service of its API. */
  public readonly apiService: Service;
  /** The service from which guests get their metadata. */
  public readonly metadataService: Service;
  /** The service that works for the hypervisors. */
  public readonly conductorService: Service;
  /** The service that chooses where a server runs. */
  public readonly schedulerService: Service;
  /** The service by which browsers reach the screens of guests. */
  public readonly consoleService: Service;
  /** Its entry in the catalog. */
  public readonly catalogService: CatalogService;
  /** Its account in Keystone, also of its hypervisors. */
  public readonly user: User;
  /** Address at which Neutron's agent asks for the metadata of guests. */
  public readonly metadataAddress: string;
  /** @internal */
  public readonly _shared: NovaShared;
  /** @internal */
  public readonly _ready: ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: NovaControllerProps) {
    super(scope, id, props);
    validate(this, props, NOVA_CONTROLLER_RULES);
    const { host, keystone, queue, placement, dependsOn, bindAddress = host.address } = props;
    const facts = platformFacts(host.platform).nova;
    this.cloud = keystone.cloud;
    this.metadataAddress = reachedAt(bindAddress, host);
    this.packages = new Package(this, 'Package', { host, packages: [...facts.controller.packages], dependsOn });
    const [apiDatabase, database, cell0] = serviceDatabases(props.database, 'nova', [
      'nova_api',
      'nova',
      'nova_cell0',
    ]) as [ServiceDatabase, ServiceDatabase, ServiceDatabase];
    this.user = keystone.addServiceUser('nova', keystone.adminRole);
    this._shared = {
      keystone,
      user: this.user,
      transportUrl: queue.transportUrl(queue.addUser('nova')),
      consoleUrl: consoleUrl(props),
      volumes: props.volumes,
    };
    this.configFile = new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      settings: mergedSettings(
        novaSettings(this._shared, host, facts),
        {
          api_database: { connection: apiDatabase.connection },
          database: { connection: database.connection },
          neutron: { service_metadata_proxy: 'true', metadata_proxy_shared_secret: METADATA_SECRET.reference },
          // How long a new host may wait until servers are placed on it.
          scheduler: { workers: `${props.schedulerWorkers ?? 1}`, discover_hosts_in_cells_interval: '10' },
          conductor: { workers: `${props.conductorWorkers ?? 1}` },
        },
        consoleSettings(props),
        props.extraSettings,
      ),
      group: facts.user,
      mode: '0640',
      dependsOn: [this.packages],
    });

    const common = { name: 'nova', user: facts.user, packages: this.packages };
    const apiMigration = migrated(this, 'ApiMigration', {
      ...common,
      name: 'nova API',
      database: apiDatabase.database,
      facts: facts.controller.apiMigration,
      dependsOn: [this.configFile],
    });
    const cells = this.cells(apiDatabase.database, [apiMigration, cell0.database]);
    // The same command brings the database of the cell of those that were never placed to the newest revision.
    const migration = migrated(this, 'Migration', {
      ...common,
      database: database.database,
      facts: facts.controller.migration,
      dependsOn: cells,
    });
    const before = [migration];

    this.apiService = this.application('Api', facts, props, API.port, before);
    this.metadataService = this.application('Metadata', facts, props, 8775, before);
    // Both look for Placement when they start, and end where it is in the catalog and does not answer.
    this.conductorService = this.daemon('Conductor', facts.controller.conductorUnit, [...before, placement]);
    this.schedulerService = this.daemon('Scheduler', facts.controller.schedulerUnit, [...before, placement]);
    this.consoleService = consoleService(this, props, this.packages, this.configFile);

    this.catalogService = inCatalog(this, props, API);
    const ready = readyApi(this, props, this.catalogService, 'compute', [this.apiService]);
    const alive = ['nova-conductor', 'nova-scheduler'].map(
      (binary) =>
        new l1.ComputeService(this, binary, {
          cloud: this.cloud.nameIn(this),
          binary,
          host: host.hostname,
          dependsOn: [ready, this.conductorService, this.schedulerService],
        }),
    );
    for (const one of alive) this.cloud._services.provide('compute', this, one);
    this._ready = [ready, ...alive];
    this.fqn = ready.fqn;
  }

  /** Templates: what Nova's configuration says is filled in by Nova, so that no password is kept in its database. */
  private cells(apiDatabase: MariaDbDatabase, dependsOn: ITerraformDependable[]): l1.ComputeCell[] {
    const server = '{scheme}://{username}:{password}@{hostname}';
    const port = apiDatabase.server.port === 3306 ? '' : ':{port}';
    const common = { apiDatabase: apiDatabase.name, dependsOn };
    const databaseOf = (name: string) => ({ databaseConnection: `${server}${port}/${name}` });
    return [
      this._defineAs('Cell0', l1.ComputeCell, { ...common, name: 'cell0', ...databaseOf('nova_cell0') }),
      this._defineAs('Cell1', l1.ComputeCell, { ...common, name: 'cell1', ...databaseOf('{path}') }),
    ];
  }

  private application(
    id: 'Api' | 'Metadata',
    { controller }: NovaFacts,
    props: NovaControllerProps,
    port: number,
    dependsOn: readonly ITerraformDependable[],
  ): Service {
    const { host, bindAddress = host.address, processes = 2 } = props;
    const isApi = id === 'Api';
    return serveApplication(new Construct(this, id), {
      host,
      facts: isApi ? controller.api : controller.metadata,
      packages: this.packages,
      bindAddress,
      port: isApi ? (props.port ?? port) : port,
      processes,
      // With more, whoever waits for an answer by the queue waits a whole minute.
      threads: isApi ? 1 : 2,
      url: isApi ? `${ownUrl(props, API)}/` : `http://${inUrl(this.metadataAddress)}:${port}/`,
      reads: [this.configFile],
      dependsOn,
    });
  }

  private daemon(id: string, name: string, dependsOn: ITerraformDependable[]): Service {
    return new Service(this, id, {
      host: this.host,
      name,
      restartOn: [this.configFile, this.packages],
      dependsOn,
    });
  }
}
