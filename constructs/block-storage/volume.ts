import { Construct, type IConstruct } from 'constructs';
import type { IInstance } from '../compute/instance';
import { CloudResource } from '../core/cloud-resource';
import { objectName } from '../core/object-names';
import { integer, matching, type Rule, validate } from '../core/validation';
import type { IdentityLookup } from '../identity/lookup';
import * as l1 from '../l1';
import { VolumeAttachment, type VolumeAttachmentOptions } from './volume-attachment';
import type { VolumeProps } from './volume-props';
import { VolumeSnapshot, type VolumeSnapshotOptions } from './volume-snapshot';

/** A volume, in whichever way it is known. */
export interface IVolume extends IConstruct {
  /** Cinder's id of it. */
  readonly volumeId: string;
}

const SOURCES = ['image', 'snapshot', 'sourceVolume'] as const;

const RULES: readonly Rule<VolumeProps>[] = [
  objectName('name'),
  integer('sizeGib', 1, 2 ** 31 - 1),
  matching('description', /^(?!\s)[^\0]{0,255}(?<!\s)$/s, 'up to 255 characters, with no space at an end'),
  (props) => {
    const given = SOURCES.filter((key) => props[key] !== undefined);
    return given.length > 1 ? `${given.join(' and ')} are given: a volume begins as one of them.` : undefined;
  },
  ({ sizeGib, snapshot, sourceVolume }) =>
    sizeGib === undefined && !snapshot && !sourceVolume
      ? 'sizeGib is not given: give it, in GiB. Only a copy of a snapshot or volume has its size from that.'
      : undefined,
];

/** A volume: a disk that stays when an instance goes. Destroying it loses all that is stored on it. */
export class Volume extends CloudResource implements IVolume {
  /**
   * The volume of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud and the name
   */
  public static fromName(scope: Construct, id: string, lookup: IdentityLookup): IVolume {
    return new ExistingVolume(scope, id, lookup);
  }

  public readonly fqn: string;
  private readonly resource: l1.Volume;

  public constructor(scope: Construct, id: string, props: VolumeProps) {
    super(scope, id, props);
    const { name = id, image, snapshot, sourceVolume, type } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('volume', name);
    this.resource = this._define(
      l1.Volume,
      {
        name,
        description: props.description,
        sizeGb: props.sizeGib,
        volumeTypeId: type?.volumeTypeId,
        migrationPolicy: props.migrateOnTypeChange ? 'on-demand' : undefined,
        availabilityZone: props.availabilityZone,
        imageId: image?.imageId,
        snapshotId: snapshot?.snapshotId,
        sourceVolumeId: sourceVolume?.volumeId,
        bootable: props.bootable,
        metadata: props.metadata,
      },
      'volumes',
    );
    this.fqn = this.resource.fqn;
  }

  public get volumeId(): string {
    return this.resource.id;
  }

  /** Its name; whoever uses it comes after the volume. */
  public get name(): string {
    return this.resource.name;
  }

  /** Its size, in GiB. */
  public get sizeGib(): number {
    return this.resource.sizeGb;
  }

  /**
   * Gives it to an instance, which finds it as a further disk. One instance has it at a time, unless its type says otherwise.
   *
   * @param instance who gets it
   * @param options what else there is to say
   * @returns what comes after that comes after the disk is there
   */
  public attachTo(instance: IInstance, options: VolumeAttachmentOptions = {}): VolumeAttachment {
    const id = `To${instance.node.id}`;
    return new VolumeAttachment(this, id, { cloud: this.cloud, volume: this, instance, ...options });
  }

  /**
   * What it is like when this is deployed.
   *
   * @param id what it is called here, and its name unless another is given
   * @param options what else there is to say
   */
  public addSnapshot(id: string, options: VolumeSnapshotOptions = {}): VolumeSnapshot {
    return new VolumeSnapshot(this, id, { cloud: this.cloud, volume: this, ...options });
  }
}

/** A volume that the stack does not make. */
class ExistingVolume extends Construct implements IVolume {
  public readonly volumeId: string;

  public constructor(scope: Construct, id: string, lookup: IdentityLookup) {
    super(scope, id);
    validate(this, lookup, [objectName('name')]);
    const { cloud, name } = lookup;
    const found = new l1.DataStackwrightVolume(this, 'Resource', { cloud: cloud.nameIn(this), name });
    cloud._services.lookUp('volumes', found);
    this.volumeId = found.id;
  }
}
