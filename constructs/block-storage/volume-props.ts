import type { CloudResourceProps } from '../core/cloud-resource';
import type { IImage } from '../image/image';
import type { IVolume } from './volume';
import type { IVolumeSnapshot } from './volume-snapshot';
import type { IVolumeType } from './volume-type';

export interface VolumeProps extends CloudResourceProps {
  /**
   * Its name, for one volume of the project.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Its size, in GiB. It grows in place; a smaller one is refused by the plan.
   *
   * @default - that of `snapshot` or `sourceVolume`
   */
  readonly sizeGib?: number;

  /**
   * What kind of volume it is. Another one is given to it in place, as far as `migrateOnTypeChange` allows.
   *
   * @default - the default type of the project or of Cinder
   */
  readonly type?: IVolumeType;

  /**
   * Whether another type may move the data to another backend. Otherwise a type of which another backend has the volumes is refused.
   *
   * @default false
   */
  readonly migrateOnTypeChange?: boolean;

  /**
   * The availability zone that it is in.
   *
   * @default - Cinder's
   */
  readonly availabilityZone?: string;

  /**
   * An image that is copied into it, so that instances boot from it.
   *
   * @default - none: it is blank, or a copy
   */
  readonly image?: IImage;

  /**
   * A snapshot that is copied into it.
   *
   * @default - none
   */
  readonly snapshot?: IVolumeSnapshot;

  /**
   * A volume that is copied into it.
   *
   * @default - none
   */
  readonly sourceVolume?: IVolume;

  /**
   * Whether instances may boot from it.
   *
   * @default - as what it was made from
   */
  readonly bootable?: boolean;

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
