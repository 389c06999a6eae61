import type { RabbitMqUser } from '../../host/rabbitmq/rabbitmq';
import { objectMap, set, string } from '../../schema/attribute';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { each, eachKey } from '../../schema/validator';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import { OTHER_PASSWORD, passwordAttribute, passwordToTry } from '../password-attribute';
import type { Runtime } from '../runtime';
import { amqpName, tagName } from './names';
import { reasonToStay } from './staying';
import { changesOf, explainRefusal } from './user-changes';
import { recallUser, rememberPresent, restoreUser } from './user-memory';

const pattern = (what: string) =>
  string({ description: `Regular expression for the names of ${what}. An empty one fits no name.`, default: '.*' });

export const rabbitmqUserAttributes = {
  host: hostAttribute,
  name: string({
    description: 'Name that clients log in with.',
    required: true,
    replace: true,
    validate: [amqpName],
    example: '"openstack"',
  }),
  password: passwordAttribute(
    'Password that clients log in with. RabbitMQ is asked whether it is the right one; connections that are open stay when it changes.',
  ),
  tags: set('string', {
    description:
      'What the user may administer: `administrator`, `monitoring`, `policymaker`, `management`, `impersonator`.',
    default: [],
    validate: [each(tagName)],
    example: '["monitoring"]',
  }),
  permissions: objectMap(
    {
      configure: pattern('queues and exchanges that the user may declare and delete'),
      write: pattern('queues and exchanges that the user may publish and bind to'),
      read: pattern('queues and exchanges that the user may consume and bind from'),
    },
    {
      description: 'What the user may do, by virtual host. It cannot open a connection to any other virtual host.',
      default: {},
      validate: [eachKey(amqpName)],
      example: '{ "/" = {} }',
    },
  ),
};
export type RabbitMqUserInputs = Inputs<typeof rabbitmqUserAttributes>;

/** A user of a RabbitMQ server. */
export const rabbitmqUser = resource<Runtime>()({
  name: 'rabbitmq_user',
  description:
    'A user of the RabbitMQ server on a host, with its password, tags and permissions. A user that is there already and is as ' +
    'configured is taken over; one that differs is an error, and can be imported. Either stays when this is destroyed, with the password, ' +
    'tags and permissions that it had. Limits and topic permissions are left as they are.',
  example: `resource "stackwright_rabbitmq_user" "nova" {
  host        = "node1"
  name        = "nova"
  password    = "{{secret:nova/rabbitmq}}"
  permissions = { "/" = {} }
}`,
  attributes: rabbitmqUserAttributes,
  unique: ['host', 'name'],
  timeouts: { create: 60, read: 60, update: 60, delete: 60 },

  async read({ runtime, importing }, state) {
    const tried = importing ? undefined : passwordToTry(state.password);
    const user = await runtime.host(state.host).rabbitmq.user(state.name, tried);
    if (!user) return GONE;
    return {
      ...state,
      password: user.passwordMatches && tried !== undefined ? tried : OTHER_PASSWORD,
      tags: user.tags,
      permissions: user.permissions,
    };
  },

  async create({ runtime, signal, save }, inputs) {
    const host = runtime.host(inputs.host);
    const user = await host.rabbitmq.user(inputs.name, inputs.password);
    const before = await recallUser(host, inputs.name, signal);
    if (user && before === undefined) refuseDiffering(inputs, user);
    await rememberPresent(host, inputs.name, user, signal);
    save(inputs);
    await explainRefusal(inputs, () => host.rabbitmq.changeUser(inputs.name, changesOf(inputs, user), signal));
    return { ...inputs };
  },

  async update({ runtime, signal }, inputs) {
    const host = runtime.host(inputs.host);
    const user = await host.rabbitmq.user(inputs.name, inputs.password);
    // After an import nothing is remembered yet.
    await rememberPresent(host, inputs.name, user, signal);
    await explainRefusal(inputs, () => host.rabbitmq.changeUser(inputs.name, changesOf(inputs, user), signal));
    return { ...inputs };
  },

  async planDestroy({ runtime, diagnostics, signal }, { host, name }) {
    const before = await recallUser(runtime.host(host), name, signal);
    if (before === null) return;
    const detail = `The user "${name}" of RabbitMQ on ${host} ${reasonToStay(before)}, so destroying leaves it.`;
    diagnostics.warn('The user stays', detail, at('name'));
  },

  async delete({ runtime, signal }, state) {
    await restoreUser(runtime.host(state.host), state.name, signal);
  },

  import: importOnHost('name', 'node1:nova'),
});

/** A user that somebody else has made is not changed without being asked. */
function refuseDiffering(inputs: RabbitMqUserInputs, user: RabbitMqUser): void {
  const { password, tags, grant = {}, revoke = [] } = changesOf(inputs, user);
  const differences = [
    ...(password === undefined ? [] : ['the password']),
    ...(tags === undefined ? [] : [`tags (${user.tags.join(', ') || 'none'})`]),
    ...[...Object.keys(grant), ...revoke].map((vhost) => `permissions on "${vhost}"`),
  ];
  if (differences.length === 0) return;
  throw new DiagnosticError(
    'The user exists already',
    `RabbitMQ on ${inputs.host} has a user "${inputs.name}" that differs in ${differences.join(', ')}. Import it ` +
      `(terraform import ADDRESS '${inputs.host}:${inputs.name}') to have it changed, or give another name.`,
    at('name'),
  );
}
