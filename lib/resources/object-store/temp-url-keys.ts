import type { Metadata } from '../../openstack/object-store/headers';
import { string } from '../../schema/attribute';
import { secretReference } from '../password-attribute';

function key(description: string) {
  return string({
    description,
    optional: true,
    validate: [secretReference],
    example: '"{{secret:swift/temp-url}}"',
  });
}

/** Keys with which URLs are signed that need no token. Either of the two is good for that, so that they can be changed in turn. */
export const tempUrlKeyAttributes = {
  temp_url_key: key(
    'The key with which URLs are signed that let somebody in without a token for a while (TempURL). Left out: one that is there is neither looked at nor changed.',
  ),
  temp_url_key_2: key('A second such key, so that one can be changed while URLs of the other are still in use.'),
};

type Attribute = keyof typeof tempUrlKeyAttributes;
type Keys = { readonly [name in Attribute]: string | null };

const NAMES: Readonly<Record<Attribute, string>> = {
  temp_url_key: 'temp-url-key',
  temp_url_key_2: 'temp-url-key-2',
};
const ATTRIBUTES = Object.keys(NAMES) as Attribute[];

/** The names under which Swift keeps them, among what is said of an account or container. */
export const TEMP_URL_KEYS: readonly string[] = Object.values(NAMES);

/** Those that are given, as Swift keeps them. */
export function tempUrlMetadata(values: Keys): Metadata {
  return Object.fromEntries(
    ATTRIBUTES.flatMap((name) => {
      const value = values[name];
      return value === null ? [] : [[NAMES[name], value]];
    }),
  );
}

/** Those that were given, as they are now: a key of somebody else's gets into no state. */
export function tempUrlKeysIn(metadata: Metadata, before: Keys): Keys {
  const value = (name: Attribute) => (before[name] === null ? null : (metadata[NAMES[name]] ?? null));
  return { temp_url_key: value('temp_url_key'), temp_url_key_2: value('temp_url_key_2') };
}
