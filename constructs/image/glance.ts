import { dirname } from 'node:path';
import type { Construct } from 'constructs';
import { HostResource } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { Readiness } from '../core/readiness';
import { type Rule, validate } from '../core/validation';
import type { CatalogService } from '../identity/catalog-service';
import type { User } from '../identity/user';
import { START_S } from '../infrastructure/application';
import { Command } from '../infrastructure/command';
import { ConfigFile } from '../infrastructure/config-file';
import { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import { migrated, type ServiceDatabase, serviceDatabases } from '../infrastructure/service-databases';
import { type Api, inCatalog, ownUrl, readyApi } from '../services/api';
import {
  API_SERVICE_RULES,
  type ApiServiceProps,
  DECIDED,
  mergedSettings,
  notDecided,
} from '../services/service-props';
import { GlanceStore } from './glance-store';

export interface GlanceProps extends ApiServiceProps {
  /**
   * What images are kept in.
   *
   * @default GlanceStore.directory()
   */
  readonly store?: GlanceStore;
}

const API: Api = { type: 'image', name: 'glance', description: 'Images of disks', port: 9292 };

const BY_STORE = 'the prop store decides it';
const RULES: readonly Rule<GlanceProps>[] = [
  ...API_SERVICE_RULES,
  notDecided({ ...DECIDED, 'glance_store.stores': BY_STORE, 'glance_store.default_store': BY_STORE }),
];

/**
 * Glance on a host: its packages, database, account, configuration and service, and its place in the catalog. It is ready when it answers
 * with its database and to tokens, and what it keeps images in is ready.
 */
export class Glance extends HostResource {
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

  public constructor(scope: Construct, id: string, props: GlanceProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, keystone, dependsOn, bindAddress = host.address, port = API.port, processes = 2 } = props;
    const facts = platformFacts(host.platform).glance;
    const directory = dirname(facts.generatedPath);
    // The packages write it, and leave it when they go.
    const generated = new Command(this, 'Generated', {
      host,
      delete: `rm -f -- ${facts.generatedPath}; ! [ -d ${directory} ] || rmdir --ignore-fail-on-non-empty -- ${directory}`,
      dependsOn,
    });
    this.packages = new Package(this, 'Package', { host, packages: [...facts.packages], dependsOn: [generated] });
    const [{ database, connection }] = serviceDatabases(props.database, 'glance', ['glance']) as [ServiceDatabase];
    this.user = keystone.addServiceUser('glance');
    const { store = GlanceStore.directory() } = props;
    const place = { scope: this, host, facts, keystone, user: this.user, packages: this.packages };
    const { settings, reads } = store._define(place);
    this.configFile = new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      settings: mergedSettings(
        {
          DEFAULT: { bind_host: bindAddress, bind_port: `${port}`, workers: `${processes}` },
          database: { connection },
          keystone_authtoken: keystone.authTokenSettings(this.user, keystone.serviceProject),
          // The package leaves it empty, and then everybody is let in.
          paste_deploy: { flavor: 'keystone' },
        },
        settings,
        props.extraSettings,
      ),
      group: facts.user,
      mode: '0640',
      dependsOn: [this.packages],
    });
    const migration = migrated(this, 'Migration', {
      name: 'glance',
      database,
      facts: facts.migration,
      user: facts.user,
      packages: this.packages,
      dependsOn: [this.configFile],
    });
    this.service = new Service(this, 'Service', {
      host,
      name: facts.unit,
      readiness: Readiness.http(`${ownUrl(props, API)}/healthcheck`, { timeoutSeconds: START_S }),
      restartOn: [this.configFile, ...reads, this.packages],
      dependsOn: [migration],
    });
    this.catalogService = inCatalog(this, props, API);
    const ready = readyApi(this, props, this.catalogService, 'image', [this.service]);
    if (store._needsObjects) keystone.cloud._services.need('objects', ready);
    this.fqn = ready.fqn;
  }
}
