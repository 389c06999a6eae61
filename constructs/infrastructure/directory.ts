import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { absolutePath, fileMode, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

export interface DirectoryProps extends HostResourceProps {
  /** Absolute path on the host. */
  readonly path: string;

  /**
   * Name of the owner.
   *
   * @default 'root'
   */
  readonly owner?: string;

  /**
   * Name of the group.
   *
   * @default 'root'
   */
  readonly group?: string;

  /**
   * Permissions, as an octal mode.
   *
   * @default '0755'
   */
  readonly mode?: string;

  /**
   * Whether directories above it that are missing are made too.
   *
   * @default false
   */
  readonly createParents?: boolean;

  /**
   * Whether the directory goes with all that is in it when this is destroyed.
   *
   * @default false - it has to be empty by then
   */
  readonly forceDestroy?: boolean;
}

const RULES: readonly Rule<DirectoryProps>[] = [absolutePath('path'), fileMode('mode')];

/** A directory on a host. One that was there before gets its owner, group and permissions back when this is destroyed. */
export class Directory extends HostResource {
  public readonly fqn: string;
  private readonly resource: l1.Directory;

  public constructor(scope: Construct, id: string, props: DirectoryProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    this.resource = this._define(l1.Directory, props);
    this.fqn = this.resource.fqn;
  }

  /** The path on the host; whoever uses it comes after the directory. */
  public get path(): string {
    return this.resource.path;
  }
}
