import type { ComputeService } from '../../openstack/compute/services';
import { bool, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { cloudAnd, cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { stopUnit, unitAttribute, untilSeen } from '../api/daemon';
import type { Runtime } from '../runtime';

const COMPUTE = 'nova-compute';

const attributes = {
  cloud: cloudAttribute,
  host: string({
    description: "The host as Nova calls it: `[DEFAULT] host` of its configuration, or else the host's own name.",
    required: true,
    replace: true,
    example: '"node2"',
  }),
  binary: string({ description: 'The daemon.', default: COMPUTE, replace: true, example: '"nova-compute"' }),
  enabled: bool({ description: 'Whether new servers may be placed there; for `nova-compute` alone.', default: true }),
  disabled_reason: string({ description: 'Why not, for people; with `enabled = false`.', optional: true }),
  unit: unitAttribute,
  id: idAttribute,
};
type Attributes = typeof attributes;

/** A daemon of Nova's, as its API knows it. */
export const computeService = resource<Runtime>()({
  name: 'compute_service',
  description:
    "A daemon of Nova's on a host, as its API knows it. Creating this waits until it has reported, and for `nova-compute` until the host belongs to a cell, so that servers can be " +
    'placed there; within how long a new one does is `discover_hosts_in_cells_interval` of the scheduler. Destroying it is for a host that is taken out: it is refused while servers are on it, new ones are kept ' +
    'away, the unit is stopped, and Nova and Placement forget the host.',
  example: `resource "stackwright_compute_service" "node2" {
  cloud = stackwright_keystone_bootstrap.keystone.id
  host  = "node2"
  unit  = { host = "node2", name = stackwright_service.nova_compute.name }
}`,
  attributes,
  unique: ['cloud', 'binary', 'host'],
  rules: [
    {
      description: '`disabled_reason` goes with `enabled = false`.',
      problems: ({ enabled, disabled_reason }) =>
        disabled_reason !== null && (enabled === null || enabled === true)
          ? [
              {
                severity: 'error' as const,
                summary: 'A reason for nothing',
                detail: 'Nova keeps `disabled_reason` only of what is disabled. Leave it out, or set enabled = false.',
                path: at('disabled_reason'),
              },
            ]
          : [],
    },
  ],
  timeouts: { create: 300, delete: 180 },

  async read({ runtime, importing }, state) {
    const { services } = runtime.cloud(state.cloud).compute;
    const service = importing ? await services.find(state.binary, state.host) : (await services.all()).get(state.id);
    return service ? stateOf(service, state) : GONE;
  },

  async create(context, inputs) {
    const { cloud, host, binary } = inputs;
    const { compute } = context.runtime.cloud(cloud);
    const found = await untilSeen(context, `${binary} on ${host}`, inputs.unit, async () => {
      compute.services.refresh();
      const service = await compute.services.find(binary, host);
      if (!service) return `Nova knows no ${binary} on ${host}.`;
      if (service.state !== 'up') return `Nova has not heard of ${binary} on ${host} for a minute.`;
      if (binary !== COMPUTE) return service;
      const hypervisors = await compute.hypervisors(context.signal);
      return hypervisors.some((one) => one.service.host === host)
        ? service
        : `${host} belongs to no cell yet: the scheduler finds it by \`discover_hosts_in_cells_interval\`, or \`nova-manage cell_v2 discover_hosts\` does.`;
    });
    context.save(stateOf(found, inputs));
    return settle(context, inputs, found);
  },

  async update(context, inputs, prior) {
    const { services } = context.runtime.cloud(inputs.cloud).compute;
    const service = (await services.all()).get(prior.id);
    if (!service)
      throw new DiagnosticError(
        'Gone meanwhile',
        `Nova knows ${prior.binary} on ${prior.host} no longer. Apply again.`,
      );
    return settle(context, inputs, service);
  },

  async planDestroy(context, state) {
    if (state.binary !== COMPUTE) return;
    const guests = await context.runtime.cloud(state.cloud).compute.guestsOn(state.host, context.signal);
    if (guests.length === 0) return;
    context.diagnostics.warn(
      `Servers are on ${state.host}`,
      `${namesOf(guests)}. The host is taken out only when none is left: destroy or move them in the same apply or before it.`,
    );
  },

  async delete(context, state) {
    const { compute } = context.runtime.cloud(state.cloud);
    if (state.binary === COMPUTE) {
      const known = await compute.services.find(state.binary, state.host);
      if (known?.status === 'enabled') {
        await compute.services.update(
          known.id,
          { status: 'disabled', disabled_reason: 'taken out of the cloud' },
          context.signal,
        );
      }
      const guests = await compute.guestsOn(state.host, context.signal);
      if (guests.length > 0) {
        throw new DiagnosticError(
          `Servers are on ${state.host}`,
          `${namesOf(guests)}. It takes no new ones from now on. Move or destroy these, and apply again.`,
          at('host'),
        );
      }
    }
    await stopUnit(context, state.unit);
    await compute.services.remove(state.id, context.signal);
  },

  import: {
    format: 'CLOUD:BINARY/HOST',
    example: 'main:nova-compute/node2',
    parse(text) {
      const found = cloudAnd(text);
      const [, binary, host] = /^([^/]+)\/(.+)$/.exec(found?.rest ?? '') ?? [];
      return found && binary !== undefined && host !== undefined ? { cloud: found.cloud, binary, host } : undefined;
    },
  },
});

async function settle(
  { runtime, signal }: Context<Runtime>,
  inputs: Inputs<Attributes>,
  service: ComputeService,
): Promise<State<Attributes>> {
  const status = inputs.enabled ? 'enabled' : 'disabled';
  const reason = inputs.enabled ? null : inputs.disabled_reason;
  if (service.status === status && service.disabled_reason === reason) return stateOf(service, inputs);
  const { services } = runtime.cloud(inputs.cloud).compute;
  const body = { status, ...(reason !== null && { disabled_reason: reason }) };
  return stateOf(await services.update(service.id, body, signal), inputs);
}

function stateOf(
  { id, binary, host, status, disabled_reason }: ComputeService,
  { cloud, unit }: Pick<State<Attributes>, 'cloud' | 'unit'>,
): State<Attributes> {
  return {
    cloud,
    host,
    binary,
    enabled: status === 'enabled',
    disabled_reason: disabled_reason || null,
    unit: unit ?? null,
    id,
  };
}

function namesOf(guests: readonly { readonly name: string; readonly id: string }[]): string {
  return guests.map(({ name, id }) => `${name} (${id})`).join(', ');
}
