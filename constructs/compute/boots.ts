import { Token } from 'cdktf';
import { Image } from '../image/image';
import { Flavor } from './flavor';
import type { InstanceProps } from './instance';

const NEEDS = [
  ['ramMib', 'MiB of memory'],
  ['diskGib', 'GiB of disk'],
] as const;

/**
 * A flavor must have what its image needs. When both are made by the same deployment, no plan could tell: neither has an id by
 * then. A disk of 0 is as large as the image, whatever that says it needs, and so Nova takes it.
 */
export function boots({ flavor, image }: InstanceProps): string | undefined {
  if (!(flavor instanceof Flavor) || !(image instanceof Image)) return undefined;
  const problems = NEEDS.flatMap(([key, unit]) => {
    const [has, needs] = [flavor._size[key], image._least[key]];
    const isOpen = Token.isUnresolved(has) || Token.isUnresolved(needs) || (key === 'diskGib' && has === 0);
    return isOpen || has >= needs ? [] : [`has ${has} ${unit}, and image "${image.node.path}" needs ${needs}`];
  });
  if (problems.length === 0) return undefined;
  return `flavor "${flavor.node.path}" ${problems.join('; it ')}: take a larger flavor.`;
}
