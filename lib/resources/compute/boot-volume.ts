import { isUnknown } from '../../plugin/value/unknown';
import { bool, number, object, string } from '../../schema/attribute';
import type { State } from '../../schema/model';
import { integer } from '../../schema/validator';

const attributes = {
  volume_id: string({
    description:
      'Id of the volume, which is bootable and which no other instance has. Left out: a new one is made from `image_id`.',
    optional: true,
  }),
  size_gb: number({
    description: 'Size of a new volume, in GiB.',
    optional: true,
    validate: [integer(1, 2 ** 31 - 1)],
  }),
  volume_type_id: string({
    description: 'Id of the type of a new volume. Left out: the default.',
    optional: true,
  }),
  delete_on_termination: bool({
    description:
      'Whether the volume goes, with its data, when the instance goes. Left out: a new one goes, and one that was given stays.',
    optional: true,
  }),
};

/** What is known of the volume that an instance boots from: of an imported one all, of others what was configured. */
export type BootVolume = State<typeof attributes>;

export const bootVolumeAttribute = object(attributes, {
  description:
    'A volume as the root disk, in place of a disk on the host: it is there when the host is not. Either `volume_id`, and `image_id` is left out; or `size_gb`, and the volume is made from ' +
    '`image_id`. Only `delete_on_termination` changes in place; another volume or size makes another instance. Make the volume a resource of its own where it is to grow, or to stay.',
  optional: true,
  same: (asked, there) => isDeletedWith(asked) === isDeletedWith(there) && isSameVolume(asked, there),
  example: '{ size_gb = 10 }',
});

/** Whether the volume goes when the instance goes. */
export function isDeletedWith({ volume_id, delete_on_termination }: BootVolume): boolean {
  return delete_on_termination ?? volume_id === null;
}

/** Whether a volume is as it was asked for: what is not asked for may be anything, as of one that was imported. */
function isSameVolume(asked: BootVolume, there: BootVolume): boolean {
  const names = ['volume_id', 'size_gb', 'volume_type_id'] as const;
  return names.every((name) => asked[name] === null || asked[name] === there[name]);
}

/** Whether a plan is another root disk, which only another instance has. */
export function isOtherRootDisk(planned: unknown, prior: BootVolume | null): boolean {
  const now = planned as BootVolume | null;
  if (isUnknown(now)) return true;
  return now && prior ? !isSameVolume(now, prior) : (now ?? null) !== (prior ?? null);
}

/** What Nova is told of it. */
export function mappingOf(boot: BootVolume, image: string | null): object {
  const { volume_id, size_gb, volume_type_id } = boot;
  return {
    boot_index: 0,
    destination_type: 'volume',
    delete_on_termination: isDeletedWith(boot),
    ...(volume_id === null
      ? {
          source_type: 'image',
          uuid: image,
          volume_size: size_gb,
          ...(volume_type_id !== null && { volume_type: volume_type_id }),
        }
      : { source_type: 'volume', uuid: volume_id }),
  };
}
