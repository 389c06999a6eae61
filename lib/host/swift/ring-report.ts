import type { DevicePlace } from './device-place';

/** A device of a ring as somebody wants it. */
export interface RingDevice extends DevicePlace {
  readonly region: number;
  readonly zone: number;
  readonly weight: number;
  /** Null: the same as `ip`. */
  readonly replication_ip: string | null;
  /** Null: the same as `port`. */
  readonly replication_port: number | null;
  readonly meta: string;
}

/** What somebody wants a ring to be. */
export interface WantedRing {
  readonly part_power: number;
  readonly replicas: number;
  readonly min_part_hours: number;
  readonly overload: number;
  readonly devices: readonly RingDevice[];
}

/** A device and how many partitions it has, each replica counted. */
export type DeviceReport = RingDevice & { readonly partitions: number };

/** What a builder holds. */
export interface RingReport extends WantedRing {
  readonly devices: readonly DeviceReport[];
  /** Counts the builder's changes. */
  readonly version: number;
  /** How far, in per cent, the worst device is from the number of partitions that its weight gives it. */
  readonly balance: number;
  /** In per cent, the replicas that lie nearer to each other than they need. */
  readonly dispersion: number;
  /** How many replicas a rebalance would yet move, once all partitions may be moved. */
  readonly pending: number;
  /** From when on that is, in seconds since 1970. */
  readonly free_at: number;
  /** SHA-256 of the builder's file. */
  readonly builder: string;
  /** SHA-256 that the file of the ring has that belongs to the builder. */
  readonly ring: string;
}

/** What a change comes to. */
export interface RingForecast extends RingReport {
  /** SHA-256 of the builder's file before; null when there was none. */
  readonly found: string | null;
  /** Whether the builder becomes another one. */
  readonly changed: boolean;
  /** How many replicas move. */
  readonly moved: number;
  /** Devices that go although they have partitions. */
  readonly removed: readonly (DevicePlace & { readonly partitions: number })[];
  /** How many partitions lose more than one replica by that. */
  readonly several: number;
  /** Of how many partitions more than one replica gets another device. */
  readonly together: number;
  /** How many replicas there are fewer. */
  readonly dropped: number;
}

/** Why a builder is not, or cannot be, what is wanted. */
export type RingProblem =
  /** Swift's library is not installed. */
  | 'no-library'
  /** What is there is no builder. */
  | 'unreadable'
  /** It is not the builder any more that it was. */
  | 'changed'
  /** It has another number of partitions. */
  | 'part-power'
  /** Its number of partitions is just being raised. */
  | 'part-power-increase'
  /** Some of its partitions would lose all their replicas. */
  | 'nothing-left'
  /** Swift's library does not do it. */
  | 'refused'
  /** It does not take an address. */
  | 'address'
  /** There is no such user or group. */
  | 'no-account'
  | 'not-written';

/** A builder was left as it is. */
export class RingRefused extends Error {
  constructor(
    public readonly problem: RingProblem,
    /** What the library or the system says of it. */
    public readonly detail: string,
  ) {
    super(`${problem}: ${detail}`);
    this.name = 'RingRefused';
  }
}
