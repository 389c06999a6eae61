import { absolutePath, matching, type Rule } from '../core/validation';

/** A disk for what is stored. */
export interface SwiftDisk {
  /** Path of the block device, best by a link that stays the same, such as `/dev/disk/by-id/...`. It is made an XFS unless it is one. */
  readonly device: string;

  /**
   * Name of the directory at which it is mounted under `/srv/node`, and by which rings know it.
   *
   * @default - the last part of `device`
   */
  readonly name?: string;

  /** Number of the zone: what may fail together, such as a rack, is one. Replicas lie in different zones where there are enough. */
  readonly zone: number;

  /** Its share of the partitions compared with other disks, from 0; usually its size in gigabytes. 0 drains it. */
  readonly weight: number;

  /**
   * Number of the region: a place far from others.
   *
   * @default 1
   */
  readonly region?: number;

  /**
   * Whether a device that holds something else may be overwritten. All that is on it is lost.
   *
   * @default false - that is an error
   */
  readonly wipe?: boolean;

  /**
   * For people.
   *
   * @default - none
   */
  readonly meta?: string;
}

/** What has to hold of a disk; zone, weight and region are the rings' to check. */
export const SWIFT_DISK_RULES: readonly Rule<SwiftDisk>[] = [
  absolutePath('device'),
  matching('name', /^[A-Za-z0-9._-]+$/, 'the name of a directory such as "sdb1"'),
];
