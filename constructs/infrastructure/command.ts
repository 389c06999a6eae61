import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { absolutePath, integer, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

export interface CommandProps extends HostResourceProps {
  /**
   * Shell text that makes what the command stands for. It runs again after an interruption: let it be repeatable.
   *
   * @default - nothing: it stands only for what `delete` takes away
   */
  readonly create?: string;

  /**
   * Shell text that prints how things are, and nothing that changes by itself. When it prints something else than after the
   * last deployment, the next one runs `update`.
   *
   * @default - nothing is looked at
   */
  readonly read?: string;

  /**
   * Shell text that is run when anything but the triggers has changed.
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
   * What the commands read on standard input. It may refer to a `Secret`.
   *
   * @default - nothing
   */
  readonly stdin?: string;

  /**
   * Environment of the commands. Values may refer to a `Secret`; they show up in no list of processes.
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
   * Directory to run the commands in.
   *
   * @default '/'
   */
  readonly workingDirectory?: string;

  /**
   * The exit code, from 1 to 125, by which `read` says for certain that nothing is there any more, so that `create` runs
   * again. Any other but 0 is an error.
   *
   * @default - none
   */
  readonly goneExitCode?: number;

  /**
   * Values whose change makes it all be deleted and created again.
   *
   * @default - none
   */
  readonly triggers?: Record<string, string>;
}

const RULES: readonly Rule<CommandProps>[] = [
  absolutePath('workingDirectory'),
  integer('goneExitCode', 1, 125),
  ({ read, goneExitCode }) =>
    goneExitCode !== undefined && read === undefined
      ? 'goneExitCode is for commands with read: give both or none.'
      : undefined,
  ({ create, read, update }) =>
    create === undefined && (read !== undefined || update !== undefined)
      ? 'read and update are for commands with create: give create, or leave them out.'
      : undefined,
  (props) =>
    props.create === undefined && props.delete === undefined
      ? 'give create, delete, or both: nothing would be run.'
      : undefined,
];

/** Commands that are run on a host: the way out for what has no construct. */
export class Command extends HostResource {
  public readonly fqn: string;
  private readonly resource: l1.Command;

  public constructor(scope: Construct, id: string, props: CommandProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    this.resource = this._define(l1.Command, props);
    this.fqn = this.resource.fqn;
  }

  /** What `read` printed, or what `create` or `update` did if there is no `read`. Terraform keeps it: print no secret. */
  public get output(): string {
    return this.resource.output;
  }
}
