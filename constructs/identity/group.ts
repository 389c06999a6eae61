import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import * as l1 from '../l1';
import type { IDomain } from './domain';
import { assign, inDomain, inProject, inSystem } from './grants';
import type { IProject } from './project';
import type { IRole } from './role';
import type { User } from './user';

/** A group of users, in whichever way it is known. */
export interface IGroup extends IConstruct {
  /** Keystone's id of it. */
  readonly groupId: string;
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

/** A group of users. What roles it has, all its members have. */
export class Group extends CloudResource implements IGroup {
  public readonly fqn: string;
  private readonly resource: l1.IdentityGroup;

  public constructor(scope: Construct, id: string, props: GroupProps) {
    super(scope, id, props);
    const { name = id, domain, description } = props;
    this.resource = this._define(l1.IdentityGroup, { name, domainId: domain?.domainId, description });
    this.fqn = this.resource.fqn;
  }

  public get groupId(): string {
    return this.resource.id;
  }

  /** Its name; whoever uses it comes after the group. */
  public get name(): string {
    return this.resource.name;
  }

  /** Makes users members. */
  public addUsers(...users: User[]): void {
    for (const user of users) {
      new l1.IdentityGroupMembership(this, `Member ${user.node.id}`, {
        cloud: this.cloud.nameIn(this),
        groupId: this.groupId,
        userId: user.userId,
      });
    }
  }

  /**
   * Gives all members a role in a project.
   *
   * @param role what they may do
   * @param project where
   */
  public grant(role: IRole, project: IProject): void {
    assign(this, { groupId: this.groupId }, role, ...inProject(project));
  }

  /**
   * Gives all members a role in a domain: for what belongs to the domain, not to its projects.
   *
   * @param role what they may do
   * @param domain where
   */
  public grantOnDomain(role: IRole, domain: IDomain): void {
    assign(this, { groupId: this.groupId }, role, ...inDomain(domain));
  }

  /**
   * Gives all members a role in the whole system: for what belongs to no project or domain.
   *
   * @param role what they may do
   */
  public grantOnSystem(role: IRole): void {
    assign(this, { groupId: this.groupId }, role, ...inSystem());
  }
}
