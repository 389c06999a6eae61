import { Token } from 'cdktf';
import { Image } from '../image/image';
import type * as l1 from '../l1';
import { Flavor } from './flavor';
import type { InstanceProps } from './instance';

/**
 * A flavor must have what its image needs. When both are made by the same deployment, no plan could tell: neither has an id by
 * then. A disk of 0 is as large as the image, whatever that says it needs, and so Nova takes it.
 */
export function boots({ flavor, image, bootVolumeGib }: InstanceProps): string | undefined {
  if (!(image instanceof Image)) return undefined;
  const { ramMib, diskGib } = image._least;
  const problems = flavor instanceof Flavor ? [lack('MiB of memory', flavor._size.ramMib, ramMib)] : [];
  if (bootVolumeGib === undefined && flavor instanceof Flavor && flavor._size.diskGib !== 0)
    problems.push(lack('GiB of disk', flavor._size.diskGib, diskGib));
  const lacking = problems
    .filter((problem) => problem !== undefined)
    .map((problem) => `${problem[0]}, and image "${image.node.path}" needs ${problem[1]}`);
  if (lacking.length > 0) return `flavor "${flavor.node.path}" ${lacking.join('; it ')}: take a larger flavor.`;
  const small = bootVolumeGib === undefined ? undefined : lack('GiB', bootVolumeGib, diskGib);
  return (
    small && `bootVolumeGib is ${bootVolumeGib}, and image "${image.node.path}" needs ${diskGib}: give at least that.`
  );
}

/** What there is too little of: as it is, and how much is needed. */
function lack(unit: string, given: number, needed: number): readonly [has: string, needed: number] | undefined {
  const isOpen = Token.isUnresolved(given) || Token.isUnresolved(needed);
  return isOpen || given >= needed ? undefined : [`has ${given} ${unit}`, needed];
}

/** What an instance boots from is one thing, and what is said of a new volume goes with a new volume. */
export function bootsFromOne(props: InstanceProps): string | undefined {
  const { image, bootVolume, bootVolumeGib, rebuildOnImageChange } = props;
  if (!image && !bootVolume) return 'neither image nor bootVolume is given: give what it boots from.';
  if (image && bootVolume) return 'image and bootVolume are given: it boots from one of them.';
  if (bootVolumeGib === undefined) {
    const needless = (['bootVolumeType', 'keepBootVolume'] as const).find((key) => props[key] !== undefined);
    return needless && `${needless} is given without bootVolumeGib: only a new volume has that.`;
  }
  if (bootVolume) return 'bootVolumeGib is given with bootVolume, which has its size already: leave it out.';
  return rebuildOnImageChange
    ? 'rebuildOnImageChange is given with bootVolumeGib: only a root disk on a host is rebuilt.'
    : undefined;
}

/** The volume that an instance boots from, as its resource has it. */
export function bootVolumeOf(props: InstanceProps): l1.ComputeInstanceBootVolume | undefined {
  const { bootVolume, bootVolumeGib, bootVolumeType, keepBootVolume } = props;
  if (bootVolume) return { volumeId: bootVolume.volumeId };
  if (bootVolumeGib === undefined) return undefined;
  return {
    sizeGb: bootVolumeGib,
    volumeTypeId: bootVolumeType?.volumeTypeId,
    deleteOnTermination: keepBootVolume ? false : undefined,
  };
}
