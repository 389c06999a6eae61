import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import * as l1 from '../l1';

/** A role, in whichever way it is known. */
export interface IRole extends IConstruct {
  /** Keystone's id of it. */
  readonly roleId: string;
}

export interface RoleProps extends CloudResourceProps {
  /**
   * Its name, unique in the cloud.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;
}

/** A role: what it allows is said by the policy of each service. `admin`, `member` and `reader` come with `Keystone`. */
export class Role extends CloudResource implements IRole {
  public readonly fqn: string;
  private readonly resource: l1.IdentityRole;

  public constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id, props);
    const { name = id, description } = props;
    this.resource = this._define(l1.IdentityRole, { name, description });
    this.fqn = this.resource.fqn;
  }

  public get roleId(): string {
    return this.resource.id;
  }

  /** Its name; whoever uses it comes after the role. */
  public get name(): string {
    return this.resource.name;
  }
}
