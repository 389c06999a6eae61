import { type Check, hasService, nameOfOurs } from './check';
import { Sample } from './sample';

/** `glance add` and `glance image-download`. */
export const IMAGE: Check = {
  title: 'An image comes back as it was given',
  applies: (subject) => hasService(subject, 'image'),
  async run({ cloud, signal }, say) {
    const { images, session } = cloud;
    const sample = new Sample();
    const image = await images.create(
      { name: nameOfOurs(), disk_format: 'raw', container_format: 'bare', visibility: 'private' },
      signal,
    );
    try {
      say('uploading');
      await images.upload(image.id, sample.stream, sample.size, signal);
      say('downloading');
      const { text } = await session.ask({ service: 'image', method: 'GET', path: `/images/${image.id}/file`, signal });
      return sample.compare('Glance', text);
    } finally {
      await images.remove(image.id);
    }
  },
};
