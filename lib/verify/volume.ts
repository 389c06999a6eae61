import { OpenStackError } from '../openstack/errors';
import { jsonOf } from '../openstack/json';
import { type Check, hasService, nameOfOurs } from './check';
import { until } from './until';

interface Volume {
  readonly id: string;
  readonly status: string;
}

const AVAILABLE_S = 180;

/** `cinder create 1`, until it is `available`. */
export const VOLUME: Check = {
  title: 'A volume becomes available',
  applies: (subject) => hasService(subject, 'volumev3'),
  async run({ cloud: { session }, signal }, say) {
    const service = 'volumev3';
    const body = { volume: { name: nameOfOurs(), size: 1 } };
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
      return '1 GiB';
    } finally {
      await session.find({ service, method: 'DELETE', path });
    }
  },
};

function volumeOf(answer: Parameters<typeof jsonOf>[0]): Volume {
  return jsonOf<{ volume: Volume }>(answer).volume;
}
