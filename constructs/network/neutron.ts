import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { NovaController } from '../compute/nova-controller';
import { METADATA_SECRET } from '../compute/nova-settings';
import type { Cloud } from '../core/cloud';
import type { Host } from '../core/host';
import { HostResource } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import type { AgentFacts, NeutronFacts } from '../core/platform/facts';
import { Readiness } from '../core/readiness';
import { integer, matching, type Rule, validate } from '../core/validation';
import type { CatalogService } from '../identity/catalog-service';
import type { User } from '../identity/user';
import { serveApplication } from '../infrastructure/application';
import { ConfigFile } from '../infrastructure/config-file';
import { Package } from '../infrastructure/package';
import type { RabbitMq } from '../infrastructure/rabbit-mq';
import { Service } from '../infrastructure/service';
import { migrated, type ServiceDatabase, serviceDatabases } from '../infrastructure/service-databases';
import { type Api, inCatalog, ownUrl, readyApi } from '../services/api';
import {
  API_SERVICE_RULES,
  type ApiServiceProps,
  DECIDED,
  mergedSettings,
  notDecided,
  type Settings,
} from '../services/service-props';
import { agentTraces } from './agent-traces';
import { aliveAgent, NeutronAgent } from './neutron-agent';
import { neutronSettings, pluginSettings } from './neutron-settings';
import type { ProviderNetwork } from './provider-network';

export interface NeutronProps extends ApiServiceProps {
  /** By which it talks to its agents. A user of its own is made there. */
  readonly queue: RabbitMq;

  /** The Nova whose guests it connects: it is told when their ports are ready, and asked for their metadata. */
  readonly compute: NovaController;

  /** By which of the host's interfaces the provider network is reached; on hosts with guests, too, unless they say otherwise. */
  readonly providerNetwork: ProviderNetwork;

  /**
   * What networks call the provider network: the `physicalNetwork` of a flat `Network`.
   *
   * @default 'provider'
   */
  readonly physicalNetwork?: string;

  /**
   * Whether there are routers and floating IPs, and projects have networks of their own behind them: with an agent for routers on this host, and
   * networks in VXLAN tunnels between the hosts' addresses, by UDP port 8472. The routers lead by a network on `physicalNetwork` that is
   * `external`. Without it, which is one daemon less, guests share the provider network alone.
   *
   * @default false
   */
  readonly layer3?: boolean;

  /**
   * Further parts of the server, such as `qos`, as it calls them; `router` comes with `layer3`.
   *
   * @default - none
   */
  readonly servicePlugins?: string[];

  /**
   * Processes that work for agents, from 1.
   *
   * @default 1
   */
  readonly rpcWorkers?: number;

  /**
   * Further settings of the plugin ML2, by section and key, which also win over its own.
   *
   * @default - none
   */
  readonly extraPluginSettings?: Record<string, Record<string, string>>;

  /**
   * Further settings of the Linux bridge agents of all hosts, by section and key, which also win over their own.
   *
   * @default - none
   */
  readonly extraBridgeSettings?: Record<string, Record<string, string>>;

  /**
   * Further settings of the agent for DHCP, by section and key, which also win over its own.
   *
   * @default - none
   */
  readonly extraDhcpSettings?: Record<string, Record<string, string>>;

  /**
   * Further settings of the agent for metadata, by section and key, which also win over its own.
   *
   * @default - none
   */
  readonly extraMetadataSettings?: Record<string, Record<string, string>>;

  /**
   * Further settings of the agent for routers, by section and key, which also win over its own. It is there with `layer3`.
   *
   * @default - none
   */
  readonly extraLayer3Settings?: Record<string, Record<string, string>>;
}

/** An agent with many networks takes minutes for them when it starts. */
const CATCH_UP_S = 600;

const API: Api = { type: 'network', name: 'neutron', description: 'Networks', port: 9696 };

