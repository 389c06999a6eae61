import { string } from '../../schema/attribute';

/** The cloud that an object is in. */
export const cloudAttribute = string({
  description:
    "Name of the cloud, one of the provider's `clouds`. Where Keystone is made by the same configuration, take the `id` of its `keystone_bootstrap`: then this comes after it.",
  required: true,
  replace: true,
  example: 'stackwright_keystone_bootstrap.keystone.id',
});

/** The id of an object, made when the object is. */
export const idAttribute = string({ description: 'Its id, which its API has made.', computed: true, stable: true });

/** Takes apart an import id of the form `CLOUD:ID-OR-NAME`. */
export function cloudAnd(id: string): { cloud: string; rest: string } | undefined {
  const [, cloud, rest] = /^([^:]+):(.+)$/s.exec(id) ?? [];
  return cloud !== undefined && rest !== undefined ? { cloud, rest } : undefined;
}
