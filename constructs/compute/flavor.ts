import { Construct, type IConstruct } from 'constructs';
import type { Cloud } from '../core/cloud';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { objectName } from '../core/object-names';
import { integer, type Rule, validate } from '../core/validation';
import type { IdentityLookup } from '../identity/lookup';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';
import { DEFAULT_FLAVORS } from './default-flavors';

/** A flavor, in whichever way it is known. */
export interface IFlavor extends IConstruct {
  /** Nova's id of it. */
  readonly flavorId: string;

  /** Its name; whoever uses it comes after the flavor. */
  readonly name: string;
}

export interface FlavorProps extends CloudResourceProps {
  /**
   * Its name, unique in the cloud.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Its id, unique in the cloud.
   *
   * @default - Nova makes a UUID
   */
  readonly flavorId?: string;

  /** Memory of a server, in MiB. */
  readonly ramMib: number;

  /** How many processors a server has. */
  readonly vcpus: number;

  /**
   * Size of a server's root disk, in GiB.
   *
   * @default 0: that of its image
   */
  readonly diskGib?: number;

  /**
   * Size of a second, empty disk that goes with the server, in GiB.
   *
   * @default 0: none
   */
  readonly ephemeralGib?: number;

  /**
   * Size of a disk for swap, in MiB.
   *
   * @default 0: none
   */
  readonly swapMib?: number;

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

  /**
   * What it asks of hosts and hypervisor besides, by Nova's keys such as `hw:cpu_policy`.
   *
   * @default - nothing
   */
  readonly extraSpecs?: { [key: string]: string };
}

const MOST = 2 ** 31 - 1;

const RULES: readonly Rule<FlavorProps>[] = [
  objectName('name'),
  integer('ramMib', 1, MOST),
  integer('vcpus', 1, MOST),
  integer('diskGib', 0, MOST),
  integer('ephemeralGib', 0, MOST),
  integer('swapMib', 0, MOST),
];

/** A size of servers. Another size is another flavor: Nova changes none, so it is replaced. */
export class Flavor extends CloudResource implements IFlavor {
  /**
   * The flavors that guides to OpenStack take for granted: m1.tiny, m1.small, m1.medium, m1.large and m1.xlarge, with the
   * ids 1 to 5.
   *
   * @param scope where they are defined
   * @param cloud the cloud they are in
   * @returns each by its name
   */
  public static defaults(scope: Construct, cloud: Cloud): { [name: string]: Flavor } {
    const flavors = DEFAULT_FLAVORS.map(
      ([name, flavorId, ramMib, vcpus, diskGib]) =>
        [name, new Flavor(scope, name, { cloud, flavorId, ramMib, vcpus, diskGib })] as const,
    );
    return Object.fromEntries(flavors);
  }

  /**
   * The flavor of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud and the name
   */
  public static fromName(scope: Construct, id: string, lookup: IdentityLookup): IFlavor {
    return new ExistingFlavor(scope, id, lookup);
  }

  public readonly fqn: string;
  /**
   * What is known of it when the program runs.
   * @internal
   */
  public readonly _size: { readonly ramMib: number; readonly diskGib: number };
  private readonly resource: l1.ComputeFlavor;

  public constructor(scope: Construct, id: string, props: FlavorProps) {
    super(scope, id, props);
    const { name = id, flavorId, ramMib, vcpus, diskGib, ephemeralGib, swapMib } = props;
    const { projects, description, extraSpecs } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('flavor', name);
    this._size = { ramMib, diskGib: diskGib ?? 0 };
    this.resource = this._define(
      l1.ComputeFlavor,
      {
        name,
        flavorId,
        ramMb: ramMib,
        vcpus,
        diskGb: diskGib,
        ephemeralGb: ephemeralGib,
        swapMb: swapMib,
        ...(projects && { isPublic: false, projectIds: projects.map(({ projectId }) => projectId) }),
        description,
        extraSpecs,
      },
      'compute',
    );
    this.fqn = this.resource.fqn;
  }

  public get flavorId(): string {
    return this.resource.id;
  }

  public get name(): string {
    return this.resource.name;
  }
}

/** A flavor that the stack does not make. */
class ExistingFlavor extends Construct implements IFlavor {
  public readonly flavorId: string;
  public readonly name: string;

  public constructor(scope: Construct, id: string, lookup: IdentityLookup) {
    super(scope, id);
    validate(this, lookup, [objectName('name')]);
    const { cloud, name } = lookup;
    const found = new l1.DataStackwrightComputeFlavor(this, 'Resource', { cloud: cloud.nameIn(this), name });
    this.flavorId = found.id;
    this.name = found.name;
  }
}
