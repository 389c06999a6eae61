import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { Secret } from '../core/secret';
import * as l1 from '../l1';
import type { IDomain } from './domain';
import { assign, inDomain, inProject, inSystem } from './grants';
import type { IProject } from './project';
import type { IRole } from './role';

/** A user of a cloud, in whichever way it is known. */
export interface IUser extends IConstruct {
  /** Keystone's id of it. */
  readonly userId: string;
}

export interface UserProps extends CloudResourceProps {
  /**
   * Its name, unique in the domain.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The user's password.
   *
   * @default - a secret of its own, named `CLOUD/users/NAME`
   */
  readonly password?: Secret;

  /**
   * The domain it is in.
   *
   * @default - the one called Default
   */
  readonly domain?: IDomain;

  /**
   * Address for mail.
   *
   * @default - none
   */
  readonly email?: string;

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Whether the user gets tokens.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The project for which a token is when none is named.
   *
   * @default - none
   */
  readonly defaultProject?: IProject;
}

/** A user of a cloud, a person or a service. */
export class User extends CloudResource implements IUser {
  public readonly fqn: string;
  /** The user's password. */
  public readonly password: Secret;
  private readonly resource: l1.IdentityUser;

  public constructor(scope: Construct, id: string, props: UserProps) {
    super(scope, id, props);
    const { name = id, domain, email, description, enabled, defaultProject } = props;
    this.password = props.password ?? Secret.named(secretName(`${props.cloud.name}/users/${name}`));
    this.resource = this._define(l1.IdentityUser, {
      name,
      domainId: domain?.domainId,
      password: this.password.reference,
      email,
      description,
      enabled,
      defaultProjectId: defaultProject?.projectId,
    });
    this.fqn = this.resource.fqn;
  }

  public get userId(): string {
    return this.resource.id;
  }

  /** Its name; whoever uses it comes after the user. */
  public get name(): string {
    return this.resource.name;
  }

  /**
   * Gives the user a role in a project.
   *
   * @param role what it may do
   * @param project where
   */
  public grant(role: IRole, project: IProject): void {
    assign(this, { userId: this.userId }, role, ...inProject(project));
  }

  /**
   * Gives the user a role in a domain: for what belongs to the domain, not to its projects.
   *
   * @param role what it may do
   * @param domain where
   */
  public grantOnDomain(role: IRole, domain: IDomain): void {
    assign(this, { userId: this.userId }, role, ...inDomain(domain));
  }

  /**
   * Gives the user a role in the whole system: for what belongs to no project or domain.
   *
   * @param role what it may do
   */
  public grantOnSystem(role: IRole): void {
    assign(this, { userId: this.userId }, role, ...inSystem());
  }
}

/** What names may have and secrets' names may not. */
function secretName(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9._/-]/g, '-');
}
