import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Cloud } from '../core/cloud';
import { HostResource } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { validate } from '../core/validation';
import type { CatalogService } from '../identity/catalog-service';
import type { User } from '../identity/user';
import { serveApplication } from '../infrastructure/application';
import { ConfigFile } from '../infrastructure/config-file';
import { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import { migrated, type ServiceDatabase, serviceDatabases } from '../infrastructure/service-databases';
import * as l1 from '../l1';
import { type Api, inCatalog, ownUrl, readyApi } from '../services/api';
import { mergedSettings } from '../services/service-props';
import { CINDER_RULES, type CinderProps } from './cinder-props';
import { type CinderShared, cinderAbsent, cinderSettings } from './cinder-settings';
import { StorageClients } from './storage-clients';

const API: Api = {
  type: 'volumev3',
  name: 'cinder',
  description: 'Volumes',
  path: '/v3/%(project_id)s',
  port: 8776,
};

/**
 * Cinder on a host: its API and scheduler, with its database, its account, and its place in the catalog. It is ready when its API does its
 * work and the scheduler has reported. What volumes are kept on is handed out by a `CinderVolume` each.
 *
 * Given to a `NovaController` as `volumes`, its volumes can be attached to instances.
 */
export class Cinder extends HostResource {
  public readonly fqn: string;
  /** The cloud that it is in. */
  public readonly cloud: Cloud;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** Its configuration file. */
  public readonly configFile: ConfigFile;
  /** The service of its API. */
  public readonly apiService: Service;
  /** The service that chooses where a volume is kept. */
  public readonly schedulerService: Service;
  /** Its entry in the catalog. */
  public readonly catalogService: CatalogService;
  /** Its account in Keystone, also of its volume services. */
  public readonly user: User;
  /** @internal */
  public readonly _shared: CinderShared;
  /** @internal */
  public readonly _clients = new StorageClients();
  /** @internal */
  public readonly _ready: ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: CinderProps) {
    super(scope, id, props);
    validate(this, props, CINDER_RULES);
    const { host, keystone, queue, dependsOn, bindAddress = host.address, port = API.port, processes = 2 } = props;
    const facts = platformFacts(host.platform).cinder;
    this.cloud = keystone.cloud;
    this.packages = new Package(this, 'Package', { host, packages: [...facts.packages], dependsOn });
    const [{ database, connection, user: databaseUser }] = serviceDatabases(props.database, 'cinder', ['cinder']) as [
      ServiceDatabase,
    ];
    // It asks Nova for what administrators alone may.
    this.user = keystone.addServiceUser('cinder', keystone.adminRole);
    const transportUrl = queue.transportUrl(queue.addUser('cinder'));
    this._shared = { keystone, user: this.user, transportUrl, connection, databaseUser };
    this.configFile = new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      settings: mergedSettings(
        cinderSettings(this._shared, host, host.address, facts),
        { keystone_authtoken: keystone.authTokenSettings(this.user, keystone.serviceProject) },
        props.extraSettings,
      ),
      absent: cinderAbsent(props.extraSettings),
      group: facts.user,
      mode: '0640',
      dependsOn: [this.packages],
    });
    const migration = migrated(this, 'Migration', {
      name: 'cinder',
      database,
      facts: facts.migration,
      user: facts.user,
      packages: this.packages,
      dependsOn: [this.configFile],
    });
    this.apiService = serveApplication(new Construct(this, 'Api'), {
      host,
      facts: facts.api,
      packages: this.packages,
      bindAddress,
      port,
      processes,
      // With more, a request that waits for the queue may wait for ever, as in Nova's API.
      threads: 1,
      url: `${ownUrl(props, API)}/healthcheck`,
      reads: [this.configFile],
      dependsOn: [migration],
    });
    this.schedulerService = new Service(this, 'Scheduler', {
      host,
      name: facts.schedulerUnit,
      restartOn: [this.configFile, this.packages],
      dependsOn: [migration],
    });
    this.catalogService = inCatalog(this, props, API);
    const ready = readyApi(this, props, this.catalogService, 'block-storage', [this.apiService]);
    const alive = new l1.VolumeService(this, 'cinder-scheduler', {
      cloud: this.cloud.nameIn(this),
      binary: 'cinder-scheduler',
      host: host.hostname,
      dependsOn: [ready, this.schedulerService],
    });
    this.cloud._services.provide('volumes', this, alive);
    this._ready = [ready, alive];
    this.fqn = alive.fqn;
  }
}
