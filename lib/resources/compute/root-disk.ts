import type { Cloud } from '../../openstack/cloud';
import type { Server } from '../../openstack/compute/objects';
import { at, DiagnosticError, type Diagnostics } from '../../schema/diagnostics';
import { notDeleted } from '../block-storage/failures';
import { atRest } from '../block-storage/waiting';
import { type BootVolume, isDeletedWith } from './boot-volume';
import type { InstanceState } from './instance-attributes';

/** Where hosts with virtio have it; only administrators are told. */
const USUAL_ROOT = '/dev/vda';

/** The id of the volume that a server boots from; null where its root disk is its host's, or there is none yet. */
export async function bootVolumeIdOf(cloud: Cloud, server: Server, signal: AbortSignal): Promise<string | null> {
  if (server.image !== '') return null;
  const attachments = await cloud.compute.volumeAttachments.of(server.id, signal);
  const root = server['OS-EXT-SRV-ATTR:root_device_name'] ?? USUAL_ROOT;
  return attachments.find(({ device }) => device === root)?.volumeId ?? null;
}

type RootDisk = Pick<InstanceState, 'boot_volume' | 'boot_volume_id'>;

/** A root disk as it is now, in terms of what was configured; of an instance of which nothing is known, all that there is. */
export async function rootDiskNow(
  cloud: Cloud,
  server: Server,
  { boot_volume, boot_volume_id }: RootDisk,
  signal: AbortSignal,
): Promise<RootDisk> {
  const id = boot_volume_id ?? (await bootVolumeIdOf(cloud, server, signal));
  const listed = server['os-extended-volumes:volumes_attached']?.find((volume) => volume.id === id);
  if (id === null || !listed) return { boot_volume, boot_volume_id: id };
  const { delete_on_termination } = listed;
  if (boot_volume) {
    const isSame = isDeletedWith(boot_volume) === delete_on_termination;
    return { boot_volume: isSame ? boot_volume : { ...boot_volume, delete_on_termination }, boot_volume_id: id };
  }
  const volume = await cloud.blockStorage.volumes.get(id, signal);
  const told = { size_gb: volume?.size ?? null, volume_type_id: volume?.volume_type_id ?? null };
  return { boot_volume: { volume_id: id, ...told, delete_on_termination }, boot_volume_id: id };
}

/** Whether a server that is there boots from another volume than is wanted. One that was given up may have none. */
export async function bootsFromAnother(
  cloud: Cloud,
  server: Server,
  wanted: BootVolume | null,
  signal: AbortSignal,
): Promise<boolean> {
  const id = wanted && (await bootVolumeIdOf(cloud, server, signal));
  if (!wanted || id === null) return false;
  if (wanted.volume_id !== null) return wanted.volume_id !== id;
  const volume = await cloud.blockStorage.volumes.get(id, signal);
  return volume !== undefined && volume.size !== wanted.size_gb;
}

/** Sets whether the volume that a server boots from goes with it. */
export async function setBootVolume(
  cloud: Cloud,
  server: Server,
  wanted: BootVolume | null,
  signal: AbortSignal,
): Promise<void> {
  if (wanted === null) return;
  const id = await bootVolumeIdOf(cloud, server, signal);
  const listed = server['os-extended-volumes:volumes_attached']?.find((volume) => volume.id === id);
  if (!listed || listed.delete_on_termination === isDeletedWith(wanted)) return;
  await cloud.compute.volumeAttachments.setDeleteOnTermination(server.id, listed.id, isDeletedWith(wanted), signal);
}

/** @throws {DiagnosticError} for a volume that nothing can boot from now; while planning, it may still have been to be made */
export async function checkBootVolume(cloud: Cloud, id: string, signal: AbortSignal): Promise<void> {
  const volume = await atRest('volume', cloud.blockStorage.volumes, id, signal);
  const name = `${volume?.name || id} (${id})`;
  const servers = (volume?.attachments ?? []).map(({ server_id }) => server_id).join(', ');
  const problem = !volume
    ? `The cloud ${cloud.name} has no volume ${id}.`
    : !volume.bootable
      ? `The volume ${name} is not bootable. Make it from an image, or set bootable = true where something to boot is on it.`
      : servers !== '' && !volume.multiattach
        ? `The volume ${name} is attached to ${servers}. Detach it there, or take another one.`
        : undefined;
  if (problem) throw new DiagnosticError('Nothing to boot from', problem, at('boot_volume', 'volume_id'));
}

/** Waits until the volume has gone that goes with an instance: its type may be next. */
export async function bootVolumeGone(
  cloud: Cloud,
  { boot_volume, boot_volume_id: id }: RootDisk,
  diagnostics: Diagnostics,
  signal: AbortSignal,
): Promise<void> {
  if (!boot_volume || id === null || !isDeletedWith(boot_volume)) return;
  const left = await atRest('volume', cloud.blockStorage.volumes, id, signal);
  if (!left) return;
  const { detail } = await notDeleted('volume', cloud, left, signal);
  diagnostics.warn('A volume is left', `The instance that booted from it is gone. ${detail}`);
}
