import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import * as l1 from '../l1';

/** A domain, in whichever way it is known. */
export interface IDomain extends IConstruct {
  /** Keystone's id of it. */
  readonly domainId: string;
}

export interface DomainProps extends CloudResourceProps {
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

  /**
   * Whether its users get tokens.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/** A domain of a cloud: a space of names for users, groups and projects. All in it goes with it. */
export class Domain extends CloudResource implements IDomain {
  public readonly fqn: string;
  private readonly resource: l1.IdentityDomain;

  public constructor(scope: Construct, id: string, props: DomainProps) {
    super(scope, id, props);
    const { name = id, description, enabled } = props;
    this.resource = this._define(l1.IdentityDomain, { name, description, enabled });
    this.fqn = this.resource.fqn;
  }

  public get domainId(): string {
    return this.resource.id;
  }

  /** Its name; whoever uses it comes after the domain. */
  public get name(): string {
    return this.resource.name;
  }
}
