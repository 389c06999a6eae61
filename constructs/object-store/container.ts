import { Construct, type IConstruct } from 'constructs';
import type { Cloud } from '../core/cloud';
import { CloudResource } from '../core/cloud-resource';
import { integer, matching, type Rule, validate } from '../core/validation';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';
import { CONTAINER_NAME, CONTAINER_NAME_FORM } from './container-name';
import type { ContainerLookup, ContainerProps } from './container-props';
import { metadataRule } from './metadata-rule';
import { ObjectUpload } from './object-upload';
import type { ObjectUploadOptions } from './object-upload-props';

/** A container of Swift, in whichever way it is known. */
export interface IContainer extends IConstruct {
  /** The cloud it is in. */
  readonly cloud: Cloud;

  /** Its name; whoever uses it comes after the container. */
  readonly name: string;

  /** Keystone's id of the project in whose account it is. */
  readonly projectId: string;
}

const MOST = Number.MAX_SAFE_INTEGER;

const containerName = matching('name', CONTAINER_NAME, CONTAINER_NAME_FORM);

const RULES: readonly Rule<ContainerProps>[] = [
  containerName,
  integer('quotaBytes', 0, MOST),
  integer('quotaCount', 0, MOST),
  metadataRule,
  ({ writers = [] }) => {
    const wrong = writers.find(({ mayWrite }) => !mayWrite);
    return wrong && `writers has ${JSON.stringify(wrong.element)}: Swift lets nobody write without a token.`;
  },
];

/** A container of Swift: what objects are kept in. It waits for Swift where the same stack makes that. */
export class Container extends CloudResource implements IContainer {
  /**
   * The container of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud, the name and the project
   */
  public static fromName(scope: Construct, id: string, lookup: ContainerLookup): IContainer {
    return new ExistingContainer(scope, id, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.ObjectContainer;

  public constructor(scope: Construct, id: string, props: ContainerProps) {
    super(scope, id, props);
    const { name = id, project, readers, writers } = props;
    validate(this, { ...props, name }, RULES);
    this._claim(nounIn(project), name);
    this.resource = this._define(
      l1.ObjectContainer,
      {
        name,
        projectId: project?.projectId,
        readAcl: readers?.map(({ element }) => element),
        writeAcl: writers?.map(({ element }) => element),
        quotaBytes: props.quotaBytes,
        quotaCount: props.quotaCount,
        versionsEnabled: props.versions,
        storagePolicy: props.storagePolicy,
        metadata: props.metadata,
        tempUrlKey: props.tempUrlKey?.reference,
        tempUrlKey2: props.secondTempUrlKey?.reference,
        forceDestroy: props.forceDestroy,
      },
      'objects',
    );
    this.fqn = this.resource.fqn;
  }

  public get name(): string {
    return this.resource.name;
  }

  public get projectId(): string {
    return this.resource.projectId;
  }

  /**
   * Keeps an object in it.
   *
   * @param id what the object is called in the stack, and in the container unless the options give it a name
   * @param options its content, and what is said of it
   */
  public addObject(id: string, options: ObjectUploadOptions): ObjectUpload {
    return new ObjectUpload(this, id, { ...options, container: this });
  }
}

/** Two projects may each have one of a name. */
function nounIn(project: IProject | undefined): string {
  return project ? `container of the project "${project.node.path}"` : 'container';
}

/** A container that the stack does not make. */
class ExistingContainer extends Construct implements IContainer {
  public readonly cloud: Cloud;
  public readonly name: string;
  public readonly projectId: string;

  public constructor(scope: Construct, id: string, { cloud, name, project }: ContainerLookup) {
    super(scope, id);
    validate(this, { name }, [containerName]);
    const found = new l1.DataStackwrightObjectContainer(this, 'Resource', {
      cloud: cloud.nameIn(this),
      name,
      projectId: project?.projectId,
    });
    cloud._services.lookUp('objects', found);
    this.cloud = cloud;
    this.name = found.name;
    this.projectId = found.projectId;
  }
}
