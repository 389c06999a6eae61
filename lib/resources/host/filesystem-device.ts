import type { BlockDevice } from '../../host/file-systems/block-devices';
import type { MadeFileSystem } from '../../host/file-systems/file-system-memory';
import { FILE_SYSTEM_TYPES } from '../../host/file-systems/file-system-types';
import type { Host } from '../../host/host';
import { at, DiagnosticError } from '../../schema/diagnostics';

/** What a resource wants of its device. */
export interface WantedFileSystem {
  readonly host: string;
  readonly device: string;
  readonly type: string;
  readonly label: string | null;
  readonly mkfs_options: readonly string[] | null;
  readonly mount_point: string;
  readonly wipe: boolean;
}

/** What the host remembers of the device. */
export interface Remembered {
  readonly begun: string | undefined;
  readonly made: MadeFileSystem | undefined;
}

/**
 * How a device becomes what is wanted: a file system is made, or made after wiping what is there, or the one that is there
 * is taken over with its data.
 */
export type Way = 'make' | 'wipe and make' | 'take over';

/** The attribute that names a device, or several. */
type Naming = 'device' | 'devices';

/**
 * The device, looked at now.
 * @throws {DiagnosticError} when there is no such device
 */
export async function existingDevice(
  host: Host,
  device: string,
  signal?: AbortSignal,
  attribute?: Naming,
): Promise<BlockDevice> {
  const looked = await host.blockDevices.look(device);
  if (looked.path !== null) return looked;
  throw await noDevice(host, device, looked.problem, signal, attribute);
}

/** The error for a path that is no block device. */
export async function noDevice(
  host: Host,
  device: string,
  problem: string,
  signal?: AbortSignal,
  attribute: Naming = 'device',
): Promise<DiagnosticError> {
  const others = await host.blockDevices.list(signal);
  const hint = others.length > 0 ? `Its block devices are ${others.join(', ')}.` : 'It has no block devices.';
  return new DiagnosticError(
    'No such device',
    `${attribute} ${attribute === 'device' ? 'is' : 'has'} "${device}", which ${problem} on ${host.name}. ${hint} Give one of them, or make that one first.`,
    at(attribute),
  );
}

/**
 * Refuses a device that is in use by anything but this file system.
 * @throws {DiagnosticError} that names what uses it
 */
export function refuseUsed(device: BlockDevice, { host, device: path, mount_point }: WantedFileSystem): void {
  const elsewhere = device.mounts.filter(({ target }) => target !== mount_point);
  const uses = [...device.uses, ...elsewhere.map(({ target }) => `the mount at ${target}`)];
  if (uses.length === 0) return;
  throw new DiagnosticError(
    'Device in use',
    `device is "${path}", which is in use on ${host} by ${uses.join(' and ')}. Take it out of use there, or give another device.`,
    at('device'),
  );
}

/**
 * Decides how the device becomes what is wanted.
 * @throws {DiagnosticError} when that would cost data and `wipe` does not allow it
 */
export function wayTo(wanted: WantedFileSystem, { signature }: BlockDevice, { begun, made }: Remembered): Way {
  if (!signature) return 'make';
  if (begun !== undefined && begun === signature.uuid) return 'wipe and make';
  const { type, label } = wanted;
  const sameOptions = JSON.stringify(made?.options) === JSON.stringify(wanted.mkfs_options ?? []);
  const isOurs = made !== undefined && made.uuid === signature.uuid && sameOptions;
  if (isOurs && signature.type === type) return 'take over';
  if (wanted.wipe) return 'wipe and make';
  if (signature.type === type && (label === null || label === signature.label)) return 'take over';
  throw new DiagnosticError(
    'Device holds data',
    `device is "${wanted.device}", which holds ${describe(signature)} on ${wanted.host}. It was left as it is. ${keepHint(wanted, signature)}` +
      'To overwrite it, with the loss of all data there, set wipe = true.',
    at('device'),
  );
}

function keepHint({ type }: WantedFileSystem, signature: NonNullable<BlockDevice['signature']>): string {
  if (signature.type === type) return `To keep that file system, set label = ${JSON.stringify(signature.label)}. `;
  return signature.type in FILE_SYSTEM_TYPES ? `To keep that file system, set type = "${signature.type}". ` : '';
}

/** What is on a device, in words: `xfs (label "data")`. */
export function describe({ type, label, uuid }: NonNullable<BlockDevice['signature']>): string {
  const marks = [...(label ? [`label "${label}"`] : []), ...(uuid ? [`UUID ${uuid}`] : [])];
  return marks.length > 0 ? `${type} (${marks.join(', ')})` : type;
}
