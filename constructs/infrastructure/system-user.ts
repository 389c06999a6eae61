import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { absolutePath, eachMatching, integer, matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

export interface SystemUserProps extends HostResourceProps {
  /**
   * Login name.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Numeric ID, up to 4294967294.
   *
   * @default - the host chooses
   */
  readonly uid?: number;

  /**
   * Name of the primary group.
   *
   * @default - a group of the user's name
   */
  readonly group?: string;

  /**
   * Names of all other groups. They must exist; the user is taken out of any that is not named.
   *
   * @default - none
   */
  readonly groups?: string[];

  /**
   * Home directory. A change moves what is in it.
   *
   * @default - what the host makes of the name
   */
  readonly home?: string;

  /**
   * Login shell.
   *
   * @default - /bin/bash, or /usr/sbin/nologin for a system user
   */
  readonly shell?: string;

  /**
   * Full name, or what the user is for.
   *
   * @default - none
   */
  readonly comment?: string;

  /**
   * Whether it is a system user: its ID is from the range for those, and nobody logs in as it unless `shell` says so.
   *
   * @default false
   */
  readonly system?: boolean;

  /**
   * Whether the home directory is made.
   *
   * @default true
   */
  readonly createHome?: boolean;

  /**
   * Public keys that may log in as the user; all lines of its authorized_keys.
   *
   * @default - they are left as they are
   */
  readonly authorizedKeys?: string[];

  /**
   * Whether the home directory goes with the user when this is destroyed.
   *
   * @default false
   */
  readonly removeHome?: boolean;
}

const NAME = /^[a-z_][a-z0-9_-]{0,31}$/;
const NAME_FORM = 'up to 32 of a-z, 0-9, "_" and "-", with a letter or "_" first';
const RULES: readonly Rule<SystemUserProps>[] = [
  matching('name', NAME, NAME_FORM),
  integer('uid', 1, 4_294_967_294),
  matching('group', NAME, NAME_FORM),
  eachMatching('groups', NAME, NAME_FORM),
  absolutePath('home'),
  absolutePath('shell'),
  matching('comment', /^[^:\n]*$/, 'one line without colons'),
  eachMatching('authorizedKeys', /^[^\n]+$/, 'one public key a line'),
];

/** A user account on a host. */
export class SystemUser extends HostResource {
  public readonly fqn: string;
  private readonly resource: l1.SystemUser;

  public constructor(scope: Construct, id: string, props: SystemUserProps) {
    super(scope, id, props);
    const named = { ...props, name: props.name ?? id };
    validate(this, named, RULES);
    this.resource = this._define(l1.SystemUser, { ...named, systemAttribute: props.system });
    this.fqn = this.resource.fqn;
  }

  /** Login name; whoever uses it comes after the user. */
  public get name(): string {
    return this.resource.name;
  }

  /** Numeric ID, known once the user is there. */
  public get uid(): number {
    return this.resource.uid;
  }

  /** Name of the primary group. */
  public get group(): string {
    return this.resource.group;
  }

  /** Home directory. */
  public get home(): string {
    return this.resource.home;
  }
}
