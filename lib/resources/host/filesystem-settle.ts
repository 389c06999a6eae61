import type { BlockDevice } from '../../host/file-systems/block-devices';
import { fileSystemType } from '../../host/file-systems/file-system-types';
import { FileSystemError, type MountRequest, optionsChange } from '../../host/file-systems/file-systems';
import { type FileSystemNames, fstabLine, replaceLines } from '../../host/file-systems/fstab';
import { actualOptions } from '../../host/file-systems/mounts';
import type { Host } from '../../host/host';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { CommandError } from '../../ssh/command-errors';
import type { Runtime } from '../runtime';
import type { FilesystemInputs } from './filesystem-attributes';
import { existingDevice } from './filesystem-device';
import { recallMountedAs, rememberMountedAs } from './filesystem-private';

/** Says which attribute is behind what the tools complain about. */
export async function blaming<T>(attribute: string, summary: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileSystemError) {
      const path = error.reason === 'no-tool' ? at('type') : at(attribute);
      throw new DiagnosticError(error.reason === 'no-tool' ? 'Tool missing' : summary, error.message, path);
    }
    throw error;
  }
}

/** The names under which fstab may speak of the device; `uuids` are those that it had before. */
export function namesOf(
  device: string,
  looked: BlockDevice | undefined,
  ...uuids: readonly (string | undefined)[]
): FileSystemNames {
  const all = [looked?.signature?.uuid, ...uuids];
  return { devices: [device, ...(looked ? [looked.path] : [])], uuids: all.flatMap((uuid) => uuid ?? []) };
}

/** Brings label, mount, fstab and ownership to what is wanted, on a device that holds the right file system. */
export async function settle(context: Context<Runtime>, wanted: FilesystemInputs): Promise<void> {
  const { signal } = context;
  const host = context.runtime.host(wanted.host);
  const { fileSystems, fileSystemMemory } = host;
  const { device, type, mount_point, label } = wanted;
  const looked = await existingDevice(host, device, signal);
  const before = (await fileSystemMemory.recallDirectories(device, signal)).filter(
    (path) => !leadsTo(path, mount_point),
  );
  if (label !== null && looked.signature?.label !== label) {
    const change = () => fileSystems.setLabel(looked.path, type, label, looked.mounts[0]?.target, signal);
    await blaming('label', 'Label not changed', change);
  }
  for (const { target } of [...looked.mounts].reverse()) {
    if (wanted.mounted && target === mount_point) continue;
    await blaming('mount_point', 'Cannot be unmounted', () =>
      fileSystems.unmount(target, wanted.restart_users, signal),
    );
  }
  if (wanted.mounted) await settleMount(context, host, wanted, looked);
  else rememberMountedAs(context, undefined);

  await settleFstab(host, wanted, looked, signal);
  if (before.length > 0) {
    await fileSystems.removeEmptyDirectories(before, signal);
    const all = await fileSystemMemory.recallDirectories(device, signal);
    const rest = all.filter((path) => !before.includes(path));
    await fileSystemMemory.rememberDirectories(device, rest, signal);
  }
  if (wanted.mounted) await settleOwnership(host, wanted, signal);
}

async function settleMount(
  context: Context<Runtime>,
  host: Host,
  wanted: FilesystemInputs,
  looked: BlockDevice,
): Promise<void> {
  const { signal } = context;
  const { fileSystems } = host;
  const { device, type, mount_point: target, mount_options: options } = wanted;
  const request: MountRequest = { device: looked.path, type, target, options };
  const current = looked.mounts.find((mount) => mount.target === target);
  const mountedAs = recallMountedAs(context);
  const failing = <T>(work: () => Promise<T>) => blaming('mount_options', 'Cannot be mounted', work);
  if (current) {
    const actual = mountedAs ? actualOptions(mountedAs.options, mountedAs.kernel, current.options) : current.options;
    const change = optionsChange(mountedAs ? actual : options.filter((option) => actual.includes(option)), options);
    if (change === 'remount' || (change === 'nothing' && !mountedAs)) {
      await failing(() => fileSystems.remount(request, signal));
    }
    if (change === 'mount anew') {
      await blaming('mount_options', 'Cannot be unmounted', () =>
        fileSystems.unmount(target, wanted.restart_users, signal),
      );
      await failing(() => fileSystems.mount(request, signal));
    }
  } else {
    await prepareMountPoint(context, host, wanted);
    await failing(() => fileSystems.mount(request, signal));
  }
  const mounted = (await existingDevice(host, device, signal)).mounts.find((mount) => mount.target === target);
  rememberMountedAs(context, mounted && { options, kernel: mounted.options });
}

