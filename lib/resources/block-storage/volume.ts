import type { Volume } from '../../openstack/block-storage/objects';
import type { Cloud } from '../../openstack/cloud';
import { RequestRefused } from '../../openstack/errors';
import type { Context } from '../../schema/context';
import { DiagnosticError, type Diagnostics } from '../../schema/diagnostics';
import { resource } from '../../schema/resource';
import { apiObject } from '../api/api-object';
import { quotaExceeded } from '../api/quota-exceeded';
import type { Runtime } from '../runtime';
import { notDeleted, volumeFailed } from './failures';
import { type VolumeState, volumeAttributes, volumeRules } from './volume-attributes';
import { converge } from './volume-changes';
import { checkPlanned, isReplaced, refuseToShrink } from './volume-checks';
import { stateOf, volumeKind } from './volume-kind';
import { atRest, isInError } from './waiting';

const handlers = apiObject(volumeKind);

/** A volume. */
export const volume = resource<Runtime>()({
  name: 'volume',
  description:
    'A volume: a disk that stays when an instance goes, and that instances are given with `volume_attachment`. It is there when Cinder calls it available. Name, description, metadata, ' +
    'size and type change in place; what it was made from and its availability zone do not, so that another one replaces it, without its data. Destroying it loses all that is stored on it, and is ' +
    'refused while an instance has it or snapshots of it are there.',
  example: `resource "stackwright_volume" "data" {
  cloud          = stackwright_keystone_bootstrap.keystone.id
  name           = "data"
  size_gb        = 10
  volume_type_id = stackwright_volume_type.nfs.id
}`,
  attributes: volumeAttributes,
  rules: volumeRules,
  unique: ['cloud', 'name'],
  timeouts: { create: 1800, read: 120, update: 3600, delete: 600 },
  ...handlers,

  /** What it was made from is history: somebody may have written an image onto it since. */
  async read(context, state) {
    const found = await handlers.read(context, state);
    if (typeof found === 'symbol') return found;
    const now = await context.runtime.cloud(found.cloud).blockStorage.volumes.get(found.id, context.signal);
    if (now && isInError(now)) await warnOfError(context, now, found.cloud);
    return context.importing ? found : { ...found, image_id: state.image_id };
  },

  async plan(context, { planned, prior }) {
    if (prior && isReplaced(planned, prior)) warnOfLoss(context.diagnostics, prior, 'replaced');
    else if (prior) refuseToShrink(planned, prior);
    await checkPlanned(context, planned, prior);
    return undefined;
  },

  async create(context, inputs) {
    const cloud = context.runtime.cloud(inputs.cloud);
    await begunIsMade(cloud, inputs.name, context.signal);
    return refusalsExplained(handlers.create(context, inputs));
  },

  async update(context, inputs, prior) {
    const cloud = context.runtime.cloud(inputs.cloud);
    const now = await refusalsExplained(converge(cloud, prior.id, inputs, context.signal));
    return { ...stateOf(now, inputs), image_id: prior.image_id };
  },

  async planDestroy({ diagnostics }, state) {
    warnOfLoss(diagnostics, state, 'destroyed');
  },

  async delete(context, state) {
    const cloud = context.runtime.cloud(state.cloud);
    // What is under way with it keeps it from being removed.
    const { volumes } = cloud.blockStorage;
    const now = await atRest('volume', volumes, state.id, context.signal);
    if (now?.status === 'error_deleting') throw await notDeleted('volume', cloud, now, context.signal);
    await handlers.delete(context, state).catch(async (error) => {
      throw await inUse(cloud, state, error, context.signal);
    });
    const left = await atRest('volume', volumes, state.id, context.signal);
    if (left) throw await notDeleted('volume', cloud, left, context.signal);
  },
});

async function warnOfError(context: Context<Runtime>, now: Volume, name: string): Promise<void> {
  const { summary, detail } = await volumeFailed(context.runtime.cloud(name), now, context.signal);
  context.diagnostics.warn(summary, detail);
}

function warnOfLoss(diagnostics: Diagnostics, { name, id, size_gb }: VolumeState, what: string): void {
  const detail = `The volume ${name} (${id}) is ${what}: all that is stored on its ${size_gb} GiB is lost for good.`;
  diagnostics.warn('A volume will be lost', detail);
}

/** Of one that a killed run has begun, all that it is to have shows only when it is made. */
async function begunIsMade(cloud: Cloud, name: string, signal: AbortSignal): Promise<void> {
  const { volumes } = cloud.blockStorage;
  const there = await volumes.where((volume) => volume.name === name, { name });
  for (const { id } of there) await atRest('volume', volumes, id, signal);
}

async function refusalsExplained<T>(action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw quotaExceeded(error);
  }
}

/** Who keeps a volume from being removed: Cinder says all that may be, and not what is. */
async function inUse(cloud: Cloud, { id, name }: VolumeState, error: unknown, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof RequestRefused) || error.status !== 400) return error;
  const { snapshots, volumes } = cloud.blockStorage;
  const now = await volumes.look(id, signal);
  snapshots.refresh();
  const of = await snapshots.where(({ volume_id }) => volume_id === id);
  const servers = (now?.attachments ?? []).map(({ server_id }) => server_id);
  const reasons = [
    ...(servers.length > 0 ? [`It is attached to ${servers.join(', ')}: detach it there.`] : []),
    ...(of.length > 0
      ? [`It has the snapshots ${of.map((one) => `${one.name || ''} (${one.id})`.trim()).join(', ')}: destroy those.`]
      : []),
  ];
  if (reasons.length === 0) return error;
  return new DiagnosticError(
    'Still in use',
    `The volume ${name} (${id}) cannot be destroyed. ${reasons.join(' ')} Then apply again.`,
  );
}
