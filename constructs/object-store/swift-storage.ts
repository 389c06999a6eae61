import { basename } from 'node:path';
import type { Construct } from 'constructs';
import { inUrl, reachedAt } from '../core/addresses';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import type { SwiftServerFacts } from '../core/platform/facts';
import { Readiness } from '../core/readiness';
import { integer, listensOn, type Rule, validate } from '../core/validation';
import { ConfigFile } from '../infrastructure/config-file';
import { Directory } from '../infrastructure/directory';
import { File } from '../infrastructure/file';
import { Mount } from '../infrastructure/mount';
import { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import { mergedSettings } from '../services/service-props';
import { rsyncConfiguration } from './rsync-configuration';
import type { SwiftCluster } from './swift-cluster';
import { SWIFT_DISK_RULES, type SwiftDisk } from './swift-disk';
import { SWIFT_PORTS } from './swift-ports';

export interface SwiftStorageProps extends HostResourceProps {
  /** The Swift that it belongs to. */
  readonly cluster: SwiftCluster;

  /**
   * Its disks.
   *
   * @default - none; `addDisk` adds some
   */
  readonly disks?: SwiftDisk[];

  /**
   * IP address to listen on, at which the cluster reaches it. Whoever reaches its ports may do everything: Swift's servers ask nobody for a password.
   *
   * @default - the host's address. Where that is a DNS name, this has to be given; behind NAT, or with a floating IP, give the address that
   * the host itself has
   */
  readonly bindAddress?: string;

  /**
   * Processes of each of the three servers that answer requests, from 1. Each takes about 75 MB.
   *
   * @default 1
   */
  readonly processes?: number;

  /**
   * Whether the daemon runs that copies containers to other clusters, for those that ask for it.
   *
   * @default false
   */
  readonly containerSync?: boolean;

  /**
   * Whether the daemon runs that makes lost fragments anew, for storage policies with erasure coding.
   *
   * @default false
   */
  readonly erasureCoding?: boolean;

  /**
   * Further settings of the configuration files of its three servers, by `account`, `container` or `object`, then section and key.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, Record<string, Record<string, string>>>;
}

const SERVERS = ['account', 'container', 'object'] as const;
/** XFS keeps what Swift knows of an object beside it with inodes of this size, which spares a read. The options of 2012, `nobarrier` among them, are gone. */
const MKFS_OPTIONS = ['-i', 'size=1024'];
const MOUNT_OPTIONS = ['noatime', 'nodiratime', 'logbufs=8', 'nofail'];

const RULES: readonly Rule<SwiftStorageProps>[] = [
  listensOn('bindAddress'),
  integer('processes', 1, 1024),
  ({ extraSettings = {} }) =>
    Object.keys(extraSettings)
      .filter((server) => !(SERVERS as readonly string[]).includes(server))
      .map((server) => `extraSettings has ${JSON.stringify(server)}: give account, container or object.`)[0],
];

/**
 * A host of Swift that keeps what is stored: its disks with their file systems, the servers for accounts, containers and objects, and the daemons
 * that replicate, audit, update and remove.
 *
 * It is ready when the three servers answer.
 */
export class SwiftStorage extends HostResource {
  public readonly fqn: string;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** The configuration file of the server for accounts. */
  public readonly accountConfigFile: ConfigFile;
  /** The configuration file of the server for containers. */
  public readonly containerConfigFile: ConfigFile;
  /** The configuration file of the server for objects. */
  public readonly objectConfigFile: ConfigFile;

  private readonly cluster: SwiftCluster;
  private readonly bindAddress: string;
  private readonly devices: Directory;
  /** Whatever reads or writes disks: it starts after they are mounted, and has stopped before they go. */
  private readonly services: Service[] = [];

  public constructor(scope: Construct, id: string, props: SwiftStorageProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, cluster, dependsOn, bindAddress = host.address } = props;
    const facts = platformFacts(host.platform).swift;
    this.cluster = cluster;
    this.bindAddress = bindAddress;
    cluster._addHost(host);
    const servers = SERVERS.map((name) => facts.storage[name]);
    this.packages = new Package(this, 'Package', {
      host,
      packages: [...facts.fileSystemPackages, ...facts.rsync.packages, ...servers.flatMap(({ packages }) => packages)],
      dependsOn,
    });
    this.devices = new Directory(this, 'Devices', { host, path: facts.devicesPath, createParents: true });
    this.replication();
    this.cacheOf('Reconciler', facts.reconcilerConfigPath);
    this.cacheOf('InternalClient', facts.internalClientConfigPath);
    [this.accountConfigFile, this.containerConfigFile, this.objectConfigFile] = SERVERS.map((name) =>
      this.configure(name, facts.storage[name], props),
    ) as [ConfigFile, ConfigFile, ConfigFile];
    const configFiles = [this.accountConfigFile, this.containerConfigFile, this.objectConfigFile];
    const [account, container, object] = SERVERS.map((name, index) =>
      this.serve(name, facts.storage[name], configFiles[index] as ConfigFile),
    ) as [Service, Service, Service];
    // Whatever comes after this comes after all three.
    for (const server of [account, container]) object._follow(server);
    this.fqn = object.fqn;
    cluster._addStorage(object);
    this.optional(facts.containerSyncUnit, this.containerConfigFile, props.containerSync ?? false);
    this.optional(facts.reconstructorUnit, this.objectConfigFile, props.erasureCoding ?? false);
    for (const disk of props.disks ?? []) this.addDisk(disk);
  }

  /** Adds a disk: it is mounted, and a device of all three rings. */
  public addDisk(disk: SwiftDisk): void {
    validate(this, disk, SWIFT_DISK_RULES);
    const { device, name = basename(device), zone, weight, region, wipe, meta } = disk;
    const { user } = platformFacts(this.host.platform).swift;
    const mount = new Mount(this, name, {
      host: this.host,
      device,
      mountPoint: `${this.devices.path}/${name}`,
      filesystem: 'xfs',
      mkfsOptions: MKFS_OPTIONS,
      mountOptions: MOUNT_OPTIONS,
      owner: user,
      group: user,
      wipe,
      // Daemons that go over all disks keep each open for as long as they are at it.
      restartUsers: true,
      dependsOn: [this.packages],
    });
    for (const service of this.services) service._follow(mount);
    this.cluster.addDevice({ host: this.host, address: this.bindAddress, device: name, zone, weight, region, meta });
  }

  /** What other hosts copy from and to this one with. */
  private replication(): void {
    const { rsync, user, devicesPath } = platformFacts(this.host.platform).swift;
    const { host } = this;
    const configFile = new File(this, 'RsyncConfigFile', {
      host,
      path: rsync.configPath,
      content: rsyncConfiguration(this.bindAddress, user, devicesPath),
      dependsOn: [this.packages],
    });
    const service = new Service(this, 'Rsync', {
      host,
      name: rsync.unit,
      readiness: Readiness.tcp(873, { address: this.bindAddress }),
      restartOn: [configFile],
    });
    this.services.push(service);
  }

  private configure(name: (typeof SERVERS)[number], facts: SwiftServerFacts, props: SwiftStorageProps): ConfigFile {
    const { user, devicesPath, cachePath } = platformFacts(this.host.platform).swift;
    const { processes = 1, extraSettings = {} } = props;
    return new ConfigFile(this, `${name}-config`, {
      host: this.host,
      path: facts.configPath,
      settings: mergedSettings(
        {
          DEFAULT: {
            bind_ip: this.bindAddress,
            bind_port: `${SWIFT_PORTS[name]}`,
            user,
            devices: devicesPath,
            // What is written to a directory at which nothing is mounted would fill the system's own disk.
            mount_check: 'true',
            workers: `${processes}`,
          },
          'filter:recon': { recon_cache_path: cachePath },
        },
        extraSettings[name],
      ),
      dependsOn: [this.packages],
    });
  }

  private cacheOf(id: string, path: string): void {
    const { _cacheSettings: settings } = this.cluster;
    if (Object.keys(settings).length === 0) return;
    const { host } = this;
    new ConfigFile(this, id, { host, path, settings: { 'filter:cache': settings }, dependsOn: [this.packages] });
  }

  private serve(name: (typeof SERVERS)[number], facts: SwiftServerFacts, configFile: ConfigFile): Service {
    const { host, cluster } = this;
    const common = { host, restartOn: [configFile, this.packages], dependsOn: cluster._ready };
    const url = `http://${inUrl(reachedAt(this.bindAddress, host))}:${SWIFT_PORTS[name]}/healthcheck`;
    const server = new Service(this, name, { ...common, name: facts.unit, readiness: Readiness.http(url) });
    const daemons = facts.daemons.map((daemon) => new Service(this, daemon, { ...common, name: daemon }));
    this.services.push(server, ...daemons);
    return server;
  }

  /** A daemon that few want. Its package enables it. */
  private optional(unit: string, configFile: ConfigFile, wanted: boolean): void {
    const service = new Service(this, unit, {
      host: this.host,
      name: unit,
      enabled: wanted,
      active: wanted,
      restartOn: [configFile, this.packages],
      dependsOn: this.cluster._ready,
    });
    this.services.push(service);
  }
}
