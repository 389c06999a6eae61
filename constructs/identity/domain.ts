import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import { type IdentityLookup, lookUp } from './lookup';

/** A domain, in whichever way it is known. */
export interface IDomain extends IConstruct {
  /** Keystone's id of it. */
  readonly domainId: string;

  /** Its name; whoever uses it comes after the domain. */
  readonly name: string;
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

const RULES: readonly Rule<DomainProps>[] = [identityName('name')];

/** A domain of a cloud: a space of names for users, groups and projects. All in it goes with it. */
export class Domain extends CloudResource implements IDomain {
  /**
   * The domain of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud and the name
   */
  public static fromName(scope: Construct, id: string, lookup: IdentityLookup): IDomain {
    return lookUp(scope, id, l1.DataStackwrightIdentityDomain, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.IdentityDomain;

  public constructor(scope: Construct, id: string, props: DomainProps) {
    super(scope, id, props);
    const { name = id, description, enabled } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('domain', name);
    this.resource = this._define(l1.IdentityDomain, { name, description, enabled });
    this.fqn = this.resource.fqn;
  }

  public get domainId(): string {
    return this.resource.id;
  }

  public get name(): string {
    return this.resource.name;
  }
}
