import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import * as l1 from '../l1';

export interface CommandProps extends HostResourceProps {
  /** Shell text that is run to create what the command stands for. It may run again after an interruption. */
  readonly create: string;

  /**
   * Shell text that shows what is there; a different output is drift. It fails when there is nothing.
   *
   * @default - nothing is looked at after `create`
   */
  readonly read?: string;

  /**
   * Shell text that is run instead of `create` when something other than the triggers has changed.
   *
   * @default - `create`
   */
  readonly update?: string;

  /**
   * Shell text that undoes it all.
   *
   * @default - nothing is undone
   */
  readonly delete?: string;

  /**
   * What the commands read on standard input: the right place for a `Secret`.
   *
   * @default - nothing
   */
  readonly stdin?: string;

  /**
   * Environment of the commands. Values may refer to a `Secret`; they show up in no argument list.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;

  /**
   * User to run the commands as.
   *
   * @default 'root'
   */
  readonly runAs?: string;

  /**
   * Values whose change makes it all be deleted and created again.
   *
   * @default - none
   */
  readonly triggers?: Record<string, string>;
}

/** Commands that are run on a host: the way out for what has no construct. */
export class Command extends HostResource {
  public readonly fqn: string;
  private readonly resource: l1.Command;

  public constructor(scope: Construct, id: string, props: CommandProps) {
    super(scope, id, props);
    const { create, read, update, delete: remove, stdin, environment, runAs, triggers } = props;
    this.resource = this._define(l1.Command, {
      create,
      read,
      update,
      delete: remove,
      stdin,
      environment,
      runAs,
      triggers,
    });
    this.fqn = this.resource.fqn;
  }

  /** What `read` printed, or `create` if there is no `read`. */
  public get output(): string {
    return this.resource.output;
  }
}
