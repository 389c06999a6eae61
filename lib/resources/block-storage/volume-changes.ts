import type { Volume } from '../../openstack/block-storage/objects';
import type { MigrationPolicy } from '../../openstack/block-storage/volumes';
import type { Cloud } from '../../openstack/cloud';
import { OpenStackError } from '../../openstack/errors';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { sameEntries } from '../api/entries';
import { saidOf, volumeFailed } from './failures';
import type { VolumeInputs } from './volume-attributes';
import { atRest, settled } from './waiting';

/** Makes of a volume what is wanted, whatever it is now: each step looks first, so that it can be run again. */
export async function converge(cloud: Cloud, id: string, inputs: VolumeInputs, signal: AbortSignal): Promise<Volume> {
  const { volumes } = cloud.blockStorage;
  const volume = await settledVolume(cloud, id, signal);
  const { name, description, metadata, bootable, volume_type_id: type, size_gb: size } = inputs;
  if (volume.name !== name || (volume.description ?? '') !== description)
    await volumes.update(id, { name, description }, signal);
  if (!sameEntries(volume.metadata, metadata)) await volumes.setMetadata(id, metadata, signal);
  if (typeof bootable === 'boolean' && volume.bootable !== bootable) await volumes.setBootable(id, bootable, signal);
  // Another type may have the room that a larger volume needs.
  if (typeof type === 'string' && volume.volume_type_id !== type) await retype(cloud, volume, type, inputs, signal);
  if (typeof size === 'number' && volume.size !== size) await extend(cloud, volume, size, signal);
  return settledVolume(cloud, id, signal);
}

function settledVolume(cloud: Cloud, id: string, signal: AbortSignal): Promise<Volume> {
  return settled('volume', cloud.blockStorage.volumes, id, signal, (volume) => volumeFailed(cloud, volume, signal));
}

async function retype(
  cloud: Cloud,
  { id, name }: Volume,
  type: string,
  { migration_policy: policy }: VolumeInputs,
  signal: AbortSignal,
): Promise<void> {
  await cloud.blockStorage.volumes.retype(id, type, policy as MigrationPolicy, signal);
  const now = await settledVolume(cloud, id, signal);
  if (now.volume_type_id === type) return;
  const advice =
    policy === 'never'
      ? 'Where another backend has the volumes of that type, set migration_policy = "on-demand", which moves the data.'
      : 'It was to be moved to another backend where that is needed.';
  throw new DiagnosticError(
    'Not retyped',
    `The volume ${name || id} (${id}) has the type it had. ${advice} ${await saidOf(cloud, id, signal)}`,
    at('volume_type_id'),
  );
}

async function extend(cloud: Cloud, volume: Volume, size: number, signal: AbortSignal): Promise<void> {
  const { volumes } = cloud.blockStorage;
  const { id } = volume;
  await volumes.extend(id, size, signal);
  const now = await atRest('volume', volumes, id, signal);
  if (now && now.size >= size && now.status !== 'error_extending') return;
  throw new DiagnosticError('Not extended', await whyNotExtended(cloud, volume, signal), at('size_gb'));
}

/** A volume that could not be extended is as it was, but Cinder lets nobody use it before its status is set back. */
async function whyNotExtended(cloud: Cloud, { id, name, size, status }: Volume, signal: AbortSignal): Promise<string> {
  const attached =
    status === 'in-use'
      ? ' An instance has it, and not every backend can extend a volume meanwhile (that of NFS cannot): detach it first.'
      : '';
  const what = `The volume ${name || id} (${id}) still has ${size} GiB.${attached} ${await saidOf(cloud, id, signal)}`;
  const now = await cloud.blockStorage.volumes.look(id, signal);
  if (now?.status !== 'error_extending') return what;
  try {
    await cloud.blockStorage.volumes.resetStatus(id, status, signal);
    return `${what} It was error_extending and is ${status} again, with its data as they were.`;
  } catch (error) {
    if (!(error instanceof OpenStackError)) throw error;
    const advice = `An administrator makes it usable again with "openstack volume set --state ${status} ${id}".`;
    return `${what} It is error_extending. ${advice}`;
  }
}
