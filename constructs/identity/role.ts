import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import { type IdentityLookup, lookUp } from './lookup';

/** A role, in whichever way it is known. */
export interface IRole extends IConstruct {
  /** Keystone's id of it. */
  readonly roleId: string;

  /** Its name; whoever uses it comes after the role. */
  readonly name: string;
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

const RULES: readonly Rule<RoleProps>[] = [identityName('name')];

/** A role: what it allows is said by the policy of each service. `admin`, `member` and `reader` come with `Keystone`. */
export class Role extends CloudResource implements IRole {
  /**
   * The role of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud and the name
   */
  public static fromName(scope: Construct, id: string, lookup: IdentityLookup): IRole {
    return lookUp(scope, id, l1.DataStackwrightIdentityRole, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.IdentityRole;

  public constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id, props);
    const { name = id, description } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('role', name);
    this.resource = this._define(l1.IdentityRole, { name, description });
    this.fqn = this.resource.fqn;
  }

  public get roleId(): string {
    return this.resource.id;
  }

  public get name(): string {
    return this.resource.name;
  }
}
