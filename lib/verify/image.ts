import { type Check, hasService } from './check';
import { withSampleImage } from './sample-image';

/** `glance add` and `glance image-download`. */
export const IMAGE: Check = {
  title: 'An image comes back as it was given',
  applies: (subject) => hasService(subject, 'image'),
  async run({ cloud, signal }, say) {
    say('uploading');
    return withSampleImage(
      cloud,
      async (id, sample) => {
        say('downloading');
        const { text } = await cloud.session.ask({
          service: 'image',
          method: 'GET',
          path: `/images/${id}/file`,
          signal,
        });
        return sample.compare('Glance', text);
      },
      signal,
    );
  },
};
