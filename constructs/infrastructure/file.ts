import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { localPath } from '../core/local-path';
import type { IRestartTrigger } from '../core/restart-trigger';
import { absolutePath, exactlyOne, fileMode, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

export interface FileProps extends HostResourceProps {
  /** Absolute path on the host. */
  readonly path: string;

  /**
   * The content as text; it may refer to a `Secret`. Exactly one of `content`, `contentBase64` and `source` is given.
   *
   * @default - another of the three
   */
  readonly content?: string;

  /**
   * The content in base64, for bytes that are not text.
   *
   * @default - another of the three
   */
  readonly contentBase64?: string;

  /**
   * Path of a local file whose content is sent. A relative path starts where the program runs.
   *
   * @default - another of the three
   */
  readonly source?: string;

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
   * @default '0644'
   */
  readonly mode?: string;
}

const RULES: readonly Rule<FileProps>[] = [
  absolutePath('path'),
  exactlyOne('content', 'contentBase64', 'source'),
  fileMode('mode'),
];

/**
 * A file on a host, with all of its content. A file that was there before comes back when this is destroyed.
 *
 * To keep a few keys of a file and leave the rest to others, use `ConfigFile`.
 */
export class File extends HostResource implements IRestartTrigger {
  public readonly fqn: string;
  public readonly triggerName: string;
  private readonly resource: l1.File;

  public constructor(scope: Construct, id: string, props: FileProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const source = props.source === undefined ? undefined : localPath(props.source);
    this.resource = this._define(l1.File, { ...props, source });
    this.fqn = this.resource.fqn;
    this.triggerName = props.path;
  }

  /** The path on the host; whoever uses it comes after the file. */
  public get path(): string {
    return this.resource.path;
  }

  public get revision(): string {
    return this.resource.revision;
  }
}
