import { Fn } from 'cdktf';
import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import type { NovaFacts } from '../core/platform/facts';
import { type Rule, validate } from '../core/validation';
import { ConfigFile } from '../infrastructure/config-file';
import { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import * as l1 from '../l1';
import type { Neutron } from '../network/neutron';
import type { NeutronAgent } from '../network/neutron-agent';
import type { ProviderNetwork } from '../network/provider-network';
import { mergedSettings, notDecided } from '../services/service-props';
import type { NovaController } from './nova-controller';
import { novaSettings } from './nova-settings';

/** How a host runs guests. */
export enum VirtType {
  /** On the processor itself. */
  KVM = 'kvm',
  /** Emulated: about ten times slower, and possible everywhere. */
  QEMU = 'qemu',
}

export interface NovaComputeProps extends HostResourceProps {
  /** The controller that it belongs to. */
  readonly controller: NovaController;

  /** The Neutron that connects its guests: an agent of it comes to the host. */
  readonly network: Neutron;

  /**
   * By which of the host's interfaces its guests reach the provider network.
   *
   * @default - as on Neutron's own host
   */
  readonly providerNetwork?: ProviderNetwork;

  /**
   * How it runs guests.
   *
   * @default - VirtType.KVM where the host has it, which is found out when Terraform runs; otherwise VirtType.QEMU
   */
  readonly virtType?: VirtType;

  /**
   * Whether guests that ran before a reboot of the host run again after it.
   *
   * @default true
   */
  readonly resumeGuests?: boolean;

  /**
   * Further settings of nova-compute, by section and key, which also win over its own and over those of nova.conf.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, Record<string, string>>;

  /**
   * Settings of libvirt's `qemu.conf`, by key, with the quotes that it wants.
   *
   * @default - those of the packages
   */
  readonly qemuSettings?: Record<string, string>;
}

const RULES: readonly Rule<NovaComputeProps>[] = [
  notDecided({
    'DEFAULT.transport_url': 'the controller decides it',
    'DEFAULT.host': 'it is the hostname of the host',
    'libvirt.virt_type': 'use the prop virtType',
  }),
  ({ host, network, providerNetwork }: NovaComputeProps) =>
    host === network.host && providerNetwork !== undefined && providerNetwork !== network.providerNetwork
      ? `providerNetwork is given, and ${host.name} has the agent of Neutron already: give it to "${network.node.path}" alone.`
      : undefined,
];

/**
 * A host that runs guests: its packages, configuration and service, and Neutron's agent. It is ready when the controller knows it as one that
 * is up and places guests on it. Taken out of the stack, it is disabled, waits until no guest is left on it, and is forgotten.
 */
export class NovaCompute extends HostResource {
  public readonly fqn: string;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** Nova's configuration file, on the controller's host the one of the controller. */
  public readonly configFile: ConfigFile;
  /** Its systemd service. */
  public readonly service: Service;
  /** Neutron's agent on the host. */
  public readonly agent: NeutronAgent;

  public constructor(scope: Construct, id: string, props: NovaComputeProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, controller, network, providerNetwork, dependsOn } = props;
    const facts = platformFacts(host.platform).nova;
    this.packages = new Package(this, 'Package', { host, packages: [...facts.compute.packages], dependsOn });
    this.configFile = controller.host === host ? controller.configFile : this.configure(facts, props);
    const computeConfig = new ConfigFile(this, 'ComputeConfigFile', {
      host,
      path: facts.compute.configPath,
      // What stands here wins, also on the controller's host, whose nova.conf is the controller's; the package's own file asks for KVM.
      settings: mergedSettings(
        {
          DEFAULT: { resume_guests_state_on_host_boot: `${props.resumeGuests ?? true}` },
          libvirt: libvirtSettings(host, props.virtType),
        },
        props.extraSettings,
      ),
      group: facts.user,
      mode: '0640',
      dependsOn: [this.packages],
    });
    const libvirt = this.libvirt(facts, props);
    this.agent = network._agentOn(this, host, providerNetwork);
    this.service = new Service(this, 'Service', {
      host,
      name: facts.compute.unit,
      restartOn: [this.configFile, computeConfig, this.packages],
      dependsOn: [...controller._ready, libvirt],
    });
    controller._shared.volumes?._clients.addClient({
      scope: this,
      host,
      packages: this.packages,
      service: this.service,
    });
    const registered = new l1.ComputeService(this, 'Registered', {
      cloud: controller.cloud.nameIn(this),
      binary: 'nova-compute',
      host: host.hostname,
      unit: { host: host.nameIn(this), name: this.service.name },
      // What connects guests is there until the last of them has gone.
      dependsOn: [this.agent],
    });
    controller.cloud._services.provide('instances', this, registered);
    this.fqn = registered.fqn;
  }

  private configure(facts: NovaFacts, { host, controller }: NovaComputeProps) {
    return new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      settings: mergedSettings(novaSettings(controller._shared, host, facts)),
      group: facts.user,
      mode: '0640',
      dependsOn: [this.packages],
    });
  }

  /** Left alone, it ends when it has nothing to do, and one that has ended by itself cannot be told from one that somebody stopped. */
  private libvirt({ compute }: NovaFacts, { host, qemuSettings }: NovaComputeProps): Service {
    const config =
      qemuSettings &&
      new ConfigFile(this, 'QemuConfigFile', {
        host,
        path: compute.qemuConfigPath,
        settings: { '': qemuSettings },
        dependsOn: [this.packages],
      });
    return new Service(this, 'Libvirt', {
      host,
      name: compute.libvirt.unit,
      overrides: { Service: { Environment: [...compute.libvirt.stayEnvironment] } },
      restartOn: config ? [config, this.packages] : [this.packages],
    });
  }
}

function libvirtSettings(host: Host, virtType: VirtType | undefined): Record<string, string> {
  if (virtType !== undefined) return { virt_type: virtType, cpu_mode: cpuMode(virtType) };
  const either = (ifKvm: string, otherwise: string) => `${Fn.conditional(host.facts.kvm, ifKvm, otherwise)}`;
  return {
    virt_type: either(VirtType.KVM, VirtType.QEMU),
    cpu_mode: either(cpuMode(VirtType.KVM), cpuMode(VirtType.QEMU)),
  };
}

function cpuMode(virtType: VirtType): string {
  return virtType === VirtType.KVM ? 'host-model' : 'none';
}
