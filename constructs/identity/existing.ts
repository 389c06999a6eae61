import { Construct } from 'constructs';
import type { IDomain } from './domain';
import type { IGroup } from './group';
import type { IProject } from './project';
import type { IRole } from './role';
import type { IUser } from './user';

/** What is known of an object of a cloud. */
export interface Facts {
  readonly id: string;
  readonly name: string;
  /** Only of what is in a domain. */
  readonly domainId?: string;
}

/** An object of a cloud that the stack does not make: it comes with Keystone, or was there before. */
export class Existing extends Construct implements IDomain, IGroup, IProject, IRole, IUser {
  public readonly name: string;
  public readonly domainId: string;
  private readonly keystoneId: string;

  /**
   * @param scope as of every construct
   * @param id as of every construct
   * @param find tells of the object; what it needs for that goes into the construct
   */
  public constructor(scope: Construct, id: string, find: (self: Construct) => Facts) {
    super(scope, id);
    const facts = find(this);
    this.keystoneId = facts.id;
    this.name = facts.name;
    // A domain is in none, and is one.
    this.domainId = facts.domainId ?? facts.id;
  }

  public get groupId(): string {
    return this.keystoneId;
  }

  public get projectId(): string {
    return this.keystoneId;
  }

  public get roleId(): string {
    return this.keystoneId;
  }

  public get userId(): string {
    return this.keystoneId;
  }
}
