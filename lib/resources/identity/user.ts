import type { User } from '../../openstack/identity/objects';
import { bool, string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { OTHER_PASSWORD, passwordAttribute } from '../password-attribute';
import type { Runtime } from '../runtime';
import { domainIdAttribute } from './domain-attribute';
import { keptUser } from './kept';
import { DOMAIN_AND_NAME, filtersInDomain, identityName, namedInDomain, sameInDomain, titleInDomain } from './names';
import { isPassword, passwordOf, rememberPassword } from './user-password';

export const userAttributes = {
  cloud: cloudAttribute,
  name: string({ description: 'Its name, unique in the domain.', required: true, validate: [identityName] }),
  domain_id: domainIdAttribute,
  password: passwordAttribute(
    "The user's password, a reference to a secret. One that somebody else has set is found where the provider's cloud has its `database`.",
  ),
  description: string({ description: 'For people.', default: '' }),
  email: string({ description: 'Address for mail.', optional: true }),
  enabled: bool({ description: 'Whether the user gets tokens.', default: true }),
  default_project_id: string({
    description: 'Id of the project for which a token is when none is named.',
    optional: true,
  }),
  id: idAttribute,
};

/** Users as Keystone's API has them. */
export const userKind: ApiObject<typeof userAttributes, User> = {
  noun: 'user',
  nameAttribute: 'name',
  importName: DOMAIN_AND_NAME,
  collection: ({ identity }) => identity.users,
  body: ({ name, domain_id, password, description, email, enabled, default_project_id }) => ({
    name,
    domain_id,
    password,
    description,
    email,
    enabled,
    default_project_id,
  }),
  state: (user, { cloud, password }) => ({
    cloud,
    id: user.id,
    name: user.name,
    domain_id: user.domain_id,
    password,
    description: user.description ?? '',
    email: user.email ?? null,
    enabled: user.enabled,
    default_project_id: user.default_project_id ?? null,
  }),
  isSame: (user, wanted) => sameInDomain(user, wanted),
  filter: ({ name, domain_id }) => ({ name, domain_id }),
  isNamed: (user, name) => namedInDomain(user, name),
  filtersOfName: filtersInDomain,
  kept: keptUser,
  title: titleInDomain,
  async furtherDifferences({ runtime, signal }, user, { cloud, password }) {
    // Who is disabled is let in with no password; it is set below instead.
    return !user.enabled || (await isPassword(runtime.cloud(cloud), user, password, signal)) ? [] : ['password'];
  },
};
const handlers = apiObject(userKind);

/** A user of the cloud, a person or a service. */
export const identityUser = resource<Runtime>()({
  name: 'identity_user',
  description:
    'A user of a cloud, a person or a service. The password is set anew whenever the reference leads to another value. The user that the provider itself is stays when this is destroyed.',
  example: `resource "stackwright_identity_user" "glance" {
  cloud    = stackwright_keystone_bootstrap.keystone.id
  name     = "glance"
  password = "{{secret:keystone/glance}}"
}`,
  attributes: userAttributes,
  unique: ['cloud', 'domain_id', 'name'],
  ...handlers,

  async read(context, state) {
    const found = await handlers.read(context, state);
    if (typeof found === 'symbol') return found;
    return { ...found, password: await passwordOf(context, state.cloud, found, state.password ?? OTHER_PASSWORD) };
  },

  async create(context, inputs) {
    const state = await handlers.create(context, inputs);
    context.save(state);
    const { cloud, id, enabled, password } = state;
    if (!enabled) await context.runtime.cloud(cloud).identity.users.update(id, { password }, context.signal);
    await rememberPassword(context, cloud, id);
    return state;
  },

  async update(context, inputs, prior) {
    const state = await handlers.update(context, inputs, prior);
    if (inputs.password !== prior.password) await rememberPassword(context, state.cloud, state.id);
    return state;
  },
});
