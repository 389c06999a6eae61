import { CINDERS_METADATA } from '../../openstack/block-storage/volumes';
import { map, string } from '../../schema/attribute';
import { eachKey, matches, type Validator } from '../../schema/validator';

/** What people say of an object of Cinder's. */
export const descriptionAttribute = string({
  description: 'For people.',
  default: '',
  validate: [matches(/^(?!\s)[^\0]{0,255}(?<!\s)$/s, 'up to 255 characters, with no space at an end')],
});

/** What Cinder takes for the keys of metadata, but for those that are its own. */
const metadataKey: Validator<string> = {
  description: 'up to 255 letters, digits and "-_:. /"',
  problem(key) {
    if (CINDERS_METADATA.includes(key)) return 'Cinder sets this by itself. Leave it out.';
    return /^[a-zA-Z0-9_:. /-]{1,255}$/.test(key) ? undefined : 'Give up to 255 letters, digits and "-_:. /".';
  },
};

export const metadataAttribute = map('string', {
  description: 'Keys and values to find it by.',
  default: {},
  validate: [eachKey(metadataKey)],
});
