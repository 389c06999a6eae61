import type { BlockDevice } from '../../host/file-systems/block-devices';
import type { Host } from '../../host/host';
import type { Lvm, VolumeGroup } from '../../host/lvm/volume-groups';
import { ServerUnavailable } from '../../host/server-unavailable';
import { set, string } from '../../schema/attribute';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { hasUnknown } from '../../schema/validation';
import { each, matches, notEmpty } from '../../schema/validator';
import { CommandError } from '../../ssh/command-errors';
import { HostUnreachable } from '../../ssh/errors';
import { describe, existingDevice, noDevice } from '../host/filesystem-device';
import { absolutePath } from '../host/paths';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';

const attributes = {
  host: hostAttribute,
  name: string({
    description: 'Its name.',
    required: true,
    replace: true,
    validate: [
      matches(
        /^(?!\.{1,2}$)[A-Za-z0-9_.+][A-Za-z0-9_.+-]{0,126}$/,
        'up to 127 letters, digits, "_", ".", "+" and "-", not beginning with "-"',
      ),
    ],
    example: '"cinder-volumes"',
  }),
  devices: set('string', {
    description:
      'Paths of the block devices that it is made of. Those that are added have to be blank; from those that are taken out, what is on them has to be moved before (`pvmove`).',
    required: true,
    validate: [notEmpty(), each(absolutePath)],
    example: '["/dev/sde1"]',
  }),
  uuid: string({ description: "LVM's id of it.", computed: true, stable: true }),
};
type Attributes = typeof attributes;

/** What remembers whose a group is. */
const [MADE, TAKEN_OVER] = ['made', 'taken over'];

/** A volume group of LVM's. */
export const volumeGroup = resource<Runtime>()({
  name: 'volume_group',
  description:
    'A volume group of LVM on a host: block devices out of which logical volumes are made, as by Cinder. It is made of devices that are blank; any that holds something is refused. A group of ' +
    'this name that consists of these devices is taken over with all that is in it. Destroying is refused as long as there are logical volumes; a group that was there before stays.',
  example: `resource "stackwright_volume_group" "volumes" {
  host       = "node3"
  name       = "cinder-volumes"
  devices    = ["/dev/sde1"]
  depends_on = [stackwright_package.lvm2]
}`,
  attributes,
  unique: ['host', 'name'],
  timeouts: { create: 120, read: 60, update: 120, delete: 120 },

  async read({ runtime, importing }, state) {
    const host = runtime.host(state.host);
    const group = named(await host.volumeGroups.look(), state.name);
    if (!group) return GONE;
    return { ...state, devices: await spelled(host, group, importing ? [] : state.devices), uuid: group.uuid };
  },

  async plan({ runtime, diagnostics, signal }, { prior, planned }) {
    const { host: hostName, name, devices } = planned;
    const wanted = { host: hostName, name, devices };
    if (prior || hasUnknown(wanted)) return undefined;
    const host = runtime.host(`${hostName}`);
    try {
      for (const device of (wanted as Wanted).devices) {
        const found = await host.blockDevices.look(device);
        if (found.path !== null) continue;
        const { summary, detail, path } = await noDevice(host, device, found.problem, signal, 'devices');
        diagnostics.warn(summary, detail, path);
        return undefined;
      }
      await foresee(host, wanted as Wanted, signal);
    } catch (error) {
      // The host, or LVM on it, may be there only after something else of this apply: create looks again.
      if (!(error instanceof ServerUnavailable || error instanceof HostUnreachable)) throw error;
    }
    return undefined;
  },

  async create(context, inputs) {
    const { runtime, signal } = context;
    const host = runtime.host(inputs.host);
    const { volumeGroups } = host;
    const missing = await foresee(host, inputs);
    await volumeGroups.found.remember(inputs.name, missing ? MADE : TAKEN_OVER, signal);
    if (missing) await blaming('No volume group made', () => volumeGroups.create(inputs.name, missing, signal));
    return settled(host, inputs);
  },

  async update(context, inputs, prior) {
    const { runtime, signal } = context;
    const host = runtime.host(inputs.host);
    const { volumeGroups } = host;
    const group = named(await volumeGroups.look(), inputs.name);
    if (!group) throw goneMeanwhile(prior);
    const wanted = await looked(host, inputs.devices, signal);
    const added = wanted.filter(({ number }) => !group.devices.some((device) => device.number === number));
    const removed = group.devices.filter(({ number }) => !wanted.some((device) => device.number === number));
    for (const device of added) refuseFull(device, inputs, await volumeGroups.look());
    const paths = (devices: readonly { readonly path: string }[]) => devices.map(({ path }) => path);
    if (added.length > 0) {
      await blaming('No device added', () => volumeGroups.extend(inputs.name, paths(added), signal));
    }
    if (removed.length > 0) {
      await blaming('No device taken out', () => volumeGroups.reduce(inputs.name, paths(removed), signal));
    }
    return settled(host, inputs);
  },

  async planDestroy({ runtime, diagnostics }, state) {
    const group = named(await runtime.host(state.host).volumeGroups.look(), state.name);
    if (!group || group.logicalVolumes.length === 0) return;
    diagnostics.warn(`${state.name} is not empty`, `${inIt(group)} They have to be gone first.`);
  },

  async delete({ runtime, signal }, state) {
    const { volumeGroups } = runtime.host(state.host);
    const note = await volumeGroups.found.recall(state.name, signal);
    const group = named(await volumeGroups.look(), state.name);
    if (group && note === MADE) {
      if (group.logicalVolumes.length > 0) {
        throw new DiagnosticError(
          `${state.name} is not empty`,
          `${inIt(group)} It was left as it is: remove them (lvremove), and apply again.`,
          at('name'),
        );
      }
      const paths = group.devices.map(({ path }) => path);
      await blaming('Volume group not removed', () => volumeGroups.remove(state.name, paths, signal));
    }
    await volumeGroups.found.forget(state.name, signal);
  },

  import: importOnHost('name', 'node3:cinder-volumes'),
});

