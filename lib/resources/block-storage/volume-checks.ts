import type { Cloud } from '../../openstack/cloud';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { checkReferences, type Reference, unlessRefused } from '../api/references';
import type { Runtime } from '../runtime';
import { SOURCES, type VolumePlanned, type VolumeState } from './volume-attributes';

const GIB = 2 ** 30;

export const toVolumeType: Reference = {
  attribute: 'volume_type_id',
  noun: 'volume type',
  collection: ({ blockStorage }) => blockStorage.volumeTypes,
};

/** To what a volume is made from, and only asked while it is made: all of it may be gone afterwards. */
const TO_SOURCES: readonly Reference[] = [
  { attribute: 'image_id', noun: 'image', collection: ({ images }) => images },
  { attribute: 'snapshot_id', noun: 'snapshot', collection: ({ blockStorage }) => blockStorage.snapshots },
  { attribute: 'source_volume_id', noun: 'volume', collection: ({ blockStorage }) => blockStorage.volumes },
];

/** What is known to be wrong before anything is done. Ids of what is still to be made are not known, and not looked at. */
export async function checkPlanned(
  context: Context<Runtime>,
  planned: VolumePlanned,
  prior: VolumeState | null,
): Promise<void> {
  const name = planned.cloud;
  if (typeof name !== 'string') return;
  await checkReferences(context, [toVolumeType, ...TO_SOURCES], name, planned, prior).catch(unlessRefused);
  if (prior === null) await checkSize(context.runtime.cloud(name), planned, context.signal).catch(unlessRefused);
}

/**
 * A volume keeps what it has: no backend makes one smaller.
 * @throws {DiagnosticError} when a volume that stays would have to
 */
export function refuseToShrink(planned: VolumePlanned, prior: VolumeState): void {
  const { name, id, size_gb: size } = prior;
  if (typeof planned.size_gb !== 'number' || planned.size_gb >= size) return;
  throw new DiagnosticError(
    'Volumes do not shrink',
    `The volume ${name} (${id}) has ${size} GiB, and size_gb is ${planned.size_gb}. Set size_gb = ${size} to keep it. To have a smaller one, make another volume, copy the data, and destroy ` +
      'this one; or plan with -replace for this resource, which loses its data.',
    at('size_gb'),
  );
}

/** Attributes on account of which a volume is replaced, where it does not keep its data. */
export function isReplaced(planned: VolumePlanned, prior: VolumeState): boolean {
  const changed = [...SOURCES, 'availability_zone' as const].filter(
    (name) => (planned[name] ?? null) !== (prior[name] ?? null),
  );
  return changed.length > 0;
}

/** A volume has room for what is copied into it, as Cinder would say in the end. */
async function checkSize(cloud: Cloud, planned: VolumePlanned, signal: AbortSignal): Promise<void> {
  const { size_gb: size, image_id, snapshot_id, source_volume_id } = planned;
  if (typeof size !== 'number') return;
  const { snapshots, volumes } = cloud.blockStorage;
  const needs = async (): Promise<readonly [what: string, gib: number]> => {
    if (typeof image_id === 'string') {
      const image = await cloud.images.get(image_id, signal);
      return [`image ${image?.name ?? image_id}`, Math.max(image?.min_disk ?? 0, Math.ceil((image?.size ?? 0) / GIB))];
    }
    if (typeof snapshot_id === 'string') {
      const snapshot = await snapshots.get(snapshot_id, signal);
      return [`snapshot ${snapshot?.name || snapshot_id}`, snapshot?.size ?? 0];
    }
    if (typeof source_volume_id === 'string') {
      const volume = await volumes.get(source_volume_id, signal);
      return [`volume ${volume?.name || source_volume_id}`, volume?.size ?? 0];
    }
    return ['', 0];
  };
  const [what, gib] = await needs();
  if (size >= gib) return;
  const detail = `size_gb is ${size}, and the ${what} needs ${gib} GiB. Set size_gb to at least ${gib}.`;
  throw new DiagnosticError('Volume too small', detail, at('size_gb'));
}
