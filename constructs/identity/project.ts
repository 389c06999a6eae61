import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { eachMatching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { IDomain } from './domain';
import { type IdentityInDomainLookup, lookUp } from './lookup';

/** A project, in whichever way it is known. */
export interface IProject extends IConstruct {
  /** Keystone's id of it. */
  readonly projectId: string;

  /** Its name; whoever uses it comes after the project. */
  readonly name: string;

  /** Keystone's id of the domain it is in. */
  readonly domainId: string;
}

export interface ProjectProps extends CloudResourceProps {
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

  /**
   * Whether its users get tokens for it.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The project above it.
   *
   * @default - it stands right below the domain
   */
  readonly parent?: IProject;

  /**
   * Words by which it can be found.
   *
   * @default - none
   */
  readonly tags?: string[];
}

const RULES: readonly Rule<ProjectProps>[] = [
  identityName('name'),
  eachMatching('tags', /^[^,/]{1,255}$/, 'up to 255 characters without "," and "/"'),
];

/** A project of a cloud: what owns servers, volumes and images. It used to be called a tenant. */
export class Project extends CloudResource implements IProject {
  /**
   * The project of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud, the name and the domain
   */
  public static fromName(scope: Construct, id: string, lookup: IdentityInDomainLookup): IProject {
    return lookUp(scope, id, l1.DataStackwrightIdentityProject, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.IdentityProject;

  public constructor(scope: Construct, id: string, props: ProjectProps) {
    super(scope, id, props);
    const { name = id, domain, description, enabled, parent, tags } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('project', name, domain);
    this.resource = this._define(l1.IdentityProject, {
      name,
      domainId: domain?.domainId,
      description,
      enabled,
      parentId: parent?.projectId,
      tags,
    });
    this.fqn = this.resource.fqn;
  }

  public get projectId(): string {
    return this.resource.id;
  }

  public get name(): string {
    return this.resource.name;
  }

  public get domainId(): string {
    return this.resource.domainId;
  }
}
