import type { Cloud } from '../../openstack/cloud';
import type { SecurityGroup, SecurityGroupRule } from '../../openstack/network/objects';
import { bool, string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import type { ApiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import type { Kept } from '../api/kept';
import { onlyKnown } from '../api/known';
import type { Runtime } from '../runtime';
import { removeUnlessInUse } from './in-use';
import {
  filterInProject,
  filtersOfName,
  namedInProject,
  networkName,
  PROJECT_AND_NAME,
  sameInProject,
  titleInProject,
} from './names';
import { networkObject, projectIdAttribute } from './network-object';

/** Each project has one of this name by itself. */
const DEFAULT_GROUP = 'default';
const ETHERTYPES = ['IPv4', 'IPv6'] as const;

export const securityGroupAttributes = {
  cloud: cloudAttribute,
  name: string({
    description: 'Its name. Neutron would take it twice; here it stands for one group of the project.',
    required: true,
    validate: [networkName],
    example: '"web"',
  }),
  project_id: projectIdAttribute,
  description: string({ description: 'For people.', default: '' }),
  default_egress: bool({
    description:
      'Whether it has the two rules that let everything out, one for IPv4 and one for IPv6, which Neutron gives to each new group. `false` removes both: ' +
      'then only that gets out which a rule lets out.',
    default: true,
  }),
  id: idAttribute,
};

/** Security groups as Neutron's API has them. */
export const securityGroupKind: ApiObject<typeof securityGroupAttributes, SecurityGroup> = {
  noun: 'security group',
  nameAttribute: 'name',
  importName: PROJECT_AND_NAME,
  collection: ({ network }) => network.securityGroups,
  body: ({ name, description, project_id }) => ({ name, description, ...onlyKnown({ project_id }) }),
  state: ({ id, name, project_id, description, security_group_rules: rules }, { cloud }) => ({
    cloud,
    id,
    name,
    project_id,
    description,
    default_egress: ETHERTYPES.every((ethertype) => defaultRule(rules, ethertype) !== undefined),
  }),
  isSame: (group, wanted) => sameInProject(group, wanted),
  filter: filterInProject,
  isNamed: (group, name) => namedInProject(group, name),
  filtersOfName,
  title: titleInProject,
  async kept({ name }): Promise<Kept | undefined> {
    if (name !== DEFAULT_GROUP) return undefined;
    const why = 'Each project has it by itself, and ports that name no group are in it.';
    return { why, instead: 'the data source security_group' };
  },
};

const handlers = networkObject(securityGroupKind);

/** A security group: what is let in to ports, and out of them. */
export const securityGroup = resource<Runtime>()({
  name: 'security_group',
  description:
    'A security group: what is let in to the ports that are in it, and out of them, by its rules. Destroying it destroys its rules, and fails while a port is in it; the group `default` of a project stays.',
  example: `resource "stackwright_security_group" "web" {
  cloud = stackwright_keystone_bootstrap.keystone.id
  name  = "web"
}`,
  attributes: securityGroupAttributes,
  unique: ['cloud', 'project_id', 'name'],
  ...handlers,

  async create(context, inputs) {
    const state = await handlers.create(context, inputs);
    context.save(state);
    await setDefaultEgress(context.runtime.cloud(state.cloud), state.id, inputs.default_egress, context.signal);
    return { ...state, default_egress: inputs.default_egress };
  },

  async update(context, inputs, prior) {
    const { default_egress } = inputs;
    if (default_egress !== prior.default_egress) {
      await setDefaultEgress(context.runtime.cloud(prior.cloud), prior.id, default_egress, context.signal);
    }
    return { ...(await handlers.update(context, inputs, prior)), default_egress };
  },

  async delete(context, state) {
    await removeUnlessInUse(
      `The security group ${titleInProject(state)}`,
      context.runtime.cloud(state.cloud),
      ({ security_groups }) => security_groups.includes(state.id),
      () => handlers.delete(context, state),
    );
  },
});

/** Of a killed run one of the two may be left, so that each is looked at for itself. */
async function setDefaultEgress({ network }: Cloud, id: string, wanted: boolean, signal: AbortSignal): Promise<void> {
  const { securityGroups, securityGroupRules } = network;
  const rules = (await securityGroups.look(id, signal))?.security_group_rules ?? [];
  for (const ethertype of ETHERTYPES) {
    const found = defaultRule(rules, ethertype);
    if (found && !wanted) await securityGroupRules.remove(found.id, signal);
    if (!found && wanted) await securityGroupRules.create({ security_group_id: id, direction: 'egress', ethertype });
  }
  await securityGroups.look(id, signal);
}

function defaultRule(rules: readonly SecurityGroupRule[], wanted: string): SecurityGroupRule | undefined {
  return rules.find(
    ({ direction, ethertype, protocol, remote_ip_prefix, remote_group_id }) =>
      direction === 'egress' &&
      ethertype === wanted &&
      [protocol, remote_ip_prefix, remote_group_id].every((value) => value === null),
  );
}
