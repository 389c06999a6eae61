import type { BlockDevice } from '../../host/file-systems/block-devices';
import { type FstabEntry, isAbout, parseFstab } from '../../host/file-systems/fstab';
import { actualOptions } from '../../host/file-systems/mounts';
import type { Host } from '../../host/host';
import type { Context } from '../../schema/context';
import { DiagnosticError } from '../../schema/diagnostics';
import { GONE } from '../../schema/resource';
import type { Runtime } from '../runtime';
import type { FilesystemState } from './filesystem-attributes';
import { noDevice } from './filesystem-device';
import { recallMountedAs, rememberMountedAs, rememberTakenOver } from './filesystem-private';
import { namesOf } from './filesystem-settle';

/** What is true of a file system now. A blank device holds none for certain. */
export async function readFilesystem(
  context: Context<Runtime>,
  state: FilesystemState,
): Promise<FilesystemState | typeof GONE> {
  const host = context.runtime.host(state.host);
  const [looked, fstab] = await Promise.all([host.blockDevices.look(state.device), host.fileSystems.fstab()]);
  if (looked.path === null) return withoutDevice(context, host, state, looked.problem);
  if (!looked.signature) return GONE;
  const names = namesOf(state.device, looked);
  const entry = parseFstab(fstab).find((candidate) => isAbout(candidate, names));
  return actual(context, context.importing ? imported(context, state, looked, entry) : state, looked, entry);
}

/** A disk that was unplugged comes back with its data, so what was known of it is kept. */
async function withoutDevice(
  { importing, diagnostics, signal }: Context<Runtime>,
  host: Host,
  state: FilesystemState,
  problem: string,
): Promise<FilesystemState> {
  const missing = await noDevice(host, state.device, problem, signal);
  if (importing) throw missing;
  diagnostics.warn(missing.summary, missing.detail, missing.path);
  return { ...state, mounted: false };
}

/** What an import begins with: all that `actual` does not find out. */
function imported(
  context: Context<Runtime>,
  { host, device }: FilesystemState,
  { signature, mounts }: BlockDevice,
  entry: FstabEntry | undefined,
): FilesystemState {
  const mounted = mounts.at(-1);
  const mountPoint = mounted?.target ?? entry?.target;
  if (mountPoint === undefined) {
    const detail = `${device} on ${host} is neither mounted nor in /etc/fstab, so nothing tells its mount_point. Mount it first, or create it here: a file system of the wanted type is taken over with its data.`;
    throw new DiagnosticError('Mount point not known', detail);
  }
  rememberTakenOver(context, true);
  const options = entry?.options ?? mounted?.options ?? [];
  const mount_options = options.length > 0 ? options : ['defaults'];
  if (mounted) rememberMountedAs(context, { options: mount_options, kernel: mounted.options });
  const root = { owner: null, group: null, mode: null };
  const { label = null } = signature ?? {};
  const before = {
    mkfs_options: null,
    mounted: true,
    persistent: true,
    wipe: false,
    wipe_on_destroy: false,
    restart_users: false,
  };
  return { ...before, ...root, host, device, label, mount_options, mount_point: mountPoint, type: '', uuid: '' };
}

async function actual(
  context: Context<Runtime>,
  state: FilesystemState,
  { signature, mounts }: BlockDevice,
  entry: FstabEntry | undefined,
): Promise<FilesystemState> {
  const here = mounts.find(({ target }) => target === state.mount_point);
  const mounted = here ?? mounts.at(-1);
  const mount_point = mounted?.target ?? state.mount_point;
  const persistent =
    entry !== undefined && entry.target === mount_point && ['auto', signature?.type].includes(entry.type);
  const listed = persistent ? entry.options : state.mount_options;
  const { options, kernel } = recallMountedAs(context) ?? {};
  const mount_options =
    here && options && kernel ? withChanges(listed, options, actualOptions(options, kernel, here.options)) : listed;
  const info = mounted ? await context.runtime.host(state.host).files.info(mounted.target) : null;
  return {
    ...state,
    type: signature?.type ?? '',
    label: state.label === null ? null : (signature?.label ?? null),
    uuid: signature?.uuid ?? '',
    mount_point,
    mount_options,
    mounted: mounted !== undefined,
    persistent,
    ...(info && { owner: info.owner, group: info.group, mode: info.mode }),
  };
}

/** The list with the difference between two others carried over. */
function withChanges(list: readonly string[], from: readonly string[], to: readonly string[]): readonly string[] {
  const kept = list.filter((option) => to.includes(option) || !from.includes(option));
  return [...new Set([...kept, ...to.filter((option) => !from.includes(option))])];
}
