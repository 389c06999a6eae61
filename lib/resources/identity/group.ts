import type { Group } from '../../openstack/identity/objects';
import { string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import type { Runtime } from '../runtime';
import { domainIdAttribute } from './domain-attribute';
import { DOMAIN_AND_NAME, filtersInDomain, identityName, namedInDomain, sameInDomain, titleInDomain } from './names';

export const groupAttributes = {
  cloud: cloudAttribute,
  name: string({ description: 'Its name, unique in the domain.', required: true, validate: [identityName] }),
  domain_id: domainIdAttribute,
  description: string({ description: 'For people.', default: '' }),
  id: idAttribute,
};

/** Groups as Keystone's API has them. */
export const groupKind: ApiObject<typeof groupAttributes, Group> = {
  noun: 'group',
  nameAttribute: 'name',
  importName: DOMAIN_AND_NAME,
  collection: ({ identity }) => identity.groups,
  body: ({ name, domain_id, description }) => ({ name, domain_id, description }),
  state: ({ id, name, domain_id, description }, { cloud }) => ({
    cloud,
    id,
    name,
    domain_id,
    description: description ?? '',
  }),
  isSame: (group, wanted) => sameInDomain(group, wanted),
  filter: ({ name, domain_id }) => ({ name, domain_id }),
  isNamed: (group, name) => namedInDomain(group, name),
  filtersOfName: filtersInDomain,
  title: titleInDomain,
};

/** A group of users, which can have roles as a user can. */
export const identityGroup = resource<Runtime>()({
  name: 'identity_group',
  description: 'A group of users. What roles it has, all its members have.',
  example: `resource "stackwright_identity_group" "operators" {
  cloud = stackwright_keystone_bootstrap.keystone.id
  name  = "operators"
}`,
  attributes: groupAttributes,
  unique: ['cloud', 'domain_id', 'name'],
  ...apiObject(groupKind),
});
