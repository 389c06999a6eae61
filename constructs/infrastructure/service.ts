import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { follow } from '../core/follow';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import type { Readiness } from '../core/readiness';
import type { IRestartTrigger } from '../core/restart-trigger';
import { matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

export interface ServiceProps extends HostResourceProps {
  /** Name of the systemd unit; `.service` may be left out. */
  readonly name: string;

  /**
   * Whether it starts with the host.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Whether it runs.
   *
   * @default true
   */
  readonly active?: boolean;

  /**
   * What makes the service ready. Whatever depends on the service waits for it.
   *
   * @default - it is ready when systemd says that it runs
   */
  readonly readiness?: Readiness;

  /**
   * What the service reads when it starts: it restarts when any of it has changed.
   *
   * @default - none; `restartOn` adds some
   */
  readonly restartOn?: IRestartTrigger[];

  /**
   * Settings of the unit that are overridden, in a drop-in file: section to key to values. An empty value takes back those of
   * the unit itself, as systemd has it.
   *
   * @default - none; `setOverride` adds some
   */
  readonly overrides?: Record<string, Record<string, string[]>>;
}

const RULES: readonly Rule<ServiceProps>[] = [
  matching('name', /^[A-Za-z0-9:_.\\@-]+$/, 'the name of a systemd unit, such as "memcached" or "dbus.socket"'),
];

/** A systemd unit on a host: enabled or not, running or not, and ready before whatever depends on it begins. */
export class Service extends HostResource {
  public readonly fqn: string;
  private readonly resource: l1.Service;
  private readonly triggers: Record<string, string> = {};
  private readonly dropIn: Record<string, Record<string, string[]>> = {};
  private readonly probe?: l1.ServiceReadiness;

  public constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { name, enabled, active, readiness, restartOn = [], overrides = {} } = props;
    this.probe = readiness?._render();
    this.resource = this._define(l1.Service, { name, enabled, active, readiness: this.probe });
    this.fqn = this.resource.fqn;
    this.restartOn(...restartOn);
    for (const [section, keys] of Object.entries(overrides))
      for (const [key, values] of Object.entries(keys)) this.setOverride(section, key, ...values);
  }

  /** The unit's name; whoever uses it comes after the service is ready. */
  public get name(): string {
    return this.resource.name;
  }

  /**
   * `ADDRESS:PORT` of its TCP readiness probe; whoever uses it comes after the service is ready.
   *
   * Throws when the service has no such probe.
   */
  public get endpoint(): string {
    if (this.probe?.tcp !== undefined) return this.resource.readiness.tcp;
    throw new Error(`Service "${this.node.path}" has no endpoint: give it the readiness Readiness.tcp(PORT).`);
  }

  /**
   * Restarts the service when something that it reads has changed.
   *
   * @param triggers such as a `ConfigFile`, a `File` or a `Package`
   */
  public restartOn(...triggers: IRestartTrigger[]): void {
    if (triggers.length === 0) return;
    for (const { triggerName, revision } of triggers) this.triggers[triggerName] = revision;
    this.resource.restartOn = this.triggers;
  }

  /**
   * Makes it come after something that is defined later.
   * @internal
   */
  public _follow(first: ITerraformDependable): void {
    follow(this.resource, first);
  }

  /**
   * Overrides a setting of the unit in a drop-in file.
   *
   * @param section of the unit file, such as `Service`
   * @param key such as `LimitNOFILE`
   * @param values one a line; an empty one takes back those before it
   */
  public setOverride(section: string, key: string, ...values: string[]): void {
    this.dropIn[section] = { ...this.dropIn[section], [key]: values };
    this.resource.overrides = this.dropIn;
  }
}
