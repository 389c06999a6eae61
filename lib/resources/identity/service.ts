import type { Service } from '../../openstack/identity/objects';
import { bool, string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import { matches } from '../../schema/validator';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import type { Runtime } from '../runtime';
import { identityName } from './names';

export const serviceAttributes = {
  cloud: cloudAttribute,
  name: string({ description: 'Its name.', required: true, validate: [identityName], example: '"glance"' }),
  type: string({
    description: 'What it is, by which clients look for it.',
    required: true,
    validate: [matches(/^[^\s]{1,255}$/, 'a type such as "image", without spaces')],
    example: '"image"',
  }),
  description: string({ description: 'For people.', default: '' }),
  enabled: bool({ description: 'Whether it stands in the catalog that clients get.', default: true }),
  id: idAttribute,
};

/** Services as Keystone's API has them. */
export const serviceKind: ApiObject<typeof serviceAttributes, Service> = {
  noun: 'service',
  nameAttribute: 'name',
  collection: ({ identity }) => identity.services,
  body: ({ name, type, description, enabled }) => ({ name, type, description, enabled }),
  state: ({ id, name, type, description, enabled }, { cloud }) => ({
    cloud,
    id,
    name: name ?? '',
    type,
    description: description ?? '',
    enabled,
  }),
  // Keystone itself would take any number of them.
  isSame: (service, { name, type }) => service.name === name && service.type === type,
  filter: ({ name, type }) => ({ name, type }),
  isNamed: (service, name) => service.name === name,
  filtersOfName: (name) => [{ name }],
  title: ({ name, type }) => `"${name}" of type ${type}`,
};

/** A service in the catalog. */
export const identityService = resource<Runtime>()({
  name: 'identity_service',
  description:
    'A service in the catalog of a cloud. Its endpoints are resources of their own, and are destroyed before it.',
  example: `resource "stackwright_identity_service" "image" {
  cloud       = stackwright_keystone_bootstrap.keystone.id
  name        = "glance"
  type        = "image"
  description = "OpenStack Image"
}`,
  attributes: serviceAttributes,
  unique: ['cloud', 'type', 'name'],
  ...apiObject(serviceKind),
});
