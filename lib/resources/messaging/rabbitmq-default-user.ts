import type { Host } from '../../host/host';
import { bool, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import type { Inputs, State } from '../../schema/model';
import { resource } from '../../schema/resource';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { amqpName } from './names';
import { recallUser, rememberUser, restoreUser } from './user-memory';

const attributes = {
  host: hostAttribute,
  name: string({
    description: 'Its name, if RabbitMQ was configured to call it something else (`default_user`).',
    default: 'guest',
    replace: true,
    validate: [amqpName],
  }),
  present: bool({
    description: 'Whether it may stay. True puts it back as it was found, or else as RabbitMQ makes it.',
    default: false,
  }),
};
type Attributes = typeof attributes;

/** The account that every RabbitMQ comes with. */
export const rabbitmqDefaultUser = resource<Runtime>()({
  name: 'rabbitmq_default_user',
  description:
    'The account `guest` that every RabbitMQ comes with: an administrator whose password is its name. This removes it, and notices when it ' +
    'has come back, as it does when the server loses its data. It is a resource of its own, and no `stackwright_rabbitmq_user`, because what ' +
    'is kept is that it is not there. When this is destroyed the account is as it was found, with its password, tags and permissions.',
  example: `resource "stackwright_rabbitmq_default_user" "guest" {
  host = "node1"
}`,
  attributes,
  unique: ['host', 'name'],
  timeouts: { create: 60, read: 60, update: 60, delete: 60 },

  async read({ runtime }, state) {
    // On import all but what the id tells is null.
    return { ...state, present: (await runtime.host(state.host).rabbitmq.user(state.name)) !== null };
  },

  async create(context, inputs) {
    const { rabbitmq } = context.runtime.host(inputs.host);
    const host = context.runtime.host(inputs.host);
    await rememberUser(host, inputs.name, await rabbitmq.user(inputs.name), context.signal);
    context.save(inputs);
    return settle(context, inputs);
  },

  async update(context, inputs) {
    const host = context.runtime.host(inputs.host);
    // After an import nothing is remembered yet.
    await rememberUser(host, inputs.name, await host.rabbitmq.user(inputs.name), context.signal);
    return settle(context, inputs);
  },

  async delete({ runtime, signal }, state) {
    await restoreUser(runtime.host(state.host), state.name, signal);
  },

  import: importOnHost('name', 'node1:guest'),
});

async function settle({ runtime, signal }: Context<Runtime>, inputs: Inputs<Attributes>): Promise<State<Attributes>> {
  const host = runtime.host(inputs.host);
  const { name, present } = inputs;
  if (!present) await host.rabbitmq.deleteUser(name, signal);
  else if (!(await host.rabbitmq.user(name))) await bringBack(host, name, signal);
  return { ...inputs };
}

async function bringBack(host: Host, name: string, signal: AbortSignal): Promise<void> {
  if (await recallUser(host, name, signal)) return restoreUser(host, name, signal);
  const all = { configure: '.*', write: '.*', read: '.*' };
  const grant = { '/': all };
  await host.rabbitmq.changeUser(name, { create: true, password: name, tags: ['administrator'], grant }, signal);
}
