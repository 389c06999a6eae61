import { Construct, type IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { objectName } from '../core/object-names';
import { matching, type Rule, validate } from '../core/validation';
import type { IdentityLookup } from '../identity/lookup';
import * as l1 from '../l1';
import type { IVolume } from './volume';

/** A snapshot of a volume, in whichever way it is known. */
export interface IVolumeSnapshot extends IConstruct {
  /** Cinder's id of it. */
  readonly snapshotId: string;
}

/** What there is to say of a snapshot besides its volume. */
export interface VolumeSnapshotOptions {
  /**
   * Its name, for one snapshot of the project.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Keys and values to find it by.
   *
   * @default - none
   */
  readonly metadata?: { [key: string]: string };

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;
}

export interface VolumeSnapshotProps extends CloudResourceProps, VolumeSnapshotOptions {
  /** The volume of which it is one. */
  readonly volume: IVolume;
}

const RULES: readonly Rule<VolumeSnapshotProps>[] = [
  objectName('name'),
  matching('description', /^(?!\s)[^\0]{0,255}(?<!\s)$/s, 'up to 255 characters, with no space at an end'),
];

/** What a volume was like when this was made, from which other volumes are made. */
export class VolumeSnapshot extends CloudResource implements IVolumeSnapshot {
  /**
   * The snapshot of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud and the name
   */
  public static fromName(scope: Construct, id: string, lookup: IdentityLookup): IVolumeSnapshot {
    return new ExistingVolumeSnapshot(scope, id, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.VolumeSnapshot;

  public constructor(scope: Construct, id: string, props: VolumeSnapshotProps) {
    super(scope, id, props);
    const { name = id, volume, metadata, description } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('volume snapshot', name);
    this.resource = this._define(
      l1.VolumeSnapshot,
      { name, volumeId: volume.volumeId, metadata, description },
      'volumes',
    );
    this.fqn = this.resource.fqn;
  }

  public get snapshotId(): string {
    return this.resource.id;
  }

  /** Its name; whoever uses it comes after the snapshot. */
  public get name(): string {
    return this.resource.name;
  }
}

/** A snapshot that the stack does not make. */
class ExistingVolumeSnapshot extends Construct implements IVolumeSnapshot {
  public readonly snapshotId: string;

  public constructor(scope: Construct, id: string, lookup: IdentityLookup) {
    super(scope, id);
    validate(this, lookup, [objectName('name')]);
    const { cloud, name } = lookup;
    const found = new l1.DataStackwrightVolumeSnapshot(this, 'Resource', { cloud: cloud.nameIn(this), name });
    cloud._services.lookUp('volumes', found);
    this.snapshotId = found.id;
  }
}