const RULES: readonly Rule<NeutronProps>[] = [
  ...API_SERVICE_RULES,
  integer('rpcWorkers', 1, 1024),
  matching('physicalNetwork', /^[A-Za-z0-9_-]{1,64}$/, 'up to 64 letters, digits, "_" and "-"'),
  notDecided({ ...DECIDED, 'DEFAULT.host': 'it is the hostname of the host' }),
  ({ layer3, extraLayer3Settings }) =>
    extraLayer3Settings !== undefined && layer3 !== true
      ? 'extraLayer3Settings is given without layer3: set layer3, or leave it out.'
      : undefined,
];

/**
 * Neutron on a host, for a flat network that guests share with an interface of the hosts: its API and its server for agents, the agents for DHCP
 * and metadata, and the one that connects them. It is ready when its API does its work and its agents are alive.
 */
export class Neutron extends HostResource {
  public readonly fqn: string;
  /** The cloud that it is in. */
  public readonly cloud: Cloud;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** Its configuration file. */
  public readonly configFile: ConfigFile;
  /** The service of its API. */
  public readonly apiService: Service;
  /** The service that talks to agents. */
  public readonly rpcService: Service;
  /** The service that gives guests their addresses. */
  public readonly dhcpService: Service;
  /** The service by which guests ask for their metadata. */
  public readonly metadataService: Service;
  /** The service that keeps routers, with `layer3`. */
  public readonly layer3Service?: Service;
  /** Its entry in the catalog. */
  public readonly catalogService: CatalogService;
  /** Its account in Keystone. */
  public readonly user: User;
  /** What networks call the provider network. */
  public readonly physicalNetwork: string;
  /** By which of the host's interfaces the provider network is reached. */
  public readonly providerNetwork: ProviderNetwork;
  /** The agent on its own host, which connects the servers for DHCP. */
  public readonly agent: NeutronAgent;
  /** @internal */
  public readonly _isLayer3: boolean;
  /** @internal */
  public readonly _bridgeSettings?: Settings;
  /** @internal */
  public readonly _transportUrl: string;
  /** @internal */
  public readonly _ready: ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: NeutronProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, keystone, queue, compute, dependsOn, bindAddress = host.address, port = API.port } = props;
    const facts = platformFacts(host.platform).neutron;
    this.cloud = keystone.cloud;
    this.providerNetwork = props.providerNetwork;
    this.physicalNetwork = props.physicalNetwork ?? 'provider';
    this._isLayer3 = props.layer3 ?? false;
    this._bridgeSettings = props.extraBridgeSettings;
    this._transportUrl = queue.transportUrl(queue.addUser('neutron'));
    this.packages = new Package(this, 'Package', {
      host,
      packages: [facts.server, facts.dhcp, facts.metadata, ...(this._isLayer3 ? [facts.layer3] : [])].flatMap(
        ({ packages }) => packages,
      ),
      dependsOn,
    });
    const [{ database, connection }] = serviceDatabases(props.database, 'neutron', ['neutron']) as [ServiceDatabase];
    this.user = keystone.addServiceUser('neutron', keystone.adminRole);
    this.configFile = this.configure('ConfigFile', facts.configPath, facts.user, [
      neutronSettings(this._transportUrl, host, facts),
      {
        DEFAULT: {
          auth_strategy: 'keystone',
          service_plugins: [...new Set([...(this._isLayer3 ? ['router'] : []), ...(props.servicePlugins ?? [])])].join(
            ',',
          ),
          notify_nova_on_port_status_changes: 'true',
          notify_nova_on_port_data_changes: 'true',
          // The application server has processes of its own; who checks for upgrades wants to see that it was thought of.
          api_workers: `${props.processes ?? 2}`,
          rpc_workers: `${props.rpcWorkers ?? 1}`,
          rpc_state_report_workers: '1',
        },
        database: { connection },
        keystone_authtoken: keystone.authTokenSettings(this.user, keystone.serviceProject),
        nova: keystone.clientSettings(this.user, keystone.serviceProject),
      },
      props.extraSettings,
    ]);
    const plugin = this.configure('PluginConfigFile', facts.pluginConfigPath, undefined, [
      pluginSettings(this.physicalNetwork, this._isLayer3),
      props.extraPluginSettings,
    ]);
    const migration = migrated(this, 'Migration', {
      name: 'neutron',
      database,
      facts: facts.server.migration,
      user: facts.user,
      packages: this.packages,
      dependsOn: [this.configFile, plugin],
    });
    this.apiService = serveApplication(new Construct(this, 'Api'), {
      host,
      facts: facts.server.api,
      packages: this.packages,
      bindAddress,
      port,
      processes: props.processes ?? 2,
      // With more, a request that waits for the queue may wait for ever, as in Nova's API.
      threads: 1,
      url: `${ownUrl(props, API)}/`,
      reads: [this.configFile, plugin],
      dependsOn: [migration],
    });
    this.rpcService = new Service(this, 'Rpc', {
      host,
      name: facts.server.rpcUnit,
      restartOn: [this.configFile, plugin, this.packages],
      dependsOn: [migration],
    });
    this.catalogService = inCatalog(this, props, API);
    const ready = readyApi(this, props, this.catalogService, 'network', [this.apiService]);
    this._ready = [ready, this.rpcService];
    this.agent = new NeutronAgent(this, 'Agent', { host, neutron: this });
    const dhcpSettings = {
      dhcp_driver: 'neutron.agent.linux.dhcp.Dnsmasq',
      interface_driver: 'linuxbridge',
      // Guests without a router are led to their metadata by this one.
      enable_isolated_metadata: 'true',
      force_metadata: 'true',
    };
    this.dhcpService = this.serve('Dhcp', facts, facts.dhcp, dhcpSettings, props.extraDhcpSettings);
    const metadata = {
      nova_metadata_host: compute.metadataAddress,
      metadata_proxy_shared_secret: METADATA_SECRET.reference,
      metadata_workers: '1',
    };
    this.metadataService = this.serve('Metadata', facts, facts.metadata, metadata, props.extraMetadataSettings);
    if (this._isLayer3) {
      // It lets the kernel forward packets in the network namespace of each router alone: the host itself stays none.
      const layer3 = { interface_driver: 'linuxbridge' };
      this.layer3Service = this.serve('Layer3', facts, facts.layer3, layer3, props.extraLayer3Settings);
      aliveAgent(this, this, 'L3 agent', this.layer3Service);
    }
    const dhcp = aliveAgent(this, this, 'DHCP agent', this.dhcpService);
    this.cloud._services.provide('addresses', this, dhcp);
    this.fqn = aliveAgent(this, this, 'Metadata agent', this.metadataService, compute.metadataService).fqn;
  }

  /**
   * The agent on a host with guests. On its own host there is one already.
   * @internal
   */
  public _agentOn(scope: Construct, host: Host, providerNetwork?: ProviderNetwork): NeutronAgent {
    if (host === this.host) return this.agent;
    return new NeutronAgent(scope, 'NeutronAgent', { host, neutron: this, providerNetwork });
  }

  private serve(
    id: string,
    { user }: NeutronFacts,
    agent: AgentFacts,
    settings: Record<string, string>,
    extraSettings: Settings | undefined,
  ): Service {
    const config = this.configure(`${id}ConfigFile`, agent.configPath, user, [{ DEFAULT: settings }, extraSettings]);
    const traces = agentTraces(this, `${id}Traces`, this.host, agent, [this.packages, config, this.agent]);
    return new Service(this, id, {
      host: this.host,
      name: agent.unit,
      ...(agent.caughtUp !== undefined && {
        readiness: Readiness.command(agent.caughtUp, { timeoutSeconds: CATCH_UP_S }),
      }),
      restartOn: [this.configFile, config, this.packages],
      dependsOn: [...this._ready, this.agent, ...traces],
    });
  }

  private configure(
    id: string,
    path: string,
    group: string | undefined,
    settings: readonly (Settings | undefined)[],
  ): ConfigFile {
    return new ConfigFile(this, id, {
      host: this.host,
      path,
      settings: mergedSettings(...settings),
      ...(group !== undefined && { group, mode: '0640' }),
      dependsOn: [this.packages],
    });
  }
}
