import { string } from '../../schema/attribute';
import { GONE, resource } from '../../schema/resource';
import { cloudAnd, cloudAttribute } from '../api/cloud-attribute';
import { idOf } from '../api/import-names';
import type { Runtime } from '../runtime';

const attributes = {
  cloud: cloudAttribute,
  group_id: string({ description: 'Id of the group.', required: true, replace: true }),
  user_id: string({ description: 'Id of the user.', required: true, replace: true }),
};

/** That a user belongs to a group. */
export const identityGroupMembership = resource<Runtime>()({
  name: 'identity_group_membership',
  description: 'The membership of a user in a group. Other members are left alone.',
  example: `resource "stackwright_identity_group_membership" "joe" {
  cloud    = stackwright_keystone_bootstrap.keystone.id
  group_id = stackwright_identity_group.operators.id
  user_id  = stackwright_identity_user.joe.id
}`,
  attributes,
  unique: ['cloud', 'group_id', 'user_id'],

  async read({ runtime, signal, importing }, known) {
    const { identity } = runtime.cloud(known.cloud);
    const state = importing
      ? {
          ...known,
          group_id: await idOf(identity.groups, 'group', known.group_id, known.cloud, 'group_id'),
          user_id: await idOf(identity.users, 'user', known.user_id, known.cloud, 'user_id'),
        }
      : known;
    return (await identity.members.has(state.group_id, state.user_id, signal)) ? state : GONE;
  },

  async create({ runtime, signal }, inputs) {
    await runtime.cloud(inputs.cloud).identity.members.add(inputs.group_id, inputs.user_id, signal);
    return { ...inputs };
  },

  async delete({ runtime, signal }, { cloud, group_id, user_id }) {
    await runtime.cloud(cloud).identity.members.remove(group_id, user_id, signal);
  },

  import: {
    format: 'CLOUD:GROUP/USER, each an id or a name',
    example: 'main:operators/joe',
    parse(text) {
      const found = cloudAnd(text);
      const [, group_id, user_id] = /^([^/]+)\/([^/]+)$/.exec(found?.rest ?? '') ?? [];
      return found && group_id !== undefined && user_id !== undefined
        ? { cloud: found.cloud, group_id, user_id }
        : undefined;
    },
  },
});
