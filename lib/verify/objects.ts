import { type Check, hasService, nameOfOurs } from './check';
import { Sample } from './sample';
import { until } from './until';

/** The object's server tells the container's; where that is busy, a daemon does later. */
const LISTED_S = 60;

/** `swift upload`, `swift list` and `swift download`. */
export const OBJECTS: Check = {
  title: 'An object is listed, and comes back as it was given',
  applies: (subject) => hasService(subject, 'object-store'),
  async run({ cloud, signal }, say) {
    const { session } = cloud;
    const service = 'object-store';
    const container = `/${nameOfOurs()}`;
    const path = `${container}/data.file`;
    const sample = new Sample();
    await session.ask({ service, method: 'PUT', path: container, signal });
    try {
      say('uploading');
      const headers = { 'content-type': 'text/plain', 'content-length': `${sample.size}` };
      await session.ask({ service, method: 'PUT', path, stream: sample.stream, headers, signal });
      say('downloading');
      const { text } = await session.ask({ service, method: 'GET', path, signal });
      const said = sample.compare('Swift', text);
      say('listing');
      await until(
        async () => {
          const listing = await session.ask({ service, method: 'GET', path: container, signal });
          return listing.text.includes('data.file') || undefined;
        },
        LISTED_S,
        () => `The container does not list the object that was put into it ${LISTED_S} seconds ago.`,
        signal,
      );
      return said;
    } finally {
      await session.find({ service, method: 'DELETE', path });
      await session.find({ service, method: 'DELETE', path: container });
    }
  },
};
