import type { VolumeService } from '../../openstack/block-storage/services';
import { type StoredVolume, volumesOn } from '../../openstack/block-storage/stored-volumes';
import { ApiUnavailable } from '../../openstack/errors';
import { isUnknown } from '../../plugin/value/unknown';
import { bool, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { cloudAnd, cloudAttribute } from '../api/cloud-attribute';
import { stopUnit, unitAttribute, untilSeen } from '../api/daemon';
import { causeIn } from '../cause-in';
import { ACCOUNT_NAME } from '../host/ownership';
import type { Runtime } from '../runtime';

const VOLUME = 'cinder-volume';

const attributes = {
  cloud: cloudAttribute,
  host: string({
    description:
      "The host as Cinder calls it: `[DEFAULT] host` of its configuration, or else the host's own name; for `cinder-volume` with `@` and the name of a backend.",
    required: true,
    replace: true,
    example: '"node3@nfs"',
  }),
  binary: string({ description: 'The daemon.', default: VOLUME, replace: true, example: '"cinder-volume"' }),
  enabled: bool({ description: 'Whether new volumes may be placed there; for `cinder-volume` alone.', default: true }),
  disabled_reason: string({
    description: 'Why not, for people; with `enabled = false`, and then needed.',
    optional: true,
  }),
  unit: unitAttribute,
  run_as: string({
    description:
      "User of the unit's host to run `cinder-manage` as, by which Cinder forgets a daemon: the one that may read its configuration.",
    default: 'cinder',
    validate: [ACCOUNT_NAME],
  }),
  id: string({ description: '`BINARY/HOST`.', computed: true, stable: true }),
};
type Attributes = typeof attributes;

/** A daemon of Cinder's, as its API knows it. */
export const volumeService = resource<Runtime>()({
  name: 'volume_service',
  description:
    "A daemon of Cinder's on a host, as its API knows it; of a `cinder-volume`, one of its backends. Creating this waits until it has reported, and for a backend until the " +
    'scheduler knows what it has to offer: that a `cinder-volume` is up says only that its process runs. Destroying it is for a backend that is taken out: it is refused while volumes are on it, new ' +
    'ones are kept away, the unit is stopped, and Cinder forgets it. Without `unit` it is only disabled, and Cinder goes on listing it.',
  example: `resource "stackwright_volume_service" "nfs" {
  cloud = stackwright_keystone_bootstrap.keystone.id
  host  = "node3@nfs"
  unit  = { host = "node3", name = stackwright_service.cinder_volume.name }
}`,
  attributes,
  unique: ['cloud', 'binary', 'host'],
  rules: [
    {
      description: '`disabled_reason` goes with `enabled = false`, and that with it.',
      problems: ({ enabled, disabled_reason }) => {
        const wanted = enabled === false;
        if (isUnknown(enabled) || isUnknown(disabled_reason) || wanted === (disabled_reason !== null)) return [];
        const [summary, detail] = wanted
          ? ['A reason is missing', 'Without one Cinder would keep a former one. Set `disabled_reason`, too.']
          : ['A reason for nothing', 'Leave `disabled_reason` out, or set enabled = false.'];
        return [{ severity: 'error' as const, summary, detail, path: at('disabled_reason') }];
      },
    },
  ],
  timeouts: { create: 300, delete: 180 },

  async read({ runtime }, state) {
    const service = await runtime.cloud(state.cloud).volumeServices.find(state.binary, state.host);
    return service ? stateOf(service, { ...state, run_as: state.run_as ?? 'cinder' }) : GONE;
  },

  async create(context, inputs) {
    const { cloud, host, binary } = inputs;
    const { volumeServices } = context.runtime.cloud(cloud);
    await setUpAgain(context, inputs);
    const found = await untilSeen(context, `${binary} on ${host}`, inputs.unit, async () => {
      volumeServices.refresh();
      const service = await volumeServices.find(binary, host);
      if (!service) return `Cinder knows no ${binary} on ${host}.`;
      if (service.state !== 'up') return `Cinder has not heard of ${binary} on ${host} for a minute.`;
      // The scheduler passes over what is disabled, and so tells nothing of it.
      if (binary !== VOLUME || service.status === 'disabled') return service;
      return (await volumeServices.isOffered(host, context.signal))
        ? service
        : `${binary} runs, and the scheduler has not heard what ${host} has to offer: its driver is not set up. Mend the cause and apply again.`;
    });
    context.save(stateOf(found, inputs));
    return settle(context, inputs, found);
  },

  async update(context, inputs, prior) {
    const service = await context.runtime.cloud(inputs.cloud).volumeServices.find(prior.binary, prior.host);
    if (!service) throw goneMeanwhile(prior);
    return settle(context, inputs, service);
  },

  async planDestroy(context, state) {
    if (state.binary !== VOLUME) return;
    const stored = await volumesOn(context.runtime.cloud(state.cloud).session, state.host);
    if (stored.length === 0) return;
    context.diagnostics.warn(
      `Volumes are on ${state.host}`,
      `${namesOf(stored)}. The backend is taken out only when none is left: delete or migrate them in the same apply or before it.`,
    );
  },

  async delete(context, state) {
    const { volumeServices, session } = context.runtime.cloud(state.cloud);
    const { binary, host, unit } = state;
    const known = await volumeServices.find(binary, host);
    if (binary === VOLUME) {
      if (known?.status === 'enabled') await volumeServices.disable(known, 'taken out of the cloud', context.signal);
      const stored = await volumesOn(session, host);
      if (stored.length > 0) {
        throw new DiagnosticError(
          `Volumes are on ${host}`,
          `${namesOf(stored)}. It takes no new ones from now on. Delete or migrate these, and apply again.`,
          at('host'),
        );
      }
    }
    await stopUnit(context, unit);
    if (unit && known) await forget(context, state, unit.host);
  },

  import: {
    format: 'CLOUD:BINARY/HOST',
    example: 'main:cinder-volume/node3@nfs',
    parse(text) {
      const found = cloudAnd(text);
      const [, binary, host] = /^([^/]+)\/(.+)$/.exec(found?.rest ?? '') ?? [];
      return found && binary !== undefined && host !== undefined ? { cloud: found.cloud, binary, host } : undefined;
    },
  },
});

/** Drivers are set up once, when the unit starts: one that could not be is tried again. */
async function setUpAgain({ runtime, signal }: Context<Runtime>, { cloud, binary, host, unit }: Inputs<Attributes>) {
  if (binary !== VOLUME || !unit) return;
  const { volumeServices } = runtime.cloud(cloud);
  try {
    const known = await volumeServices.find(binary, host);
    if (known?.status !== 'enabled' || (await volumeServices.isOffered(host, signal))) return;
  } catch (error) {
    // It is waited for.
    if (error instanceof ApiUnavailable) return;
    throw error;
  }
  await runtime.host(unit.host).units.bringUp(unit.name, { verb: 'restart', signal });
}

async function settle(
  { runtime, signal }: Context<Runtime>,
  inputs: Inputs<Attributes>,
  service: VolumeService,
): Promise<State<Attributes>> {
  const { enabled, disabled_reason: reason } = inputs;
  const before = stateOf(service, inputs);
  if (before.enabled === enabled && before.disabled_reason === reason) return before;
  const { volumeServices } = runtime.cloud(inputs.cloud);
  const after = await (reason === null
    ? volumeServices.enable(service, signal)
    : volumeServices.disable(service, reason, signal));
  if (!after) throw goneMeanwhile(service);
  return stateOf(after, inputs);
}

async function forget(
  { runtime, signal }: Context<Runtime>,
  { binary, host, run_as }: State<Attributes>,
  on: string,
): Promise<void> {
  const { exitCode, stdout, stderr } = await runtime.host(on).volumeServiceRecords.remove(binary, host, run_as, signal);
  if (exitCode === 0) return;
  const said = `${stdout.toString('utf8').trim()}\n${causeIn(stderr)}`.trim();
  throw new DiagnosticError(
    `Cinder does not forget ${binary} on ${host}`,
    `\`cinder-manage service remove\` ended with exit code ${exitCode} on ${on}. Mend the cause and apply again.\n${said}`,
    at('host'),
  );
}

function stateOf(
  { id, binary, host, status, disabled_reason }: VolumeService,
  { cloud, unit, run_as }: Pick<State<Attributes>, 'cloud' | 'unit' | 'run_as'>,
): State<Attributes> {
  return {
    cloud,
    host,
    binary,
    enabled: status === 'enabled',
    // What Cinder keeps of the time before it was enabled says nothing.
    disabled_reason: status === 'enabled' ? null : disabled_reason || null,
    unit: unit ?? null,
    run_as,
    id,
  };
}

function goneMeanwhile({ binary, host }: Pick<VolumeService, 'binary' | 'host'>): DiagnosticError {
  return new DiagnosticError('Gone meanwhile', `Cinder knows ${binary} on ${host} no longer. Apply again.`);
}

function namesOf(volumes: readonly StoredVolume[]): string {
  return volumes.map(({ name, id }) => (name ? `${name} (${id})` : id)).join(', ');
}
