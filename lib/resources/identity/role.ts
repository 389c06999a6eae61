import type { Role } from '../../openstack/identity/objects';
import { string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import type { Runtime } from '../runtime';
import { keptRole } from './kept';
import { identityName } from './names';

export const roleAttributes = {
  cloud: cloudAttribute,
  name: string({ description: 'Its name, unique in the cloud.', required: true, validate: [identityName] }),
  description: string({ description: 'For people.', default: '' }),
  id: idAttribute,
};

/** Roles as Keystone's API has them. */
export const roleKind: ApiObject<typeof roleAttributes, Role> = {
  noun: 'role',
  nameAttribute: 'name',
  collection: ({ identity }) => identity.roles,
  body: ({ name, description }) => ({ name, description }),
  state: ({ id, name, description }, { cloud }) => ({ cloud, id, name, description: description ?? '' }),
  isSame: (role, { name }) => role.name === name && role.domain_id === null,
  filter: ({ name }) => ({ name }),
  isNamed: (role, name) => role.name === name,
  filtersOfName: (name) => [{ name }],
  kept: keptRole,
  title: ({ name }) => `"${name}"`,
};

/** A role: a name to which services give rights. */
export const identityRole = resource<Runtime>()({
  name: 'identity_role',
  description:
    "A role: what it allows is said by each service's policy. `admin`, `member` and `reader` are made by `keystone_bootstrap`. Destroying it takes it from all who have it; those that come with Keystone, and immutable ones, stay.",
  example: `resource "stackwright_identity_role" "user" {
  cloud = stackwright_keystone_bootstrap.keystone.id
  name  = "user"
}`,
  attributes: roleAttributes,
  unique: ['cloud', 'name'],
  ...apiObject(roleKind),
});
