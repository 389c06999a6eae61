import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { OpenStackError } from '../openstack/errors';
import { type Check, hasService, nameOfOurs } from './check';

/** Text, so that it comes back as it was however the answer is read. */
export function sample(): string {
  return randomBytes(128 * 1024).toString('hex');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** `glance add` and `glance image-download`. */
export const IMAGE: Check = {
  title: 'An image comes back as it was given',
  applies: (subject) => hasService(subject, 'image'),
  async run({ cloud, signal }, say) {
    const { images, session } = cloud;
    const content = sample();
    const image = await images.create(
      { name: nameOfOurs(), disk_format: 'raw', container_format: 'bare', visibility: 'private' },
      signal,
    );
    try {
      say('uploading');
      await images.upload(image.id, { open: async () => Readable.from([content]) }, content.length, signal);
      say('downloading');
      const { text } = await session.ask({ service: 'image', method: 'GET', path: `/images/${image.id}/file`, signal });
      if (sha256(text) !== sha256(content)) {
        throw new OpenStackError(`Glance gave back ${text.length} bytes with another checksum than those sent.`);
      }
      return `${content.length} bytes, equal SHA-256`;
    } finally {
      await images.remove(image.id);
    }
  },
};
