import { Construct, type IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { objectName } from '../core/object-names';
import { matching, type Rule, validate } from '../core/validation';
import type { IdentityLookup } from '../identity/lookup';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';

/** A volume type, in whichever way it is known. */
export interface IVolumeType extends IConstruct {
  /** Cinder's id of it. */
  readonly volumeTypeId: string;

  /** Its name; whoever uses it comes after the type. */
  readonly name: string;
}

export interface VolumeTypeProps extends CloudResourceProps {
  /**
   * Its name, unique in the cloud.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The backend that has its volumes, by the name that this gives itself: `volume_backend_name` in cinder.conf.
   *
   * @default - any, or what `extraSpecs` say
   */
  readonly backendName?: string;

  /**
   * What it asks of backends besides, by Cinder's keys such as `multiattach`. Cinder changes none while there are volumes of the
   * type.
   *
   * @default - nothing
   */
  readonly extraSpecs?: { [key: string]: string };

  /**
   * The only projects that may use it.
   *
   * @default - it is public
   */
  readonly projects?: IProject[];

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;
}

const BACKEND_NAME = 'volume_backend_name';

const RULES: readonly Rule<VolumeTypeProps>[] = [
  objectName('name'),
  matching('description', /^(?!\s)[^\0]{0,255}(?<!\s)$/s, 'up to 255 characters, with no space at an end'),
  ({ backendName, extraSpecs = {} }) =>
    backendName !== undefined && BACKEND_NAME in extraSpecs
      ? `extraSpecs has ${BACKEND_NAME}, which is said already by backendName: keep one of them.`
      : undefined,
];

/** A kind of volumes, by what it asks of the backends that have them. */
export class VolumeType extends CloudResource implements IVolumeType {
  /**
   * The volume type of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud and the name
   */
  public static fromName(scope: Construct, id: string, lookup: IdentityLookup): IVolumeType {
    return new ExistingVolumeType(scope, id, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.VolumeType;

  public constructor(scope: Construct, id: string, props: VolumeTypeProps) {
    super(scope, id, props);
    const { name = id, backendName, extraSpecs, projects, description } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('volume type', name);
    const specs = { ...extraSpecs, ...(backendName !== undefined && { [BACKEND_NAME]: backendName }) };
    this.resource = this._define(
      l1.VolumeType,
      {
        name,
        description,
        extraSpecs: Object.keys(specs).length > 0 ? specs : undefined,
        ...(projects && { isPublic: false, projectIds: projects.map(({ projectId }) => projectId) }),
      },
      'block-storage',
    );
    this.fqn = this.resource.fqn;
  }

  public get volumeTypeId(): string {
    return this.resource.id;
  }

  public get name(): string {
    return this.resource.name;
  }
}

/** A volume type that the stack does not make. */
class ExistingVolumeType extends Construct implements IVolumeType {
  public readonly volumeTypeId: string;
  public readonly name: string;

  public constructor(scope: Construct, id: string, lookup: IdentityLookup) {
    super(scope, id);
    validate(this, lookup, [objectName('name')]);
    const { cloud, name } = lookup;
    const found = new l1.DataStackwrightVolumeType(this, 'Resource', { cloud: cloud.nameIn(this), name });
    cloud._services.lookUp('block-storage', found);
    this.volumeTypeId = found.id;
    this.name = found.name;
  }
}
