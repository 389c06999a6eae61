import type { Construct } from 'constructs';
import { inUrl } from '../core/addresses';
import { follow } from '../core/follow';
import type { Host } from '../core/host';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { resolved } from '../core/resolved';
import { integer, matching, type Rule, validate } from '../core/validation';
import type { Package } from '../infrastructure/package';
import * as l1 from '../l1';
import { swiftPackages } from './swift-packages';
import { SWIFT_PORTS } from './swift-ports';

/** What a ring of Swift leads to. */
export enum SwiftRingType {
  /** Accounts: which containers a project has. */
  ACCOUNT = 'account',
  /** Containers: which objects are in them. */
  CONTAINER = 'container',
  /** Objects. */
  OBJECT = 'object',
}

/** A device of a ring: a disk of a host. Address, port and name tell devices apart; another one is another device. */
export interface SwiftDevice {
  /** The host that it is in, which gets the ring. */
  readonly host: Host;

  /** Name of the directory at which it is mounted under `/srv/node`, such as `sdb1`. */
  readonly device: string;

  /** Number of the zone: what may fail together, such as a rack, is one. Replicas lie in different zones where there are enough. */
  readonly zone: number;

  /**
   * Its share of the partitions compared with the other devices, from 0; usually its size in gigabytes. 0 drains it: before a device that
   * works is taken out, it gets this weight until it has no partitions.
   */
  readonly weight: number;

  /**
   * Number of the region: a place far from others.
   *
   * @default 1
   */
  readonly region?: number;

  /**
   * Address of the server.
   *
   * @default - the host's address
   */
  readonly address?: string;

  /**
   * Port of the server, from 1 to 65535.
   *
   * @default - 6200 for objects, 6201 for containers, 6202 for accounts
   */
  readonly port?: number;

  /**
   * Address at which other servers replicate to it.
   *
   * @default - the one of the server
   */
  readonly replicationAddress?: string;

  /**
   * Port at which other servers replicate to it, from 1 to 65535.
   *
   * @default - the one of the server
   */
  readonly replicationPort?: number;

  /**
   * For people.
   *
   * @default - none
   */
  readonly meta?: string;
}

export interface SwiftRingProps extends HostResourceProps {
  /** What it leads to. */
  readonly type: SwiftRingType;

  /**
   * The ring has 2 to this power partitions, from 1 to 32. Choose once, for about a hundred partitions for each device that the cluster will ever
   * have: with another value nothing that is stored is found.
   */
  readonly partPower: number;

  /**
   * Index of the storage policy of whose objects it is.
   *
   * @default 0
   */
  readonly policyIndex?: number;

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
   * Hosts that get the ring though they have no device of it, such as those of proxies.
   *
   * @default - none
   */
  readonly copies?: Host[];

  /**
   * The package set with which Swift's tools come, on the host of the builder.
   *
   * @default - one for all rings of the host in this stack
   */
  readonly packages?: Package;
}

const RULES: readonly Rule<SwiftRingProps>[] = [
  integer('partPower', 1, 32),
  integer('policyIndex', 0, 1_000_000),
  integer('minPartHours', 0, 255),
  ({ replicas }) =>
    replicas !== undefined && replicas < 1 ? `replicas is ${replicas}: give a number of at least 1.` : undefined,
  ({ overload }) =>
    overload !== undefined && overload < 0 ? `overload is ${overload}: give 0, or a part such as 0.1.` : undefined,
  ({ type, policyIndex }) =>
    policyIndex && type !== SwiftRingType.OBJECT
      ? `policyIndex is ${policyIndex}: only rings of objects have storage policies.`
      : undefined,
];

const DEVICE_RULES: readonly Rule<SwiftDevice>[] = [
  matching('device', /^[^\s/]([^/]*[^\s/])?$/, 'the name of a directory such as "sdb1"'),
  integer('zone', 0, 2 ** 31 - 1),
  integer('region', 0, 2 ** 31 - 1),
  integer('port', 1, 65535),
  integer('replicationPort', 1, 65535),
  ({ weight }) => (weight < 0 ? `weight is ${weight}: give 0, or more.` : undefined),
];

