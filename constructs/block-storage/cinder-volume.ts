import type { Construct } from 'constructs';
import { follow } from '../core/follow';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import type { CinderFacts } from '../core/platform/facts';
import { Readiness } from '../core/readiness';
import { listensOn, type Rule, validate } from '../core/validation';
import { ConfigFile } from '../infrastructure/config-file';
import { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import * as l1 from '../l1';
import { mergedSettings, notDecided, type Settings } from '../services/service-props';
import type { BackendParts } from './backend-parts';
import type { Cinder } from './cinder';
import { CINDER_DECIDED } from './cinder-props';
import { cinderAbsent, cinderSettings } from './cinder-settings';
import { unmounted } from './unmounted';
import type { VolumeBackend } from './volume-backend';

export interface CinderVolumeProps extends HostResourceProps {
  /** The Cinder that it belongs to. */
  readonly cinder: Cinder;

  /** What it keeps volumes on: one or more. Where there are several, a volume type chooses by their `backendName`. */
  readonly backends: VolumeBackend[];

  /**
   * IP address of the host, by which it reaches Cinder's database.
   *
   * @default - the host's address. Where that is a DNS name, this has to be given
   */
  readonly address?: string;

  /**
   * Further settings of the configuration file, by section and key, which also win over its own. Those of a backend are better given to the
   * backend.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, Record<string, string>>;
}

const RULES: readonly Rule<CinderVolumeProps>[] = [
  listensOn('address'),
  notDecided(CINDER_DECIDED),
  ({ backends }) => (backends.length === 0 ? 'backends is empty: give at least one.' : undefined),
  ({ backends }) => {
    const names = backends.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    return twice === undefined
      ? undefined
      : `backends has two of the name "${twice}": give each a name of its own; several may have the same backendName.`;
  },
];

/**
 * Cinder's volume service on a host: its packages, configuration and service, and what it keeps volumes on. It is ready when the scheduler
 * knows what each of its backends has to offer. A backend that is taken out of the stack takes no new volumes, waits until no volume is left on
 * it, and is forgotten; what it was on stays.
 */
export class CinderVolume extends HostResource {
  public readonly fqn: string;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** Its configuration file, on Cinder's own host the one of Cinder. */
  public readonly configFile: ConfigFile;
  /** Its systemd service. */
  public readonly service: Service;

  public constructor(scope: Construct, id: string, props: CinderVolumeProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, cinder, backends, dependsOn, address = host.address } = props;
    const facts = platformFacts(host.platform).cinder;
    cinder._shared.databaseUser._comesFrom(address);
    const needed = backends.flatMap((backend) => backend._packages(facts));
    this.packages = new Package(this, 'Package', {
      host,
      packages: [...new Set([...facts.volume.packages, ...needed])],
      dependsOn,
    });
    const parts = backends.map((backend) => {
      cinder._clients.addProtocol(backend._protocol);
      return backend._define({ scope: this, host, address, facts, packages: this.packages });
    });
    this.configFile = this.configure(facts, props, address, parts);
    const mounts = unmounted(this, 'Mounts', host, facts.mountsPath, [this.packages]);
    this.service = new Service(this, 'Service', {
      host,
      name: facts.volume.unit,
      restartOn: [this.configFile, this.packages, ...parts.flatMap(({ reads = [] }) => reads)],
      dependsOn: [...cinder._ready, mounts, ...this.target(facts, props, address)],
    });
    const offered = backends.map(({ name }) => {
      const registered = new l1.VolumeService(this, `Backend ${name}`, {
        cloud: cinder.cloud.nameIn(this),
        host: `${host.hostname}@${name}`,
        unit: { host: host.nameIn(this), name: this.service.name },
        runAs: facts.user,
      });
      cinder._clients.addBackend(registered);
      cinder.cloud._services.provide('volumes', this, registered);
      return registered;
    });
    const [first, ...others] = offered as [l1.VolumeService, ...l1.VolumeService[]];
    // Whatever comes after this comes after all of them.
    for (const other of others) follow(first, other);
    this.fqn = first.fqn;
  }

  private configure(
    facts: CinderFacts,
    { host, cinder, backends, extraSettings }: CinderVolumeProps,
    address: string,
    parts: readonly BackendParts[],
  ): ConfigFile {
    const own: Settings = {
      DEFAULT: { enabled_backends: backends.map(({ name }) => name).join(',') },
      ...Object.fromEntries(backends.map(({ name }, index) => [name, parts[index]?.settings ?? {}])),
    };
    const file =
      cinder.host === host
        ? cinder.configFile
        : new ConfigFile(this, 'ConfigFile', {
            host,
            path: facts.configPath,
            settings: mergedSettings(cinderSettings(cinder._shared, host, address, facts)),
            absent: cinderAbsent(extraSettings),
            group: facts.user,
            mode: '0640',
            dependsOn: [this.packages],
          });
    for (const [section, keys] of Object.entries(mergedSettings(own, extraSettings)))
      for (const [key, value] of Object.entries(keys)) file.set(section, key, value);
    for (const [index, { name }] of backends.entries())
      for (const key of parts[index]?.absent ?? []) file.forbid(name, key);
    return file;
  }

  /** What hands out volumes by iSCSI, where a backend does. It listens at the addresses of these backends alone. */
  private target({ target }: CinderFacts, { host, backends }: CinderVolumeProps, address: string): Service[] {
    const portals = [...new Set(backends.flatMap((backend) => backend._portal(address) ?? []))];
    const [first] = portals;
    if (first === undefined) return [];
    const at = portals.map((portal) => `portal=${portal}`).join(',');
    const [, targetAddress = '', port] = /^(.*):(\d+)$/.exec(first) ?? [];
    return [
      new Service(this, 'Target', {
        host,
        name: target.unit,
        overrides: { Service: { ExecStart: ['', `${target.program} -f --iscsi ${at}`] } },
        readiness: Readiness.tcp(Number(port), { address: targetAddress.replace(/^\[|\]$/g, '') }),
        restartOn: [this.packages],
      }),
    ];
  }
}
