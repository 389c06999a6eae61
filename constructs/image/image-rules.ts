import { identityName } from '../core/identity-names';
import { exactlyOne, integer, matching, type Rule } from '../core/validation';
import { ContainerFormat, DiskFormat } from './image-formats';
import type { ImageProps } from './image-props';

const OWN_FORMATS: Partial<Record<DiskFormat, ContainerFormat>> = {
  [DiskFormat.AKI]: ContainerFormat.AKI,
  [DiskFormat.ARI]: ContainerFormat.ARI,
  [DiskFormat.AMI]: ContainerFormat.AMI,
};

/** The container format that is meant. */
export function containerOf({ diskFormat, containerFormat }: ImageProps): ContainerFormat {
  return containerFormat ?? OWN_FORMATS[diskFormat] ?? ContainerFormat.BARE;
}

export const RULES: readonly Rule<ImageProps>[] = [
  identityName('name'),
  exactlyOne('file', 'url'),
  matching('url', /^https?:\/\/\S+$/, 'a URL that begins with "http://" or "https://"'),
  integer('minDiskGb', 0, 2 ** 31 - 1),
  integer('minRamMb', 0, 2 ** 31 - 1),
  (props) => {
    const { diskFormat } = props;
    const [container, wanted] = [containerOf(props), OWN_FORMATS[diskFormat]];
    const isOwn = Object.values(OWN_FORMATS).includes(container);
    if (wanted === undefined ? !isOwn : container === wanted) return undefined;
    return `diskFormat is "${diskFormat}" and containerFormat "${container}": aki, ari and ami go only with themselves. Leave containerFormat out.`;
  },
  ({ kernel, ramdisk }) =>
    ramdisk && !kernel ? 'ramdisk is given without kernel, which alone would load it: give a kernel.' : undefined,
  ({ kernel, ramdisk, properties = {} }) => {
    const twice = [kernel && 'kernel_id', ramdisk && 'ramdisk_id'].find((name) => name && name in properties);
    return twice && `properties has ${twice}, which is said already by another prop: keep one of them.`;
  },
];
