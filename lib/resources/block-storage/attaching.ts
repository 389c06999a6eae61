import type { Volume } from '../../openstack/block-storage/objects';
import type { Cloud } from '../../openstack/cloud';
import type { ActionOutcome } from '../../openstack/compute/servers';
import type { VolumeAttachment } from '../../openstack/compute/volume-attachments';
import { OpenStackError } from '../../openstack/errors';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { repeatedly } from '../api/repeatedly';
import { volumeFailed } from './failures';
import { atRest, isInError } from './waiting';

interface Pair {
  readonly instance_id: string;
  readonly volume_id: string;
}

/** @throws {DiagnosticError} for a volume that can be given to nobody now */
export async function refuseUnlessFree(cloud: Cloud, { volume_id }: Pair, signal: AbortSignal): Promise<void> {
  const volume = await atRest('volume', cloud.blockStorage.volumes, volume_id, signal);
  if (!volume) {
    const detail = `The cloud ${cloud.name} has no volume ${volume_id}.`;
    throw new DiagnosticError('No such volume', detail, at('volume_id'));
  }
  if (isInError(volume)) throw await volumeFailed(cloud, volume, signal);
  if (volume.multiattach || volume.attachments.length === 0) return;
  const servers = volume.attachments.map(({ server_id }) => server_id).join(', ');
  throw new DiagnosticError(
    'Attached to another instance',
    `The volume ${volume.name || volume_id} (${volume_id}) is attached to ${servers}, and its type lets one instance have it at a time. Detach it there ("openstack server remove volume"), or ` +
      'give it a type with the extra spec multiattach = "<is> True".',
    at('volume_id'),
  );
}

/** Waits until an instance has a volume. @param request by which Nova notes what becomes of it */
export async function untilAttached(
  cloud: Cloud,
  pair: Pair,
  request: string | undefined,
  signal: AbortSignal,
): Promise<VolumeAttachment> {
  const { instance_id, volume_id } = pair;
  const { servers, volumeAttachments } = cloud.compute;
  let last = 'not looked at yet';
  const found = await repeatedly(
    async () => {
      const attachment = await volumeAttachments.find(instance_id, volume_id, signal);
      const volume = await cloud.blockStorage.volumes.look(volume_id, signal);
      last = volume?.status ?? 'gone';
      const outcome = request === undefined ? undefined : await servers.action(instance_id, request, signal);
      if (!attachment || hasFailed(outcome)) throw await notAttached(cloud, pair, volume, outcome);
      // One of an instance on the shelf is kept for it.
      const isDone = isAttached(volume, instance_id) || volume?.status === 'reserved';
      return isDone && attachment.device !== null ? attachment : undefined;
    },
    () => `The volume ${volume_id} is still ${last}.`,
    signal,
  );
  await servers.look(instance_id, signal);
  return found;
}

/** Waits until an instance has a volume no longer. One that could not be detached is put back as it was. */
export async function untilDetached(
  cloud: Cloud,
  pair: Pair,
  request: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { instance_id, volume_id } = pair;
  const { servers, volumeAttachments } = cloud.compute;
  let last = 'not looked at yet';
  await repeatedly(
    async () => {
      const attachment = await volumeAttachments.find(instance_id, volume_id, signal);
      const volume = await cloud.blockStorage.volumes.look(volume_id, signal);
      last = volume?.status ?? 'gone';
      if (!attachment && !isAttached(volume, instance_id) && last !== 'detaching') return true;
      const outcome = request === undefined ? undefined : await servers.action(instance_id, request, signal);
      if (hasFailed(outcome)) throw await notDetached(cloud, pair, volume, outcome, signal);
      return undefined;
    },
    () => `The volume ${volume_id} is still ${last}.`,
    signal,
  );
  await servers.look(instance_id, signal);
}

function isAttached(volume: Volume | undefined, instance: string): boolean {
  return volume?.attachments.some(({ server_id }) => server_id === instance) ?? false;
}

function hasFailed(outcome: ActionOutcome | undefined): outcome is ActionOutcome {
  return outcome !== undefined && (outcome.message !== null || outcome.failures.length > 0);
}

async function notAttached(
  cloud: Cloud,
  { instance_id, volume_id }: Pair,
  volume: Volume | undefined,
  outcome: ActionOutcome | undefined,
): Promise<DiagnosticError> {
  if (volume && isInError(volume)) return volumeFailed(cloud, volume);
  const said = outcome?.failures.join('\n') || 'Nova does not say why.';
  return new DiagnosticError(
    'Not attached',
    `The instance ${instance_id} was not given the volume ${volume_id}, which is ${volume?.status ?? 'gone'} again. ${said}\nnova-compute.log on the host of the instance says more, and ` +
      'cinder-volume.log on that of the volume. Mend the cause and apply again.',
    at('volume_id'),
  );
}

async function notDetached(
  cloud: Cloud,
  { instance_id, volume_id }: Pair,
  volume: Volume | undefined,
  outcome: ActionOutcome,
  signal: AbortSignal,
): Promise<DiagnosticError> {
  const isStuck = volume?.status === 'detaching';
  // What the guest does not let go of, Nova puts back by itself.
  const why =
    isStuck || /ConflictNovaUsingAttachment/.test(outcome.failures.join())
      ? 'Cinder lets only services end an attachment: the users of Nova and Cinder need the role "service" in the project of the services. Make that role, assign it to both, and restart nova-compute, ' +
        'which keeps a token from before.'
      : 'The guest may still use the disk: unmount it there. nova-compute.log on the host of the instance says more.';
  const after = isStuck ? await putBack(cloud, volume_id, signal) : '';
  return new DiagnosticError(
    'Not detached',
    `The instance ${instance_id} still has the volume ${volume_id}. ${outcome.failures.join('\n')}\n\n${why}${after} Then apply again.`,
  );
}

/** Nova refuses to detach what is being detached, so that it would stay so for ever. */
async function putBack(cloud: Cloud, volume: string, signal: AbortSignal): Promise<string> {
  try {
    await cloud.blockStorage.volumes.rollDetaching(volume, signal);
    return ' The volume was put back from detaching to in-use.';
  } catch (error) {
    if (!(error instanceof OpenStackError)) throw error;
    return ` The volume stays detaching until an administrator puts it back with "openstack volume set --state in-use ${volume}".`;
  }
}
