import type { Project } from '../../openstack/identity/objects';
import { bool, set, string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import type { Runtime } from '../runtime';
import { domainIdAttribute } from './domain-attribute';
import { keptProject } from './kept';
import { DOMAIN_AND_NAME, filtersInDomain, identityName, namedInDomain, sameInDomain, titleInDomain } from './names';

export const projectAttributes = {
  cloud: cloudAttribute,
  name: string({ description: 'Its name, unique in the domain.', required: true, validate: [identityName] }),
  domain_id: domainIdAttribute,
  description: string({ description: 'For people.', default: '' }),
  enabled: bool({ description: 'Whether its users get tokens for it.', default: true }),
  parent_id: string({
    description: 'Id of the project above it. Left out: it stands right below the domain.',
    optional: true,
    computed: true,
    replace: true,
    stable: true,
  }),
  tags: set('string', { description: 'Words by which it can be found.', default: [] }),
  id: idAttribute,
};

/** Projects as Keystone's API has them. */
export const projectKind: ApiObject<typeof projectAttributes, Project> = {
  noun: 'project',
  nameAttribute: 'name',
  importName: DOMAIN_AND_NAME,
  collection: ({ identity }) => identity.projects,
  body: ({ name, domain_id, description, enabled, parent_id, tags }) => ({
    name,
    domain_id,
    description,
    enabled,
    ...(typeof parent_id === 'string' && { parent_id }),
    tags: [...tags].sort(),
  }),
  state: ({ id, name, domain_id, description, enabled, parent_id, tags }, { cloud }) => ({
    cloud,
    id,
    name,
    domain_id,
    description: description ?? '',
    enabled,
    parent_id: parent_id ?? domain_id,
    tags: [...tags],
  }),
  isSame: (project, wanted) => sameInDomain(project, wanted),
  filter: ({ name, domain_id }) => ({ name, domain_id }),
  isNamed: (project, name) => namedInDomain(project, name),
  filtersOfName: filtersInDomain,
  kept: keptProject,
  title: titleInDomain,
};

/** A project: what owns the servers, volumes and images of a cloud. */
export const identityProject = resource<Runtime>()({
  name: 'identity_project',
  description:
    'A project of a cloud, which the guides of old call a tenant. Destroying it does not destroy what other services keep for it; the project that the provider itself works in stays.',
  example: `resource "stackwright_identity_project" "service" {
  cloud       = stackwright_keystone_bootstrap.keystone.id
  name        = "service"
  description = "The cloud's own services"
}`,
  attributes: projectAttributes,
  unique: ['cloud', 'domain_id', 'name'],
  ...apiObject(projectKind),
});
