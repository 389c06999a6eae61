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
   * Names of exactly the other groups.
   *
   * @default - none
   */
  readonly groups?: string[];

  /**
   * Home directory.
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
   * Whether it is a system user: a low ID, no aging, no login unless `shell` says so.
   *
   * @default false
   */
  readonly system?: boolean;

  /**
   * Whether the home directory is made.
   *
   * @default - not for system users
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
    const {
      name = id,
      uid,
      group,
      groups,
      home,
      shell,
      comment,
      system,
      createHome,
      authorizedKeys,
      removeHome,
    } = props;
    validate(this, { ...props, name }, RULES);
    this.resource = this._define(l1.SystemUser, {
      name,
      uid,
      group,
      groups,
      home,
      shell,
      comment,
      systemAttribute: system,
      createHome,
      authorizedKeys,
      removeHome,
    });
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