async function prepareMountPoint(
  { signal, diagnostics }: Context<Runtime>,
  host: Host,
  { device, mount_point: target }: FilesystemInputs,
): Promise<void> {
  const { fileSystems, fileSystemMemory } = host;
  const refuse = (problem: string, fix: string) =>
    new DiagnosticError(
      'Mount point not usable',
      `mount_point is "${target}", ${problem} on ${host.name}. ${fix}`,
      at('mount_point'),
    );
  const place = await fileSystems.place(target, signal);
  if (place.source !== null) {
    throw refuse(`where ${place.source} is mounted`, 'Unmount that first, or give another directory.');
  }
  if (place.kind !== null && place.kind !== 'directory') throw refuse(`a ${place.kind}`, 'Give a directory.');
  if (!place.empty) {
    const detail = `${target} on ${host.name} holds files. They are hidden while ${device} is mounted there.`;
    diagnostics.warn('Mount point not empty', detail, at('mount_point'));
  }
  if (place.kind === 'directory') return;
  const missing = await fileSystems.missingDirectories(target, signal);
  const known = await fileSystemMemory.recallDirectories(device, signal);
  await fileSystemMemory.rememberDirectories(device, [...new Set([...missing, ...known])], signal);
  try {
    await fileSystems.makeDirectory(target, signal);
  } catch (error) {
    if (error instanceof CommandError) throw refuse('which cannot be made', error.stderr.trim());
    throw error;
  }
}

async function settleFstab(
  host: Host,
  { device, type, mount_point: target, mount_options: options, persistent }: FilesystemInputs,
  looked: BlockDevice,
  signal: AbortSignal,
): Promise<void> {
  const { fileSystems, fileSystemMemory } = host;
  const { uuid } = looked.signature ?? {};
  if (!uuid) throw new Error(`${device} on ${host.name} has no UUID to stand in fstab with`);
  const listed = await fileSystemMemory.recallListed(device, signal);
  const names = namesOf(device, looked, listed);
  const line = fstabLine({ spec: `UUID=${uuid}`, target, type, options, pass: fileSystemType(type).pass });
  await fileSystems.editFstab((text) => replaceLines(text, names, persistent ? [line] : []), signal);
  if (listed !== uuid) await fileSystemMemory.rememberListed(device, uuid, signal);
}

async function settleOwnership(host: Host, wanted: FilesystemInputs, signal: AbortSignal): Promise<void> {
  const { mount_point: path } = wanted;
  const info = await host.files.info(path);
  if (!info) throw new Error(`${path} on ${host.name} was removed while it was being mounted`);
  const given = (value: FilesystemInputs['owner'], actual: string) => (typeof value === 'string' ? value : actual);
  const owner = given(wanted.owner, info.owner);
  const group = given(wanted.group, info.group);
  const mode = given(wanted.mode, info.mode);
  if (owner !== info.owner || group !== info.group) {
    try {
      await host.files.handOver(path, owner, group, signal);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const [attribute, value] = /invalid group/.test(error.stderr) ? ['group', group] : ['owner', owner];
      const fix = 'Create it first, and make this file system depend on it.';
      const detail = `${attribute} is "${value}", which ${host.name} does not take: ${error.stderr.trim()}. ${fix}`;
      throw new DiagnosticError('Ownership not changed', detail, at(attribute));
    }
  }
  if (mode !== info.mode) await host.files.chmod(path, mode, signal);
}

/** Whether a path is a directory or one that leads to it. */
function leadsTo(path: string, directory: string): boolean {
  return path === directory || directory.startsWith(`${path}/`);
}
