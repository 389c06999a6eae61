import { Construct } from 'constructs';
import type { IProject } from './project';
import type { IRole } from './role';
import type { IUser } from './user';

/** What `Keystone` brings along: known by an id that is told when it is bootstrapped. */
export class Bootstrapped extends Construct implements IProject, IRole, IUser {
  public constructor(
    scope: Construct,
    id: string,
    private readonly keystoneId: string,
  ) {
    super(scope, id);
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
