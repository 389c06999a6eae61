import { ListCut } from '../../openstack/collection';
import type { Domain } from '../../openstack/identity/objects';
import { bool, string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import { type ApiObject, apiObject, keptOf } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import type { Runtime } from '../runtime';
import { keptDomain } from './kept';
import { identityName } from './names';

export const domainAttributes = {
  cloud: cloudAttribute,
  name: string({ description: 'Its name, unique in the cloud.', required: true, validate: [identityName] }),
  description: string({ description: 'For people.', default: '' }),
  enabled: bool({ description: 'Whether its users get tokens.', default: true }),
  id: idAttribute,
};

/** Domains as Keystone's API has them. */
export const domainKind: ApiObject<typeof domainAttributes, Domain> = {
  noun: 'domain',
  nameAttribute: 'name',
  collection: ({ identity }) => identity.domains,
  body: ({ name, description, enabled }) => ({ name, description, enabled }),
  state: ({ id, name, description, enabled }, { cloud }) => ({ cloud, id, name, description, enabled }),
  isSame: (domain, { name }) => domain.name === name,
  filter: ({ name }) => ({ name }),
  isNamed: (domain, name) => domain.name === name,
  filtersOfName: (name) => [{ name }],
  kept: keptDomain,
  title: ({ name }) => `"${name}"`,
};

const handlers = apiObject(domainKind);

/** A domain: a space of names for users, groups and projects. */
export const identityDomain = resource<Runtime>()({
  name: 'identity_domain',
  description:
    'A domain of a cloud: users, groups and projects have their names in one. Destroying it destroys all users, groups and projects in it; `Default` and that of the provider itself stay.',
  example: `resource "stackwright_identity_domain" "lab" {
  cloud = stackwright_keystone_bootstrap.keystone.id
  name  = "lab"
}`,
  attributes: domainAttributes,
  unique: ['cloud', 'name'],
  ...handlers,

  async planDestroy(context, state) {
    if (await keptOf(domainKind, context, state)) return handlers.planDestroy(context, state);
    const { runtime, diagnostics } = context;
    const { cloud, id, name } = state;
    const { identity } = runtime.cloud(cloud);
    const inside = await Promise.all(
      [identity.users, identity.groups, identity.projects].map(async (collection) => {
        const found = collection.where((object) => object.domain_id === id, { domain_id: id });
        return found.then(({ length }) => length, uncounted);
      }),
    );
    if (inside.every((count) => count === 0)) return;
    const [users, groups, projects] = inside;
    diagnostics.warn(
      'All that is in the domain is destroyed',
      `The domain "${name}" of ${cloud} has ${users} users, ${groups} groups and ${projects} projects, which go with it.`,
    );
  },

  /** Keystone destroys a domain only when it is disabled. */
  async delete(context, state) {
    if (await keptOf(domainKind, context, state)) return;
    const { domains } = context.runtime.cloud(state.cloud).identity;
    const found = await domains.get(state.id, context.signal);
    if (found?.enabled) await domains.update(state.id, { enabled: false }, context.signal);
    await domains.remove(state.id, context.signal);
  },
});

function uncounted(error: unknown): string {
  if (error instanceof ListCut) return 'an unknown number of';
  throw error;
}
