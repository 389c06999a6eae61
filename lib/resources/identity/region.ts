import type { Region } from '../../openstack/identity/objects';
import { string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import { matches } from '../../schema/validator';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import type { Runtime } from '../runtime';

export const regionAttributes = {
  cloud: cloudAttribute,
  name: string({
    description: 'Its name, which is its id too.',
    required: true,
    replace: true,
    validate: [matches(/^[^/\s][^/\r\n]{0,254}$/, 'a name of 1 to 255 characters without "/"')],
    example: '"regionTwo"',
  }),
  description: string({ description: 'For people.', default: '' }),
  parent_region_id: string({ description: 'The region that it is a part of. Left out: none.', optional: true }),
  id: idAttribute,
};

/** Regions as Keystone's API has them. */
export const regionKind: ApiObject<typeof regionAttributes, Region> = {
  noun: 'region',
  nameAttribute: 'name',
  collection: ({ identity }) => identity.regions,
  body: ({ name, description, parent_region_id }) => ({ id: name, description, parent_region_id }),
  state: ({ id, description, parent_region_id }, { cloud }) => ({
    cloud,
    id,
    name: id,
    description,
    parent_region_id,
  }),
  isSame: (region, { name }) => region.id === name,
  filter: ({ name }) => ({ id: name }),
  title: ({ name }) => `"${name}"`,
};

/** A region: endpoints that belong together. */
export const identityRegion = resource<Runtime>()({
  name: 'identity_region',
  description: 'A region of a cloud. It can be destroyed only when no endpoint is in it any more.',
  example: `resource "stackwright_identity_region" "two" {
  cloud = stackwright_keystone_bootstrap.keystone.id
  name  = "regionTwo"
}`,
  attributes: regionAttributes,
  unique: ['cloud', 'name'],
  ...apiObject(regionKind),
});
