import { Construct } from 'constructs';
import { Cinder } from '../block-storage/cinder';
import { CinderVolume } from '../block-storage/cinder-volume';
import type { VolumeBackend } from '../block-storage/volume-backend';
import { NovaCompute } from '../compute/nova-compute';
import { NovaController } from '../compute/nova-controller';
import type { Cloud } from '../core/cloud';
import type { Host } from '../core/host';
import { validate } from '../core/validation';
import { Horizon } from '../dashboard/horizon';
import { Keystone } from '../identity/keystone';
import { Glance } from '../image/glance';
import { MariaDb } from '../infrastructure/maria-db';
import { Memcached } from '../infrastructure/memcached';
import { RabbitMq } from '../infrastructure/rabbit-mq';
import { Neutron } from '../network/neutron';
import { SwiftCluster } from '../object-store/swift-cluster';
import type { SwiftDisk } from '../object-store/swift-disk';
import { SwiftProxy } from '../object-store/swift-proxy';
import { SwiftStorage } from '../object-store/swift-storage';
import { Placement } from '../placement/placement';
import { CloudPart } from './cloud-part';
import { type ComputeOptions, STANDARD_CLOUD_RULES, type StandardCloudProps } from './standard-cloud-props';

/**
 * A cloud with one controller, and as many hosts for guests and for storage as are added: a host may be all three. Everything that it is made of is
 * here for what the stack puts into it or on top of it.
 */
export class StandardCloud extends Construct {
  /** What users, images, networks and guests are made in. */
  public readonly cloud: Cloud;
  /** Keeps what the services know. */
  public readonly database: MariaDb;
  /** By which the services' parts talk to each other. */
  public readonly queue: RabbitMq;
  /** Where the controller keeps for a while what has been looked up. */
  public readonly cache: Memcached;
  public readonly keystone: Keystone;
  /** Not there without `CloudPart.IMAGE`. */
  public readonly glance?: Glance;
  /** Not there without `CloudPart.BLOCK_STORAGE`. */
  public readonly cinder?: Cinder;
  /** Not there without `CloudPart.COMPUTE`. */
  public readonly placement?: Placement;
  /** Not there without `CloudPart.COMPUTE`. */
  public readonly nova?: NovaController;
  /** Not there without `CloudPart.COMPUTE`. */
  public readonly neutron?: Neutron;
  /** Not there without `CloudPart.DASHBOARD`. */
  public readonly horizon?: Horizon;

  private readonly props: StandardCloudProps;
  private readonly hosts = new Map<Host, { readonly scope: Construct; cache?: Memcached }>();
  private swift?: SwiftCluster;
  private hasVolumes = false;

  public constructor(scope: Construct, id: string, props: StandardCloudProps) {
    super(scope, id);
    validate(this, props, STANDARD_CLOUD_RULES);
    this.props = props;
    const { controller: host, layer3, extraSettings = {} } = props;
    const on = this.on(host);
    this.database = new MariaDb(on, 'Database', { host });
    this.queue = new RabbitMq(on, 'Queue', { host });
    this.cache = this.cacheOn(host);
    const { database, queue, cache } = this;
    this.keystone = new Keystone(on, 'Keystone', { host, database, cache, extraSettings: extraSettings.keystone });
    this.cloud = this.keystone.cloud;
    const common = { host, database, keystone: this.keystone };
    if (this.has(CloudPart.IMAGE)) {
      const { imageStore: store } = props;
      this.glance = new Glance(on, 'Glance', { ...common, store, extraSettings: extraSettings.glance });
    }
    if (this.has(CloudPart.BLOCK_STORAGE)) {
      this.cinder = new Cinder(on, 'Cinder', { ...common, queue, extraSettings: extraSettings.cinder });
      this.node.addValidation({
        validate: () =>
          this.hasVolumes
            ? []
            : [
                `"${this.node.path}" has nothing to keep volumes on: use addVolumes, or leave out CloudPart.BLOCK_STORAGE.`,
              ],
      });
    }
    if (props.providerNetwork && this.has(CloudPart.COMPUTE)) {
      const placement = new Placement(on, 'Placement', { ...common, extraSettings: extraSettings.placement });
      const nova = new NovaController(on, 'Nova', {
        ...common,
        queue,
        placement,
        volumes: this.cinder,
        extraSettings: extraSettings.nova,
      });
      this.placement = placement;
      this.nova = nova;
      this.neutron = new Neutron(on, 'Neutron', {
        ...common,
        queue,
        compute: nova,
        providerNetwork: props.providerNetwork,
        layer3,
        extraSettings: extraSettings.neutron,
      });
    }
    if (this.has(CloudPart.DASHBOARD)) {
      this.horizon = new Horizon(on, 'Horizon', { host, keystone: this.keystone, cache, network: this.neutron });
    }
  }

  /** Swift's rings, once there is storage for them. */
  public get objectStorage(): SwiftCluster | undefined {
    return this.swift;
  }

  /** Adds a host that runs guests. */
  public addCompute(host: Host, options: ComputeOptions = {}): NovaCompute {
    const { nova: controller, neutron: network } = this;
    if (!controller || !network) throw this.lacks('COMPUTE', host);
    return new NovaCompute(this.on(host), 'Compute', { host, controller, network, ...options });
  }

  /** Adds a host whose disks keep objects. The first of them also has the proxy by which users reach them. */
  public addStorage(host: Host, disks: SwiftDisk[]): SwiftStorage {
    if (!this.has(CloudPart.OBJECT_STORAGE)) throw this.lacks('OBJECT_STORAGE', host);
    const on = this.on(host);
    const isFirst = this.swift === undefined;
    const { objectPartPower: partPower = 12, objectReplicas: replicas, extraSettings = {} } = this.props;
    this.swift ??= new SwiftCluster(on, 'Swift', { host, partPower, replicas, cache: this.cacheOn(host) });
    const cluster = this.swift;
    const storage = new SwiftStorage(on, 'Storage', { host, cluster, disks });
    if (isFirst) {
      const { keystone } = this;
      new SwiftProxy(on, 'Proxy', { host, cluster, keystone, extraSettings: extraSettings.swift });
    }
    return storage;
  }

  /** Adds a host that keeps volumes, or hands out those of a store elsewhere. */
  public addVolumes(host: Host, backends: VolumeBackend[]): CinderVolume {
    const { cinder } = this;
    if (!cinder) throw this.lacks('BLOCK_STORAGE', host);
    this.hasVolumes = true;
    return new CinderVolume(this.on(host), 'Volumes', { host, cinder, backends });
  }

  private lacks(part: keyof typeof CloudPart, host: Host): Error {
    return new Error(`"${this.node.path}" is without CloudPart.${part}: leave it in, and then add ${host.name}.`);
  }

  private has(part: CloudPart): boolean {
    return !this.props.without?.includes(part);
  }

  /** Where what is on a host is defined. All hosts of a cloud know each other's names. */
  private on(host: Host): Construct {
    const known = this.hosts.get(host);
    if (known) return known.scope;
    const scope = new Construct(this, host.name);
    this.hosts.set(host, { scope });
    for (const each of this.hosts.keys()) each.addPeers(...this.hosts.keys());
    return scope;
  }

  private cacheOn(host: Host): Memcached {
    const scope = this.on(host);
    const known = this.hosts.get(host) as { cache?: Memcached };
    known.cache ??= new Memcached(scope, 'Cache', { host });
    return known.cache;
  }
}
