import type { Construct } from 'constructs';
import type { IInstance } from '../compute/instance';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { IVolume } from './volume';

/** How an instance has a volume. */
export interface VolumeAttachmentOptions {
  /**
   * A word by which the guest finds the disk in its metadata.
   *
   * @default - none
   */
  readonly tag?: string;

  /**
   * Whether the volume goes, with its data, when the instance goes.
   *
   * @default false
   */
  readonly deleteOnTermination?: boolean;
}

export interface VolumeAttachmentProps extends CloudResourceProps, VolumeAttachmentOptions {
  /** What the instance is given. */
  readonly volume: IVolume;

  /** Who gets it. */
  readonly instance: IInstance;
}

const RULES: readonly Rule<VolumeAttachmentProps>[] = [
  matching('tag', /^[^,/]{1,60}$/, 'up to 60 characters without "," and "/"'),
];

/** That an instance has a volume as a further disk. Destroying it takes the disk from the guest; the data stay on the volume. */
export class VolumeAttachment extends CloudResource {
  public readonly fqn: string;
  private readonly resource: l1.VolumeAttachment;

  public constructor(scope: Construct, id: string, props: VolumeAttachmentProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { volume, instance, tag, deleteOnTermination } = props;
    this.cloud._claim('volume', `"${volume.node.path}" attached to the instance "${instance.node.path}"`, this);
    this.resource = this._define(
      l1.VolumeAttachment,
      { volumeId: volume.volumeId, instanceId: instance.instanceId, tag, deleteOnTermination },
      'instances',
      'volumes',
    );
    this.fqn = this.resource.fqn;
  }

  /** What Nova calls the disk, as in `/dev/vdb`. The guest may call it otherwise. */
  public get device(): string {
    return this.resource.device;
  }
}
