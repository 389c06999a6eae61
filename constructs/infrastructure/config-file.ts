import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import type { IRestartTrigger } from '../core/restart-trigger';
import { absolutePath, fileMode, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

export interface ConfigFileProps extends HostResourceProps {
  /** Absolute path on the host. */
  readonly path: string;

  /**
   * Values by section and key. Values may refer to a `Secret`.
   *
   * @default - none; `set` adds some
   */
  readonly settings?: Record<string, Record<string, string>>;

  /**
   * Keys that occur several times, by section and key, with their values in order (oslo.config's `MultiStrOpt`).
   *
   * @default - none; `repeat` adds some
   */
  readonly repeated?: Record<string, Record<string, string[]>>;

  /**
   * Keys that stand alone on their line, without a value, by section.
   *
   * @default - none; `flag` adds some
   */
  readonly flags?: Record<string, string[]>;

  /**
   * Keys that must not be there, by section.
   *
   * @default - none; `forbid` adds some
   */
  readonly absent?: Record<string, string[]>;

  /**
   * Name of the owner.
   *
   * @default - it stays as it is
   */
  readonly owner?: string;

  /**
   * Name of the group.
   *
   * @default - it stays as it is
   */
  readonly group?: string;

  /**
   * Permissions, as an octal mode.
   *
   * @default - they stay as they are; '0600' for a new file
   */
  readonly mode?: string;

  /**
   * Whether the file is made when it is missing.
   *
   * @default false - a missing file is an error
   */
  readonly create?: boolean;
}

const RULES: readonly Rule<ConfigFileProps>[] = [absolutePath('path'), fileMode('mode')];

/**
 * Some keys of an INI file on a host: each is an entry of its own in a plan. Comments, order and all other keys stay as they
 * are, and the former values come back when this is destroyed.
 */
export class ConfigFile extends HostResource implements IRestartTrigger {
  public readonly fqn: string;
  public readonly triggerName: string;
  private readonly resource: l1.ConfigFile;
  private readonly values: Record<string, Record<string, string>> = {};
  private readonly lists: Record<string, Record<string, string[]>> = {};
  private readonly flagged: Record<string, string[]> = {};
  private readonly forbidden: Record<string, string[]> = {};

  public constructor(scope: Construct, id: string, props: ConfigFileProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { path, owner, group, mode, create } = props;
    this.resource = this._define(l1.ConfigFile, { path, owner, group, mode, create });
    this.fqn = this.resource.fqn;
    this.triggerName = path;
    for (const [section, keys] of entries(props.settings))
      for (const [key, value] of entries(keys)) this.set(section, key, value);
    for (const [section, keys] of entries(props.repeated))
      for (const [key, values] of entries(keys)) this.repeat(section, key, values);
    for (const [section, keys] of entries(props.flags)) for (const key of keys) this.flag(section, key);
    for (const [section, keys] of entries(props.absent)) for (const key of keys) this.forbid(section, key);
  }

  /** The path on the host; whoever uses it comes after the file. */
  public get path(): string {
    return this.resource.path;
  }

  public get revision(): string {
    return this.resource.revision;
  }

  /** The values that were set, by section and key. */
  public get settings(): Record<string, Record<string, string>> {
    return Object.fromEntries(entries(this.values).map(([section, keys]) => [section, { ...keys }]));
  }

  /**
   * Sets a key, also one that is set already: the last one counts.
   *
   * @param section without brackets; '' for keys before the first section
   * @param key the key
   * @param value one line of text; it may refer to a `Secret`
   */
  public set(section: string, key: string, value: string): void {
    this.values[section] = { ...this.values[section], [key]: value };
    this.resource.settings = this.settings;
  }

  /**
   * Sets a key that occurs several times.
   *
   * @param section without brackets
   * @param key the key
   * @param values in order, one a line
   */
  public repeat(section: string, key: string, values: string[]): void {
    this.lists[section] = { ...this.lists[section], [key]: [...values] };
    this.resource.repeated = this.lists;
  }

  /**
   * Sets a key that stands alone on its line.
   *
   * @param section without brackets
   * @param key the key
   */
  public flag(section: string, key: string): void {
    this.flagged[section] = [...(this.flagged[section] ?? []), key];
    this.resource.flags = this.flagged;
  }

  /**
   * Keeps a key away.
   *
   * @param section without brackets
   * @param key the key
   */
  public forbid(section: string, key: string): void {
    this.forbidden[section] = [...(this.forbidden[section] ?? []), key];
    this.resource.absent = this.forbidden;
  }
}

function entries<T>(record: Record<string, T> | undefined): [string, T][] {
  return Object.entries(record ?? {});
}
