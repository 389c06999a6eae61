import { randomUUID } from 'node:crypto';
import type { BlockDevice } from '../../host/file-systems/block-devices';
import { fileSystemType } from '../../host/file-systems/file-system-types';
import { linesAbout, replaceLines } from '../../host/file-systems/fstab';
import type { Host } from '../../host/host';
import type { Context } from '../../schema/context';
import { at } from '../../schema/diagnostics';
import { type Rule, resource } from '../../schema/resource';
import { hasUnknown } from '../../schema/validation';
import { HostUnreachable } from '../../ssh/errors';
import { importOnHost } from '../host-and';
import type { Runtime } from '../runtime';
import { type FilesystemInputs, type FilesystemState, filesystemAttributes } from './filesystem-attributes';
import { describe, existingDevice, noDevice, refuseUsed, type WantedFileSystem, wayTo } from './filesystem-device';
import { rememberTakenOver, wasTakenOver } from './filesystem-private';
import { readFilesystem } from './filesystem-read';
import { blaming, namesOf, settle } from './filesystem-settle';

const shortLabel: Rule<typeof filesystemAttributes> = {
  description: 'The `label` is not longer than its `type` of file system can hold.',
  problems({ type, label }) {
    if (typeof type !== 'string' || typeof label !== 'string') return [];
    const most = fileSystemType(type).longestLabel;
    if (label.length <= most) return [];
    const detail = `label is "${label}", which has ${label.length} characters. A label of ${type} has at most ${most}.`;
    return [{ severity: 'error', summary: 'Label too long', detail, path: at('label') }];
  },
};

/** A file system on a block device, and where it is mounted. */
export const filesystem = resource<Runtime>()({
  name: 'filesystem',
  description:
    'A file system on a block device of a host, mounted and in `/etc/fstab`. It is made on a device that is blank. A device that ' +
    'already holds a file system of this type (and label, if one is given) is taken over with its data; any other content is ' +
    'refused unless `wipe` allows to overwrite it. Destroying unmounts it and takes its line out of fstab; the data stays on ' +
    'the device unless `wipe_on_destroy` says otherwise.',
  example: `resource "stackwright_filesystem" "sdb1" {
  host          = "node3"
  device        = "/dev/sdb1"
  type          = "xfs"
  label         = "sdb1"
  mkfs_options  = ["-i", "size=1024"]
  mount_point   = "/srv/node/sdb1"
  mount_options = ["noatime", "nofail"]
}`,
  attributes: filesystemAttributes,
  rules: [shortLabel],
  timeouts: { create: 1800, read: 120, update: 600, delete: 600 },

  read: readFilesystem,

  async plan(context, { prior, planned }) {
    const { runtime, signal, diagnostics } = context;
    const { host, device, type, mkfs_options: mkfsOptions } = planned;
    const other = (one: unknown, another: unknown) => JSON.stringify(one ?? []) !== JSON.stringify(another ?? []);
    const otherOptions = prior !== null && !wasTakenOver(context) && other(prior.mkfs_options, mkfsOptions);
    if (prior) {
      const moved = other([prior.device, prior.type], [device, type]);
      if (prior.wipe_on_destroy && (moved || otherOptions)) warnOfLoss(diagnostics, prior);
      return otherOptions ? { replace: [at('mkfs_options')] } : undefined;
    }
    const { label, mount_point, wipe } = planned;
    const wanted = { host, device, type, label, mkfs_options: mkfsOptions, mount_point, wipe };
    if (!hasUnknown(wanted)) await foresee(runtime.host(`${host}`), wanted as WantedFileSystem, diagnostics, signal);
    return undefined;
  },

  async create(context, inputs) {
    const { runtime, signal } = context;
    const host = runtime.host(inputs.host);
    const { device, type } = inputs;
    const looked = await existingDevice(host, device, signal);
    refuseUsed(looked, inputs);
    const remembered = await host.fileSystemMemory.recallMade(device, signal);
    const way = wayTo(inputs, looked, remembered);
    if (way !== 'take over') refuseUsed(looked, { ...inputs, mount_point: '' });
    if (way === 'take over' && !remembered.made && inputs.mkfs_options?.length) {
      const detail = `${device} on ${inputs.host} held a file system of the wanted type, which was taken over with its data as it was made.`;
      context.diagnostics.warn('Options for mkfs not used', detail, at('mkfs_options'));
    }
    rememberTakenOver(context, way === 'take over' && !remembered.made);
    await rememberBefore(host, inputs, looked, signal);
    if (way !== 'take over') await make(host, inputs, looked, way === 'wipe and make', signal);
    const uuid = (await existingDevice(host, device, signal)).signature?.uuid;
    if (!uuid) throw new Error(`${device} on ${inputs.host} has no UUID although ${type} was made on it`);
    context.save({ ...inputs, uuid, mounted: false, persistent: false });
    await settle(context, inputs);
    return settled(host, inputs, uuid);
  },

  async update(context, inputs, prior) {
    const host = context.runtime.host(inputs.host);
    await settle(context, inputs);
    return settled(host, inputs, prior.uuid);
  },

  async planDestroy({ diagnostics }, state) {
    if (state.wipe_on_destroy) warnOfLoss(diagnostics, state);
  },

  async delete({ runtime, signal }, state) {
    const host = runtime.host(state.host);
    const { fileSystems, fileSystemMemory } = host;
    const { device, mount_point } = state;
    const before = await fileSystemMemory.recallBefore(device, signal);
    const looked = await host.blockDevices.look(device);
    const found = looked.path === null ? undefined : looked;
    const targets = found ? found.mounts.map(({ target }) => target) : await mountedWithoutDevice(host, state, signal);
    if (before?.root && targets.includes(mount_point)) {
      await host.files.chown(mount_point, before.root.owner, before.root.group, signal);
      await host.files.chmod(mount_point, before.root.mode, signal);
    }
    for (const target of targets.reverse()) {
      if (before?.mounted.includes(target) && !state.wipe_on_destroy) continue;
      await blaming('mount_point', 'Cannot be unmounted', () =>
        fileSystems.unmount(target, state.restart_users, signal),
      );
    }
    const names = namesOf(device, found, state.uuid, await fileSystemMemory.recallListed(device, signal));
    await fileSystems.editFstab((text) => replaceLines(text, names, before?.fstab ?? []), signal);
    await fileSystems.removeEmptyDirectories(await fileSystemMemory.recallDirectories(device, signal), signal);
    if (state.wipe_on_destroy && found?.signature) {
      await blaming('wipe_on_destroy', 'Device not wiped', () => fileSystems.wipe(found.path, signal));
    }
    await fileSystemMemory.forget(device, signal);
  },

  import: importOnHost('device', 'node3:/dev/sdb1'),
});