type Wanted = Pick<Inputs<Attributes>, 'host' | 'name' | 'devices'>;

/**
 * What has to be done: the devices that the group is to be made of, or nothing when it is there.
 * @throws {DiagnosticError} when it cannot be had without taking something from others
 */
async function foresee(host: Host, wanted: Wanted, signal?: AbortSignal): Promise<readonly string[] | undefined> {
  const lvm = await host.volumeGroups.look();
  const devices = await looked(host, wanted.devices, signal);
  const group = named(lvm, wanted.name);
  if (!group) {
    for (const device of devices) refuseFull(device, wanted, lvm);
    return devices.map(({ path }) => path);
  }
  const [own, others] = [devices, group.devices].map((all) => all.map(({ number }) => number).sort());
  if (JSON.stringify(own) === JSON.stringify(others)) return undefined;
  const paths = group.devices.map(({ path }) => path).join(', ');
  throw new DiagnosticError(
    'There already, and different',
    `${wanted.host} has a volume group ${wanted.name} of ${paths}. It was left as it is. Give these devices, or another name; or import it, so that the next plan shows what would change: ` +
      `terraform import ADDRESS ${wanted.host}:${wanted.name}`,
    at('devices'),
  );
}

async function looked(host: Host, paths: readonly string[], signal?: AbortSignal): Promise<BlockDevice[]> {
  const devices: BlockDevice[] = [];
  for (const path of paths) devices.push(await existingDevice(host, path, signal, 'devices'));
  return devices;
}

/** A device that LVM has prepared and not used is what an interrupted run leaves. */
function refuseFull({ path, number, signature, mounts, uses }: BlockDevice, { host }: Wanted, { free }: Lvm): void {
  const isFree = free.some((device) => device.number === number);
  const by = [...uses, ...mounts.map(({ target }) => `the mount at ${target}`)];
  if (by.length === 0 && (signature === null || isFree)) return;
  const what = by.length > 0 ? `is in use by ${by.join(' and ')}` : `holds ${signature ? describe(signature) : ''}`;
  throw new DiagnosticError(
    by.length > 0 ? 'Device in use' : 'Device holds data',
    `devices has "${path}", which ${what} on ${host}. It was left as it is. Give another device; or, if all that is on it may be lost, wipe it first: wipefs --all ${path}`,
    at('devices'),
  );
}

async function settled(host: Host, inputs: Inputs<Attributes>): Promise<State<Attributes>> {
  const group = named(await host.volumeGroups.look(), inputs.name);
  if (!group) throw goneMeanwhile(inputs);
  return { ...inputs, uuid: group.uuid };
}

/** The devices of a group as the configuration calls them, and as LVM does where it does not. */
async function spelled(host: Host, group: VolumeGroup, configured: readonly string[]): Promise<string[]> {
  const spelling = new Map<string, string>();
  for (const path of configured) {
    const device = await host.blockDevices.look(path);
    if (device.path !== null) spelling.set(device.number, path);
  }
  return group.devices.map(({ number, path }) => spelling.get(number) ?? path);
}

async function blaming(summary: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new DiagnosticError(summary, error.stderr.trim(), at('devices'));
  }
}

function named({ groups }: Lvm, name: string): VolumeGroup | undefined {
  return groups.find((group) => group.name === name);
}

function inIt({ name, logicalVolumes }: VolumeGroup): string {
  return `${name} has the logical volumes ${logicalVolumes.join(', ')}.`;
}

function goneMeanwhile({ host, name }: Pick<Wanted, 'host' | 'name'>): DiagnosticError {
  return new DiagnosticError('Gone meanwhile', `${host} has no volume group ${name} any more. Apply again.`);
}
