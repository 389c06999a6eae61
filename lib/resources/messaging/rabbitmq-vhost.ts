import { RabbitMqRefused } from '../../host/rabbitmq/node';
import { string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { amqpName } from './names';
import { reasonToStay } from './staying';

const attributes = {
  host: hostAttribute,
  name: string({
    description: 'Name that clients give when they connect. RabbitMQ comes with one that is called `/`.',
    required: true,
    replace: true,
    validate: [amqpName],
    example: '"nova"',
  }),
  description: string({ description: 'What it is for.', default: '' }),
};
type Attributes = typeof attributes;

/** What is remembered of a virtual host: how it was; null when it was not there. */
type Before = { readonly description: string } | null;

/** A virtual host of a RabbitMQ server. */
export const rabbitmqVhost = resource<Runtime>()({
  name: 'rabbitmq_vhost',
  description:
    'A virtual host of the RabbitMQ server on a host: exchanges, queues and permissions of its own. One that is there already and ' +
    'has the same description is taken over, or can be imported: then destroying leaves it, with the description that it had. ' +
    'One that this made goes with all its queues and messages.',
  example: `resource "stackwright_rabbitmq_vhost" "nova" {
  host        = "node1"
  name        = "nova"
  description = "Compute"
}`,
  attributes,
  unique: ['host', 'name'],
  timeouts: { create: 120, read: 60, update: 60, delete: 300 },

  async read({ runtime }, state) {
    const vhost = await runtime.host(state.host).rabbitmq.vhost(state.name);
    return vhost ? { ...state, description: vhost.description } : GONE;
  },

  async create(context, inputs) {
    const { runtime, save } = context;
    const { name, description } = inputs;
    const vhost = await runtime.host(inputs.host).rabbitmq.vhost(name);
    const before = await recall(context, inputs);
    if (vhost && before === undefined && vhost.description !== description) throw exists(inputs, vhost.description);
    await remember(context, inputs, vhost);
    save(inputs);
    if (vhost?.description !== description) await settle(context, inputs);
    return { ...inputs };
  },

  async update(context, inputs) {
    // After an import nothing is remembered yet.
    await remember(context, inputs, await context.runtime.host(inputs.host).rabbitmq.vhost(inputs.name));
    await settle(context, inputs);
    return { ...inputs };
  },

  async planDestroy(context, state) {
    const { runtime, diagnostics, signal } = context;
    const before = await recall(context, state);
    if (before !== null) {
      const name = `The virtual host "${state.name}" of RabbitMQ on ${state.host}`;
      diagnostics.warn(
        'The virtual host stays',
        `${name} ${reasonToStay(before)}, so destroying leaves it.`,
        at('name'),
      );
      return;
    }
    const { queues, messages } = await runtime.host(state.host).rabbitmq.vhostLosses(state.name, signal);
    if (queues === 0) return;
    const detail =
      `The virtual host "${state.name}" of RabbitMQ on ${state.host} has ${counted(queues, 'queue')} with ` +
      `${counted(messages, 'message')}. All of that is removed with it, and who is connected to it is cut off.`;
    diagnostics.warn('Queues and messages will be lost', detail, at('name'));
  },

  async delete(context, state) {
    const { runtime, signal } = context;
    const { rabbitmq } = runtime.host(state.host);
    const before = await recall(context, state);
    if (before === null) await rabbitmq.deleteVhost(state.name, signal);
    else if (before && (await rabbitmq.vhost(state.name))) await rabbitmq.settleVhost(state.name, before, signal);
    await rabbitmq.vhostsFound.forget(state.name, signal);
  },

  import: importOnHost('name', 'node1:nova'),
});

async function settle({ runtime, signal }: Context<Runtime>, { host, name, description }: Inputs<Attributes>) {
  try {
    await runtime.host(host).rabbitmq.settleVhost(name, { description }, signal);
  } catch (error) {
    if (!(error instanceof RabbitMqRefused)) throw error;
    const detail = `RabbitMQ on ${host} says of the virtual host "${name}": ${error.about}`;
    throw new DiagnosticError('RabbitMQ refused the virtual host', detail, at('name'));
  }
}

/** Remembers how it is, unless that is remembered already. What was remembered of one that is gone is about another one. */
async function remember(
  { runtime, signal }: Context<Runtime>,
  { host, name }: Inputs<Attributes>,
  vhost: Before,
): Promise<void> {
  const { vhostsFound } = runtime.host(host).rabbitmq;
  if (vhost) await vhostsFound.remember(name, JSON.stringify(vhost), signal);
  else await vhostsFound.replace(name, JSON.stringify(null), signal);
}

/** Undefined when nothing is remembered: then nobody knows who made it. */
async function recall(
  { runtime, signal }: Context<Runtime>,
  { host, name }: Pick<State<Attributes>, 'host' | 'name'>,
): Promise<Before | undefined> {
  const note = await runtime.host(host).rabbitmq.vhostsFound.recall(name, signal);
  return note === undefined ? undefined : (JSON.parse(note) as Before);
}

function exists({ host, name, description }: Inputs<Attributes>, actual: string): DiagnosticError {
  return new DiagnosticError(
    'The virtual host exists already',
    `RabbitMQ on ${host} has a virtual host "${name}" whose description is "${actual}" and not "${description}". Import it ` +
      `(terraform import ADDRESS '${host}:${name}') to have it changed, or give another name.`,
    at('name'),
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
