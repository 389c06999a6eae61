import type { Host } from '../core/host';
import { CloudPart } from './cloud-part';
import type { StandardCloud } from './standard-cloud';
import type { GuideCloudProps } from './standard-cloud-props';

/** What a guide's cloud is without: there is no Cinder where nothing is given to keep volumes on. */
export function leftOut({ without = [], volumeBackends }: GuideCloudProps): CloudPart[] {
  return volumeBackends ? without : [...without, CloudPart.BLOCK_STORAGE];
}

/** Puts guests on one host and what is stored on another, or on the same. */
export function populate(cloud: StandardCloud, compute: Host, storage: Host, props: GuideCloudProps): void {
  const without = leftOut(props);
  const { disks, volumeBackends } = props;
  if (!without.includes(CloudPart.COMPUTE)) cloud.addCompute(compute);
  if (!without.includes(CloudPart.OBJECT_STORAGE)) cloud.addStorage(storage, disks);
  if (volumeBackends && !without.includes(CloudPart.BLOCK_STORAGE)) cloud.addVolumes(storage, volumeBackends);
}