/**
 * A ring of Swift: which device holds which partition. Its builder is kept on one host; the ring itself gets to all that have a device of it, and to
 * those in `copies`.
 *
 * A plan shows how many partitions a change moves, and the balance before and after.
 */
export class SwiftRing extends HostResource {
  public readonly fqn: string;
  /** What it leads to. */
  public readonly type: SwiftRingType;
  /** Path of the ring's file, on every host that has it. */
  public readonly ringPath: string;
  /** Path of the builder, on its host. */
  public readonly builderPath: string;

  private readonly resource: l1.SwiftRing;
  private readonly devices = new Map<string, l1.SwiftRingDevices>();
  private readonly copies = new Map<string, Host>();

  public constructor(scope: Construct, id: string, props: SwiftRingProps) {
    const { host, type, partPower, policyIndex = 0, replicas, minPartHours, overload } = props;
    const packages = props.packages ?? swiftPackages(scope, host);
    super(scope, id, { host, dependsOn: [packages, ...(props.dependsOn ?? [])] });
    validate(this, props, RULES);
    const { ringDirectory } = platformFacts(host.platform).swift;
    const name = policyIndex === 0 ? type : `${type}-${policyIndex}`;
    this.type = type;
    this.ringPath = `${ringDirectory}/${name}.ring.gz`;
    this.builderPath = `${ringDirectory}/${name}.builder`;
    host._claimFile(this.builderPath, this, 'add its devices to that one');
    this.resource = this._define(l1.SwiftRing, {
      type,
      policyIndex: props.policyIndex,
      partPower,
      replicas,
      minPartHours,
      overload,
      devices: {},
    });
    this.fqn = this.resource.fqn;
    for (const copy of props.copies ?? []) this.addCopy(copy);
    this.node.addValidation({ validate: () => this.problems(replicas ?? 3) });
  }

  /** Adds a device. Its host gets the ring. */
  public addDevice(device: SwiftDevice): void {
    validate(this, device, DEVICE_RULES);
    const { host, device: name, zone, weight, region, replicationAddress, replicationPort, meta } = device;
    const { address = host.address, port = SWIFT_PORTS[this.type] } = device;
    const key = `${inUrl(address)}:${port}/${name}`;
    const text = resolved(this, key);
    if (this.devices.has(text)) {
      throw new Error(
        `SwiftRing "${this.node.path}" has the device ${text} already: give another device, or another port.`,
      );
    }
    this.devices.set(text, { zone, weight, region, replicationIp: replicationAddress, replicationPort, meta });
    this.resource.putDevices(Object.fromEntries(this.devices));
    this.addCopy(host);
  }

  /** Lets a host get the ring though it has no device of it. */
  public addCopy(host: Host): void {
    if (host.name === this.host.name || this.copies.has(host.name)) return;
    this.copies.set(host.name, host);
    follow(this.resource, swiftPackages(this, host));
    host._precede(this.resource);
    this.resource.distributeTo = [...this.copies.values()].map((copy) => copy.nameIn(this));
  }

  /** How many replicas the last rebalance moved. */
  public get partitionsMoved(): number {
    return this.resource.partitionsMoved;
  }

  /** How far, in per cent, the worst device is from the number of partitions that its weight gives it. */
  public get balance(): number {
    return this.resource.balance;
  }

  /** Hash of the ring; whoever uses it comes after the ring is on all hosts. */
  public get ringSha256(): string {
    return this.resource.ringSha256;
  }

  private problems(replicas: number): string[] {
    const taking = [...this.devices.values()].filter(({ weight }) => weight > 0).length;
    if (taking >= replicas) return [];
    return [
      `SwiftRing "${this.node.path}" has ${replicas} replicas and ${taking} ${taking === 1 ? 'device' : 'devices'} of a weight above 0: add devices with addDevice, or give fewer replicas.`,
    ];
  }
}
