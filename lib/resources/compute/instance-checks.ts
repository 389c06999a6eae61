import type { Cloud } from '../../openstack/cloud';
import type { Flavor } from '../../openstack/compute/objects';
import { EndpointMissing } from '../../openstack/errors';
import type { Image } from '../../openstack/image/objects';
import { isUnknown } from '../../plugin/value/unknown';
import { at, DiagnosticError, type Diagnostics } from '../../schema/diagnostics';
import type { Planned } from '../../schema/model';
import { noSuch } from '../api/no-such';
import type { InstanceAttributes, InstanceInputs, InstanceState } from './instance-attributes';
import { groupMeant } from './instance-parts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** What is known to be wrong before anything is done. Ids of what is still to be made are not known, and not looked at. */
export async function checkPlanned(
  cloud: Cloud,
  planned: Planned<InstanceAttributes>,
  prior: InstanceState | null,
  diagnostics: Diagnostics,
): Promise<void> {
  const changed = (name: 'flavor_id' | 'image_id') => planned[name] !== prior?.[name];
  if (changed('flavor_id') || changed('image_id')) {
    const { flavor_id, image_id } = planned;
    const flavor = typeof flavor_id === 'string' ? await seen(cloud.compute.flavors.get(flavor_id)) : undefined;
    const image = typeof image_id === 'string' ? await existingImage(cloud, image_id) : undefined;
    if (flavor && image) checkFits(flavor, image, newSize(planned.boot_volume));
    // What is planned may make it active.
    const why = image && inactive(image);
    if (why) diagnostics.warn('Image not active yet', `${why} Unless that changes, this fails.`, at('image_id'));
  }
  if (prior === null) await checkNetworks(cloud, planned.networks);
}

/** Whether an instance can have its disk from an image now; while planning, the image and the flavor may both have been to be made. */
export async function checkImage(
  cloud: Cloud,
  { flavor_id, image_id, boot_volume }: Pick<InstanceInputs, 'flavor_id' | 'image_id' | 'boot_volume'>,
  signal: AbortSignal,
): Promise<void> {
  if (image_id === null) return;
  const listed = await existingImage(cloud, image_id);
  if (!listed) return;
  // Since it was listed, somebody may have made it active.
  const image = (inactive(listed) && (await cloud.images.look(image_id, signal))) || listed;
  const why = inactive(image);
  const advice = 'Upload its content, activate it again with "openstack image set --activate", or take another one.';
  if (why) throw new DiagnosticError('Image not active', `${why} ${advice}`, at('image_id'));
  const flavor = await cloud.compute.flavors.get(flavor_id, signal);
  if (flavor) checkFits(flavor, image, newSize(boot_volume));
}

/** What names alone tell only now: while planning, what has them may still have been to be made. */
export async function checkNames(cloud: Cloud, inputs: InstanceInputs): Promise<void> {
  const { compute, identity, name, network } = cloud;
  if (!(await compute.flavors.get(inputs.flavor_id))) {
    const flavors = [...(await compute.flavors.all()).values()];
    throw noSuch(
      'flavor',
      inputs.flavor_id,
      name,
      flavors.map(({ id }) => id),
      'flavor_id',
    );
  }
  if (inputs.key_name !== null && !(await compute.keypairs.get(inputs.key_name)))
    throw noSuch('key pair', inputs.key_name, name, [...(await compute.keypairs.all()).keys()], 'key_name');
  const { security_groups: wanted } = inputs;
  if (wanted === null || isUnknown(wanted)) return;
  const { project = '' } = await identity.self();
  const groups = [...(await network.securityGroups.all()).values()];
  for (const text of wanted as readonly string[]) {
    if (groupMeant(groups, text, project)) continue;
    const own = groups.filter(({ project_id }) => project_id === project);
    throw noSuch(
      'security group',
      text,
      name,
      own.map((group) => group.name),
      'security_groups',
    );
  }
}

/**
 * The image and the flavor of an instance have to go together, as Nova would say in the end.
 * @param volume size of the volume, in GiB, that is its root disk in place of the flavor's
 */
export function checkFits(flavor: Flavor, image: Image, volume?: number): void {
  const of = `The image ${image.name ?? image.id}`;
  const tooSmall = (needs: string, given: string) =>
    new DiagnosticError(
      'Flavor too small',
      `${of} needs ${needs}, and the flavor ${flavor.name} has ${given}. Take a larger flavor.`,
      at('flavor_id'),
    );
  if (image.min_ram > flavor.ram) throw tooSmall(`${image.min_ram} MiB of memory`, `${flavor.ram}`);
  if (volume !== undefined) {
    checkFitsVolume(image, of, volume);
    return;
  }
  // Without a size of its own, the disk is as large as the image.
  if (flavor.disk === 0) return;
  if (image.min_disk > flavor.disk) throw tooSmall(`${image.min_disk} GiB of disk`, `${flavor.disk}`);
  if ((image.size ?? 0) > flavor.disk * GIB)
    throw tooSmall(`${Math.ceil((image.size ?? 0) / MIB)} MiB of disk`, `${flavor.disk * 1024}`);
}

function checkFitsVolume(image: Image, of: string, volume: number): void {
  const least = Math.max(image.min_disk, Math.ceil((image.size ?? 0) / GIB));
  if (volume >= least) return;
  const detail = `${of} needs ${least} GiB, and boot_volume has ${volume}. Set its size_gb to at least ${least}.`;
  throw new DiagnosticError('Volume too small', detail, at('boot_volume', 'size_gb'));
}

/** The size of a volume that is made with the instance, as far as it is known. */
function newSize(boot: Planned<InstanceAttributes>['boot_volume']): number | undefined {
  return boot && !isUnknown(boot) && typeof boot.size_gb === 'number' ? boot.size_gb : undefined;
}

async function existingImage(cloud: Cloud, id: string): Promise<Image | undefined> {
  const images = await seen(cloud.images.all());
  if (!images) return undefined;
  const image = await cloud.images.get(id);
  if (!image) throw noSuch('image', id, cloud.name, [...images.keys()], 'image_id');
  return image;
}

function inactive({ id, name, status }: Image): string | undefined {
  return status === 'active' ? undefined : `The image ${name ?? id} is ${status}, so that nothing boots from it.`;
}

async function checkNetworks(cloud: Cloud, networks: Planned<InstanceAttributes>['networks']): Promise<void> {
  if (networks === null || isUnknown(networks)) return;
  for (const [index, network] of networks.entries()) {
    if (isUnknown(network) || typeof network.network_id !== 'string') continue;
    const known = await seen(cloud.network.networks.all());
    if (!known || (await cloud.network.networks.get(network.network_id))) continue;
    const error = noSuch('network', network.network_id, cloud.name, [...known.keys()], 'networks');
    throw new DiagnosticError(error.summary, error.detail, at('networks', index, 'network_id'));
  }
}

/** Who is not in the catalog yet, has nothing to show. */
async function seen<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof EndpointMissing) return undefined;
    throw error;
  }
}
