import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { absolutePath, fileMode, matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

export interface MountProps extends HostResourceProps {
  /** Path of the block device, best by a link that stays the same, such as `/dev/disk/by-id/...`. */
  readonly device: string;

  /** Where it is mounted; the directory is made if it is missing. */
  readonly mountPoint: string;

  /**
   * Kind of the file system that is made on the device, unless it is there already.
   *
   * @default 'xfs'
   */
  readonly filesystem?: string;

  /**
   * Label of the file system.
   *
   * @default - none
   */
  readonly label?: string;

  /**
   * Options for mkfs.
   *
   * @default - none
   */
  readonly mkfsOptions?: string[];

  /**
   * Mount options.
   *
   * @default - 'defaults'
   */
  readonly mountOptions?: string[];

  /**
   * Whether it is mounted again after a reboot.
   *
   * @default true
   */
  readonly persistent?: boolean;

  /**
   * Owner of the root directory of the file system.
   *
   * @default - it stays as it is
   */
  readonly owner?: string;

  /**
   * Group of the root directory of the file system.
   *
   * @default - it stays as it is
   */
  readonly group?: string;

  /**
   * Permissions of the root directory of the file system, as an octal mode.
   *
   * @default - they stay as they are
   */
  readonly mode?: string;

  /**
   * Whether a device that holds something else may be overwritten. All that is on it is lost.
   *
   * @default false - that is an error
   */
  readonly wipe?: boolean;

  /**
   * Whether services that use it are restarted when it is unmounted, so that they let go of it.
   *
   * @default false - while it is in use, it is not unmounted
   */
  readonly restartUsers?: boolean;
}

const RULES: readonly Rule<MountProps>[] = [
  absolutePath('device'),
  absolutePath('mountPoint'),
  matching('filesystem', /^[a-z0-9]+$/, 'a file system such as "xfs" or "ext4"'),
  fileMode('mode'),
];

/** A file system on a block device of a host, mounted now and after a reboot. Its data outlive this construct. */
export class Mount extends HostResource {
  public readonly fqn: string;
  private readonly resource: l1.Filesystem;

  public constructor(scope: Construct, id: string, props: MountProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    this.resource = this._define(l1.Filesystem, { ...props, type: props.filesystem ?? 'xfs' });
    this.fqn = this.resource.fqn;
  }

  /** Where it is mounted; whoever uses it comes after it is mounted. */
  public get mountPoint(): string {
    return this.resource.mountPoint;
  }

  /** The file system's UUID, known once it is there. */
  public get uuid(): string {
    return this.resource.uuid;
  }
}