async function foresee(
  host: Host,
  wanted: WantedFileSystem,
  diagnostics: Context<Runtime>['diagnostics'],
  signal: AbortSignal,
): Promise<void> {
  try {
    const { device, wipe } = wanted;
    const looked = await host.blockDevices.look(device);
    if (looked.path === null) {
      const missing = await noDevice(host, device, looked.problem, signal);
      diagnostics.warn(missing.summary, missing.detail, missing.path);
      return;
    }
    const remembered = await host.fileSystemMemory.recallMade(device, signal);
    const isKept = (await host.fileSystemMemory.recallBefore(device, signal)) !== undefined;
    // When the file system is to be replaced, it is in use by what is replaced.
    if (!isKept) refuseUsed(looked, wanted);
    const way = wayTo(wanted, looked, remembered);
    if (way !== 'wipe and make' || !looked.signature) return;
    const detail = `${device} on ${wanted.host} holds ${describe(looked.signature)}. All data on it will be lost for good, since wipe is ${wipe}.`;
    diagnostics.warn('Data will be lost', detail, at('wipe'));
  } catch (error) {
    // A host that this very apply brings up cannot be looked at yet; create looks again.
    if (!(error instanceof HostUnreachable)) throw error;
  }
}

function warnOfLoss(diagnostics: Context<Runtime>['diagnostics'], state: FilesystemState): void {
  const { host, device, type, mount_point, uuid } = state;
  const detail = `All data on ${device} of ${host} (${type}, UUID ${uuid}, at ${mount_point}) will be lost for good, since wipe_on_destroy is true.`;
  diagnostics.warn('Data will be lost', detail, at('wipe_on_destroy'));
}

async function rememberBefore(
  host: Host,
  { device, mount_point }: FilesystemInputs,
  looked: BlockDevice,
  signal: AbortSignal,
): Promise<void> {
  const mounted = looked.mounts.map(({ target }) => target);
  const root = mounted.includes(mount_point) ? await host.files.info(mount_point) : null;
  const fstab = linesAbout(await host.fileSystems.fstab(), namesOf(device, looked));
  const owned = root && { owner: root.owner, group: root.group, mode: root.mode };
  await host.fileSystemMemory.rememberBefore(device, { fstab, mounted, root: owned }, signal);
}

async function make(
  host: Host,
  { device, type, label, mkfs_options }: FilesystemInputs,
  looked: BlockDevice,
  wipe: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { fileSystems, fileSystemMemory } = host;
  const options = mkfs_options ?? [];
  const uuid = randomUUID();
  const run = async () => {
    if (wipe) await blaming('wipe', 'Device not wiped', () => fileSystems.wipe(looked.path, signal));
    const words = { device: looked.path, type, uuid, label, options };
    await blaming(options.length > 0 ? 'mkfs_options' : 'device', 'No file system made', () =>
      fileSystems.make(words, signal),
    );
  };
  await fileSystemMemory.whileMaking(device, { uuid, options }, run, signal);
}

/** The state after the work: as planned, and what the host says where the plan leaves it open. */
async function settled(host: Host, inputs: FilesystemInputs, uuid: string): Promise<FilesystemState> {
  const info = inputs.mounted ? await host.files.info(inputs.mount_point) : null;
  const given = (value: FilesystemInputs['owner'], found: string | undefined) =>
    typeof value === 'string' ? value : (found ?? null);
  const root = {
    owner: given(inputs.owner, info?.owner),
    group: given(inputs.group, info?.group),
    mode: given(inputs.mode, info?.mode),
  };
  return { ...inputs, ...root, uuid };
}

/** Where a file system is still mounted whose device is gone. */
async function mountedWithoutDevice(
  host: Host,
  { device, mount_point }: FilesystemState,
  signal: AbortSignal,
): Promise<string[]> {
  const { source } = await host.fileSystems.place(mount_point, signal);
  return source === device ? [mount_point] : [];
}
