import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { ConfigFile } from '../infrastructure/config-file';
import { File } from '../infrastructure/file';
import { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import * as l1 from '../l1';
import { mergedSettings } from '../services/service-props';
import { agentTraces } from './agent-traces';
import type { Neutron } from './neutron';
import { linuxBridgeSettings, neutronSettings } from './neutron-settings';
import type { ProviderNetwork } from './provider-network';

export interface NeutronAgentProps extends HostResourceProps {
  /** The Neutron that it belongs to. */
  readonly neutron: Neutron;

  /**
   * By which of the host's interfaces guests reach the provider network.
   *
   * @default - as on Neutron's own host
   */
  readonly providerNetwork?: ProviderNetwork;
}

/**
 * Neutron's agent on a host with guests, or with the servers for DHCP: it connects them with an interface of the host and keeps the rules of
 * security groups. It is ready when Neutron knows it as alive.
 */
export class NeutronAgent extends HostResource {
  public readonly fqn: string;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** The agent's own configuration file. */
  public readonly configFile: ConfigFile;
  /** Its systemd service. */
  public readonly service: Service;
  /** @internal */
  public readonly _traces: ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: NeutronAgentProps) {
    super(scope, id, props);
    const { host, neutron, providerNetwork = neutron.providerNetwork, dependsOn } = props;
    const facts = platformFacts(host.platform).neutron;
    const { physicalNetwork } = neutron;
    const { mended, beforeStart } = facts.linuxBridge;
    this.packages = new Package(this, 'Package', { host, packages: [...facts.linuxBridge.packages], dependsOn });
    const isServer = neutron.host === host;
    const common = isServer
      ? neutron.configFile
      : new ConfigFile(this, 'CommonConfigFile', {
          host,
          path: facts.configPath,
          settings: { ...neutronSettings(neutron._transportUrl, host, facts) },
          group: facts.user,
          mode: '0640',
          dependsOn: [this.packages],
        });
    const nic = providerNetwork._on(this, host);
    this.configFile = new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.linuxBridge.configPath,
      settings: mergedSettings(
        linuxBridgeSettings(physicalNetwork, nic.name, host, neutron._isLayer3),
        neutron._bridgeSettings,
      ),
      dependsOn: [this.packages],
    });
    const programs = mended ? [new File(this, 'Mended', { host, ...mended, mode: '0755' })] : [];
    if (beforeStart) programs.push(new File(this, 'BeforeStart', { host, ...beforeStart, mode: '0755' }));
    this._traces = agentTraces(this, 'Traces', host, facts.linuxBridge, [this.packages, common, this.configFile]);
    this.service = new Service(this, 'Service', {
      host,
      name: facts.linuxBridge.unit,
      restartOn: [common, this.configFile, this.packages, ...(nic.trigger ? [nic.trigger] : [])],
      overrides: beforeStart ? { Service: { ExecStartPre: [`+${beforeStart.path}`] } } : undefined,
      dependsOn: [...neutron._ready, ...this._traces, ...programs],
    });
    this.fqn = aliveAgent(this, neutron, 'Linux bridge agent', this.service).fqn;
  }
}

/** Defines that an agent has reported, without which no server that needs it can run. */
export function aliveAgent(
  scope: HostResource,
  { cloud }: Neutron,
  type: string,
  service: Service,
  ...after: readonly ITerraformDependable[]
): l1.NetworkAgent {
  const agent = new l1.NetworkAgent(scope, type, {
    cloud: cloud.nameIn(scope),
    agentType: type,
    host: scope.host.hostname,
    unit: { host: scope.host.nameIn(scope), name: service.name },
    dependsOn: [...after],
  });
  cloud._services.provide('instances', scope, agent);
  return agent;
}
