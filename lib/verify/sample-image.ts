import type { Cloud } from '../openstack/cloud';
import { nameOfOurs } from './check';
import { Sample } from './sample';

/** Gives Glance an image for as long as it is used. */
export async function withSampleImage<T>(
  { images }: Cloud,
  use: (id: string, sample: Sample) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const sample = new Sample();
  const image = await images.create(
    { name: nameOfOurs(), disk_format: 'raw', container_format: 'bare', visibility: 'private' },
    signal,
  );
  try {
    await images.upload(image.id, sample.stream, sample.size, signal);
    return await use(image.id, sample);
  } finally {
    await images.remove(image.id);
  }
}
