import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { IDomain } from './domain';
import { Grants } from './grants';
import { type IdentityInDomainLookup, lookUp } from './lookup';
import type { IProject } from './project';
import { Relations } from './relations';
import type { IRole } from './role';
import type { IUser } from './user';

/** A group of users, in whichever way it is known. */
export interface IGroup extends IConstruct {
  /** Keystone's id of it. */
  readonly groupId: string;

  /** Its name; whoever uses it comes after the group. */
  readonly name: string;

  /** Keystone's id of the domain it is in. */
  readonly domainId: string;
}

export interface GroupProps extends CloudResourceProps {
  /**
   * Its name, unique in the domain.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The domain it is in.
   *
   * @default - the one called Default
   */
  readonly domain?: IDomain;

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;
}

const RULES: readonly Rule<GroupProps>[] = [identityName('name')];

/** A group of users. What roles it has, all its members have. */
export class Group extends CloudResource implements IGroup {
  /**
   * The group of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud, the name and the domain
   */
  public static fromName(scope: Construct, id: string, lookup: IdentityInDomainLookup): IGroup {
    return lookUp(scope, id, l1.DataStackwrightIdentityGroup, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.IdentityGroup;
  private readonly grants: Grants;
  private readonly members = new Relations();

  public constructor(scope: Construct, id: string, props: GroupProps) {
    super(scope, id, props);
    const { name = id, domain, description } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('group', name, domain);
    this.resource = this._define(l1.IdentityGroup, { name, domainId: domain?.domainId, description });
    this.fqn = this.resource.fqn;
    this.grants = new Grants(this, { groupId: this.groupId });
  }

  public get groupId(): string {
    return this.resource.id;
  }

  public get name(): string {
    return this.resource.name;
  }

  public get domainId(): string {
    return this.resource.domainId;
  }

  /**
   * Makes users members. Who is one already stays one.
   *
   * @param users those who have all roles of the group from then on
   */
  public addUsers(...users: IUser[]): void {
    for (const user of users) {
      this.members.define(`Member ${user.node.id}`, [user], (id) => {
        new l1.IdentityGroupMembership(this, id, {
          cloud: this.cloud.nameIn(this),
          groupId: this.groupId,
          userId: user.userId,
        });
      });
    }
  }

  /**
   * Gives all members a role in a project. To give it twice is to give it once.
   *
   * @param role what they may do
   * @param project where
   */
  public grant(role: IRole, project: IProject): void {
    this.grants.inProject(role, project);
  }

  /**
   * Gives all members a role in a domain: for what belongs to the domain, not to its projects.
   *
   * @param role what they may do
   * @param domain where
   */
  public grantOnDomain(role: IRole, domain: IDomain): void {
    this.grants.inDomain(role, domain);
  }

  /**
   * Gives all members a role in the whole system: for what belongs to no project or domain.
   *
   * @param role what they may do
   */
  public grantOnSystem(role: IRole): void {
    this.grants.inSystem(role);
  }
}
