import { Readable } from 'node:stream';
import { OpenStackError } from '../openstack/errors';
import { type Check, hasService, nameOfOurs } from './check';
import { sample, sha256 } from './image';

/** `swift upload`, `swift list` and `swift download`. */
export const OBJECTS: Check = {
  title: 'An object is listed, and comes back as it was given',
  applies: (subject) => hasService(subject, 'object-store'),
  async run({ cloud, signal }, say) {
    const { session } = cloud;
    const container = `/${nameOfOurs()}`;
    const path = `${container}/data.file`;
    const service = 'object-store';
    const content = sample();
    await session.ask({ service, method: 'PUT', path: container, signal });
    try {
      say('uploading');
      const headers = { 'content-type': 'text/plain', 'content-length': `${content.length}` };
      const stream = { open: async () => Readable.from([content]) };
      await session.ask({ service, method: 'PUT', path, stream, headers, signal });
      say('downloading');
      const { text } = await session.ask({ service, method: 'GET', path, signal });
      if (sha256(text) !== sha256(content)) {
        throw new OpenStackError(`Swift gave back ${text.length} bytes with another checksum than those sent.`);
      }
      await listed();
      return `${content.length} bytes, equal SHA-256`;
    } finally {
      await session.find({ service, method: 'DELETE', path });
      await session.find({ service, method: 'DELETE', path: container });
    }

    /** The object's server tells the container's; where that is busy, the updater does later. */
    async function listed(): Promise<void> {
      const { text } = await session.ask({ service, method: 'GET', path: container, signal });
      if (!text.includes('data.file')) {
        throw new OpenStackError('The container does not list the object that was put into it.');
      }
    }
  },
};
