import type { Keypair } from '../../openstack/compute/objects';
import { string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import { matches } from '../../schema/validator';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute } from '../api/cloud-attribute';
import type { Runtime } from '../runtime';
import { publicKey, withoutComment } from './public-key';

const sameKey = (one: string, other: string) => withoutComment(one) === withoutComment(other);

export const keypairAttributes = {
  cloud: cloudAttribute,
  name: string({
    description: 'Its name, unique among those of the user.',
    required: true,
    replace: true,
    validate: [
      matches(
        /^(?! )[A-Za-z0-9_@. -]{1,255}(?<! )$/,
        'a name of 1 to 255 letters, digits and "_@. -", with no space at an end',
      ),
    ],
  }),
  public_key: string({
    description: 'The public key, as in the file that ends in `.pub`. A comment in it counts for nothing.',
    required: true,
    replace: true,
    same: sameKey,
    validate: [publicKey],
    example: 'file("~/.ssh/id_ed25519.pub")',
  }),
  fingerprint: string({
    description: 'MD5 of the key as `ssh-keygen -l -E md5` shows it, without the "MD5:".',
    computed: true,
    stable: true,
  }),
  id: string({ description: 'Its name.', computed: true, stable: true }),
};

/** Key pairs as Nova's API has them. */
export const keypairKind: ApiObject<typeof keypairAttributes, Keypair> = {
  noun: 'key pair',
  nameAttribute: 'name',
  collection: ({ compute }) => compute.keypairs,
  body: ({ name, public_key }) => ({ name, type: 'ssh', public_key: public_key.trim() }),
  state: ({ id, name, public_key, fingerprint }, { cloud, public_key: before }) => ({
    cloud,
    id,
    name,
    public_key: typeof before === 'string' && sameKey(before, public_key) ? before : public_key,
    fingerprint,
  }),
  isSame: (keypair, { name }) => keypair.name === name,
  filter: () => ({}),
  title: ({ name }) => `"${name}"`,
};

/** A public key that servers can be given. */
export const computeKeypair = resource<Runtime>()({
  name: 'compute_keypair',
  description:
    "A key pair of which Nova has the public half, to be put into servers that are made with it. It belongs to the user of the cloud's credentials, and no other " +
    'user sees it. Servers keep the key that they were made with.',
  example: `resource "stackwright_compute_keypair" "joe" {
  cloud      = stackwright_keystone_bootstrap.keystone.id
  name       = "joe"
  public_key = file("~/.ssh/id_ed25519.pub")
}`,
  attributes: keypairAttributes,
  unique: ['cloud', 'name'],
  ...apiObject(keypairKind),
});
