import type { Agent } from '../../openstack/network/agents';
import { bool, string } from '../../schema/attribute';
import { DiagnosticError } from '../../schema/diagnostics';
import type { State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { cloudAnd, cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { stopUnit, unitAttribute, untilSeen } from '../api/daemon';
import type { Runtime } from '../runtime';

const attributes = {
  cloud: cloudAttribute,
  host: string({
    description: "The host as Neutron calls it: `[DEFAULT] host` of its configuration, or else the host's own name.",
    required: true,
    replace: true,
    example: '"node2"',
  }),
  agent_type: string({
    description: 'What the agent is, in the words of Neutron.',
    required: true,
    replace: true,
    example: '"Linux bridge agent"',
  }),
  admin_state_up: bool({ description: 'Whether Neutron gives it work.', default: true }),
  unit: unitAttribute,
  id: idAttribute,
};
type Attributes = typeof attributes;

/** A daemon of Neutron's, as its API knows it. */
export const networkAgent = resource<Runtime>()({
  name: 'network_agent',
  description:
    "An agent of Neutron's on a host, as its API knows it. Creating this waits until it has reported and counts as alive. Destroying it is for a host that is taken out: " +
    'the unit is stopped, and Neutron forgets the agent.',
  example: `resource "stackwright_network_agent" "node2" {
  cloud      = stackwright_keystone_bootstrap.keystone.id
  host       = "node2"
  agent_type = "Linux bridge agent"
  unit       = { host = "node2", name = stackwright_service.linuxbridge_agent.name }
}`,
  attributes,
  unique: ['cloud', 'agent_type', 'host'],
  timeouts: { create: 180, delete: 120 },

  async read({ runtime, importing }, state) {
    const { agents } = runtime.cloud(state.cloud);
    const agent = importing ? await agents.find(state.agent_type, state.host) : (await agents.all()).get(state.id);
    return agent ? stateOf(agent, state) : GONE;
  },

  async create(context, inputs) {
    const { cloud, host, agent_type, admin_state_up } = inputs;
    const { agents } = context.runtime.cloud(cloud);
    const found = await untilSeen(context, `The ${agent_type} on ${host}`, inputs.unit, async () => {
      agents.refresh();
      const agent = await agents.find(agent_type, host);
      if (!agent) return `Neutron knows no ${agent_type} on ${host}.`;
      return agent.alive ? agent : `Neutron has not heard of the ${agent_type} on ${host} lately.`;
    });
    context.save(stateOf(found, inputs));
    if (found.admin_state_up === admin_state_up) return stateOf(found, inputs);
    return stateOf(await agents.update(found.id, { admin_state_up }, context.signal), inputs);
  },

  async update(context, inputs, prior) {
    const { agents } = context.runtime.cloud(inputs.cloud);
    const { admin_state_up } = inputs;
    const agent =
      prior.admin_state_up === admin_state_up
        ? await agents.get(prior.id, context.signal)
        : await agents.update(prior.id, { admin_state_up }, context.signal);
    if (!agent)
      throw new DiagnosticError(
        'Gone meanwhile',
        `Neutron knows the ${prior.agent_type} on ${prior.host} no longer. Apply again.`,
      );
    return stateOf(agent, inputs);
  },

  async delete(context, state) {
    await stopUnit(context, state.unit);
    await context.runtime.cloud(state.cloud).agents.remove(state.id, context.signal);
  },

  import: {
    format: 'CLOUD:AGENT_TYPE/HOST',
    example: 'main:Linux bridge agent/node2',
    parse(text) {
      const found = cloudAnd(text);
      const [, agent_type, host] = /^([^/]+)\/(.+)$/.exec(found?.rest ?? '') ?? [];
      return found && agent_type !== undefined && host !== undefined
        ? { cloud: found.cloud, agent_type, host }
        : undefined;
    },
  },
});

function stateOf(
  { id, agent_type, host, admin_state_up }: Agent,
  { cloud, unit }: Pick<State<Attributes>, 'cloud' | 'unit'>,
): State<Attributes> {
  return { cloud, host, agent_type, admin_state_up, unit: unit ?? null, id };
}
