import type { ITerraformDependable, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { follow } from '../core/follow';
import type { Host } from '../core/host';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { Secret } from '../core/secret';
import type { Memcached } from '../infrastructure/memcached';
import * as l1 from '../l1';
import { swiftPackages } from './swift-packages';
import { type SwiftDevice, SwiftRing, SwiftRingType } from './swift-ring';

export interface SwiftClusterProps extends HostResourceProps {
  /**
   * Its rings have 2 to this power partitions, from 1 to 32. Choose once, for about a hundred partitions for each device that the
   * cluster will ever have: with another value nothing that is stored is found.
   */
  readonly partPower: number;

  /**
   * How often everything is stored, from 1. Need not be whole.
   *
   * @default 3
   */
  readonly replicas?: number;

  /**
   * Hours in which no second replica of a partition is moved, from 0 to 255.
   *
   * @default 1
   */
  readonly minPartHours?: number;

  /**
   * By what part a device may get more partitions than its weight says where that keeps replicas further apart: 0.1 for a tenth.
   *
   * @default 0
   */
  readonly overload?: number;

  /**
   * What is put behind each name before it is hashed: a secret that never changes, or nothing that is stored is found.
   *
   * @default - the secret `swift/hash-suffix`
   */
  readonly hashSuffix?: Secret;

  /**
   * What is put before each name.
   *
   * @default - nothing
   */
  readonly hashPrefix?: Secret;

  /**
   * Where proxies and daemons keep for a while what they have been told.
   *
   * @default - nowhere
   */
  readonly cache?: Memcached;
}

/**
 * What all hosts of one Swift have in common: its three rings, and the hash by which it looks for names. The rings' builders are kept on the host
 * given here; `SwiftStorage` adds the devices, and it and `SwiftProxy` the hosts that need the rings.
 */
export class SwiftCluster extends HostResource {
  public readonly fqn: string;
  /** Leads to the accounts. */
  public readonly accountRing: SwiftRing;
  /** Leads to the containers. */
  public readonly containerRing: SwiftRing;
  /** Leads to the objects of the first storage policy. */
  public readonly objectRing: SwiftRing;
  /** Where what was told is kept for a while. */
  public readonly cache?: Memcached;

  private readonly hash: l1.SwiftHash;
  private readonly hosts: Host[] = [];
  private readonly storing: ITerraformDependable[] = [];
  private readonly waiting: TerraformResource[] = [];
  private proxy?: string;

  public constructor(scope: Construct, id: string, props: SwiftClusterProps) {
    super(scope, id, props);
    const { host, partPower, replicas, minPartHours, overload, dependsOn, hashPrefix, cache } = props;
    const ring = (type: SwiftRingType) =>
      new SwiftRing(this, `${type}-ring`, { host, type, partPower, replicas, minPartHours, overload, dependsOn });
    this.accountRing = ring(SwiftRingType.ACCOUNT);
    this.containerRing = ring(SwiftRingType.CONTAINER);
    this.objectRing = ring(SwiftRingType.OBJECT);
    this.cache = cache;
    this.hash = new l1.SwiftHash(this, 'Hash', {
      hosts: [],
      suffix: (props.hashSuffix ?? Secret.named('swift/hash-suffix')).reference,
      prefix: hashPrefix?.reference,
      group: platformFacts(host.platform).swift.user,
      mode: '0640',
      dependsOn,
    });
    this.fqn = this.hash.fqn;
    this._addHost(host);
  }

  /** Adds a device to all three rings, on the ports of the servers as they are packaged. */
  public addDevice(device: SwiftDevice): void {
    for (const ring of this.rings) ring.addDevice(device);
    this._addHost(device.host);
  }

  /**
   * The section `filter:cache` in the configuration of whatever asks as a proxy does.
   * @internal
   */
  public get _cacheSettings(): Record<string, string> {
    return this.cache ? { memcache_servers: this.cache.endpoint } : {};
  }

  /**
   * What is on every host of the cluster before anything of it starts there.
   * @internal
   */
  public get _ready(): ITerraformDependable[] {
    return [this.hash, ...this.rings];
  }

  /**
   * Lets a host have the rings and the hash.
   * @internal
   */
  public _addHost(host: Host): void {
    if (this.hosts.some(({ name }) => name === host.name)) return;
    this.hosts.push(host);
    for (const ring of this.rings) ring.addCopy(host);
    follow(this.hash, swiftPackages(this, host));
    host._precede(this.hash);
    this.hash.hosts = this.hosts.map((of) => of.nameIn(this));
  }

  /**
   * Servers of a host that keep what is stored: what answers with their help comes after them.
   * @internal
   */
  public _addStorage(ready: ITerraformDependable): void {
    this.storing.push(ready);
    for (const resource of this.waiting) follow(resource, ready);
  }

  /**
   * Makes something come after all storage, also what is defined later.
   * @internal
   */
  public _needsStorage(resource: TerraformResource): void {
    this.waiting.push(resource);
    for (const ready of this.storing) follow(resource, ready);
  }

  /**
   * Refuses a second proxy: it would want the same account and the same place in the catalog.
   * @internal
   */
  public _claimProxy(proxy: string): void {
    if (this.proxy !== undefined) {
      throw new Error(`SwiftCluster "${this.node.path}" has the proxy "${this.proxy}" already: leave out "${proxy}".`);
    }
    this.proxy = proxy;
  }

  private get rings(): SwiftRing[] {
    return [this.accountRing, this.containerRing, this.objectRing];
  }
}
