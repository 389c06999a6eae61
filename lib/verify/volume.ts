import type { Cloud } from '../openstack/cloud';
import { OpenStackError } from '../openstack/errors';
import { jsonOf } from '../openstack/json';
import { type Check, hasService, nameOfOurs } from './check';
import { withSampleImage } from './sample-image';
import { until } from './until';

interface Volume {
  readonly id: string;
  readonly status: string;
}

const AVAILABLE_S = 180;
const service = 'volumev3';

/** `cinder create 1`, until it is `available`: of an image where there is Glance, which only then has to be found by Cinder. */
export const VOLUME: Check = {
  title: 'A volume becomes available',
  applies: (subject) => hasService(subject, service),
  async run(subject, say) {
    const { cloud, signal } = subject;
    if (!hasService(subject, 'image')) return becomesAvailable(cloud, {}, say, signal);
    say('uploading an image');
    return withSampleImage(cloud, (imageRef) => becomesAvailable(cloud, { imageRef }, say, signal), signal);
  },
};

async function becomesAvailable(
  { session }: Cloud,
  source: { readonly imageRef?: string },
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const body = { volume: { name: nameOfOurs(), size: 1, ...source } };
  const { id } = volumeOf(await session.ask({ service, method: 'POST', path: '/volumes', body, signal }));
  const path = `/volumes/${id}`;
  try {
    say('waiting for it');
    await until(
      async () => {
        const { status } = volumeOf(await session.ask({ service, method: 'GET', path, signal }));
        if (status.startsWith('error')) throw new OpenStackError(`The volume is in status "${status}".`);
        return status === 'available' ? status : undefined;
      },
      AVAILABLE_S,
      () => `The volume is not available after ${AVAILABLE_S} seconds.`,
      signal,
    );
    return source.imageRef ? '1 GiB, made of an image' : '1 GiB';
  } finally {
    await session.find({ service, method: 'DELETE', path });
  }
}

function volumeOf(answer: Parameters<typeof jsonOf>[0]): Volume {
  return jsonOf<{ volume: Volume }>(answer).volume;
}
