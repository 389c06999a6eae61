import { Fn } from 'cdktf';
import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import type { IRestartTrigger } from '../core/restart-trigger';
import { eachMatching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

/** What becomes of packages when they are taken out of the stack. Packages that were there before always stay. */
export enum PackageRemoval {
  /** They go with their configuration and, as some packages do, their data. */
  PURGE = 'purge',
  /** They go; their configuration stays. */
  REMOVE = 'remove',
  /** They stay. */
  KEEP = 'keep',
}

export interface PackageProps extends HostResourceProps {
  /** Names of the packages. */
  readonly packages: string[];

  /**
   * Whether upgrades pass the packages over.
   *
   * @default false
   */
  readonly hold?: boolean;

  /**
   * Whether recommended packages are installed too.
   *
   * @default false
   */
  readonly recommends?: boolean;

  /**
   * Whether the packages may start their daemons while they are installed.
   *
   * Left to a `Service`, a daemon starts once, with its final configuration.
   *
   * @default false
   */
  readonly startServices?: boolean;

  /**
   * Answers to the questions that packages ask when they are installed: `QUESTION TYPE` to value, as in `nova/my-ip string`.
   *
   * @default - their defaults
   */
  readonly debconf?: Record<string, string>;

  /**
   * What becomes of the packages when this is destroyed.
   *
   * @default PackageRemoval.PURGE
   */
  readonly onDestroy?: PackageRemoval;
}

const RULES: readonly Rule<PackageProps>[] = [
  ({ packages }) => (packages.length === 0 ? 'packages is empty: name at least one.' : undefined),
  eachMatching('packages', /^[a-z0-9][a-z0-9+.-]+$/, 'the name of a package, without a version'),
];

/** A set of packages that are installed on a host. */
export class Package extends HostResource implements IRestartTrigger {
  public readonly fqn: string;
  public readonly triggerName: string;
  private readonly resource: l1.PackageResource;

  public constructor(scope: Construct, id: string, props: PackageProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    this.resource = this._define(l1.PackageResource, props);
    this.fqn = this.resource.fqn;
    this.triggerName = `package ${props.packages.join(' ')}`;
  }

  /** The installed version of one of the packages. */
  public versionOf(name: string): string {
    return Fn.lookup(this.resource.versions, name);
  }

  /** Changes with the version of any of the packages. */
  public get revision(): string {
    return Fn.jsonencode(this.resource.versions);
  }
}
