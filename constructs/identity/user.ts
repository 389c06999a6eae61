import { createHash } from 'node:crypto';
import { Token } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import type { Cloud } from '../core/cloud';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { Secret } from '../core/secret';
import { matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { IDomain } from './domain';
import { Grants } from './grants';
import { type IdentityInDomainLookup, lookUp } from './lookup';
import type { IProject } from './project';
import type { IRole } from './role';

/** A user of a cloud, in whichever way it is known. */
export interface IUser extends IConstruct {
  /** Keystone's id of it. */
  readonly userId: string;

  /** Its name; whoever uses it comes after the user. */
  readonly name: string;

  /** Keystone's id of the domain it is in. */
  readonly domainId: string;
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
   * @default - a secret of its own, named `CLOUD/users/NAME`, or `CLOUD/domains/ID/users/NAME` in a domain construct of that id;
   * characters that a secret's name cannot have are replaced
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

const RULES: readonly Rule<UserProps>[] = [
  identityName('name'),
  matching('email', /^\S+@\S+$/, 'an address such as "joe@cloud.example"'),
  ({ name, password }) =>
    Token.isUnresolved(name) && password === undefined
      ? 'name is known only when Terraform runs, so no secret can be named after it: give a password.'
      : undefined,
];

/** A user of a cloud, a person or a service. */
export class User extends CloudResource implements IUser {
  /**
   * The user of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud, the name and the domain
   */
  public static fromName(scope: Construct, id: string, lookup: IdentityInDomainLookup): IUser {
    return lookUp(scope, id, l1.DataStackwrightIdentityUser, lookup);
  }

  public readonly fqn: string;
  /** The user's password. */
  public readonly password: Secret;
  /** The project for which a token is when none is named. */
  public readonly defaultProject?: IProject;
  private readonly resource: l1.IdentityUser;
  private readonly grants: Grants;

  public constructor(scope: Construct, id: string, props: UserProps) {
    super(scope, id, props);
    const { name = id, domain, email, description, enabled, defaultProject } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('user', name, domain);
    this.password = props.password ?? ownSecret(props.cloud, name, domain);
    this.defaultProject = defaultProject;
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
    this.grants = new Grants(this, { userId: this.userId });
  }

  public get userId(): string {
    return this.resource.id;
  }

  public get name(): string {
    return this.resource.name;
  }

  public get domainId(): string {
    return this.resource.domainId;
  }

  /**
   * Gives the user a role in a project. To give it twice is to give it once.
   *
   * @param role what it may do
   * @param project where
   */
  public grant(role: IRole, project: IProject): void {
    this.grants.inProject(role, project);
  }

  /**
   * Gives the user a role in a domain: for what belongs to the domain, not to its projects.
   *
   * @param role what it may do
   * @param domain where
   */
  public grantOnDomain(role: IRole, domain: IDomain): void {
    this.grants.inDomain(role, domain);
  }

  /**
   * Gives the user a role in the whole system: for what belongs to no project or domain.
   *
   * @param role what it may do
   */
  public grantOnSystem(role: IRole): void {
    this.grants.inSystem(role);
  }

  /**
   * For who acts as the user in a project: Keystone's id of the project, known once the user has the roles that `grant` gives there.
   * @internal
   */
  public _projectId(project: IProject): string {
    return this.grants.projectId(project);
  }
}

/** Users whose names differ only in what secrets' names cannot have still have different ones. */
function ownSecret({ name: cloud }: Cloud, name: string, domain?: IDomain): Secret {
  const readable = [cloud, ...(domain ? ['domains', domain.node.id] : []), 'users', name].join('/').toLowerCase();
  const allowed = readable.replace(/[^a-z0-9._/-]/g, '-');
  if (allowed === readable) return Secret.named(readable);
  return Secret.named(`${allowed}-${createHash('sha256').update(readable).digest('hex').slice(0, 8)}`);
}
