import type { Volume } from '../../openstack/block-storage/objects';
import type { ApiObject } from '../api/api-object';
import { sameEntries, sorted } from '../api/entries';
import { onlyKnown } from '../api/known';
import type { VolumeAttributes, VolumeInputs, VolumeState } from './volume-attributes';
import { converge } from './volume-changes';

/** Volumes as Cinder's API has them. */
export const volumeKind: ApiObject<VolumeAttributes, Volume> = {
  noun: 'volume',
  nameAttribute: 'name',
  collection: ({ blockStorage }) => blockStorage.volumes,
  body: (wanted) => ({
    name: wanted.name,
    description: wanted.description,
    metadata: sorted(wanted.metadata),
    ...onlyKnown({
      size: wanted.size_gb,
      volume_type: wanted.volume_type_id,
      availability_zone: wanted.availability_zone,
      imageRef: wanted.image_id,
      snapshot_id: wanted.snapshot_id,
      source_volid: wanted.source_volume_id,
    }),
  }),
  state: stateOf,
  isSame: (volume, { name }) => volume.name === name,
  filter: ({ name }) => ({ name }),
  isNamed: (volume, name) => volume.name === name,
  filtersOfName: (name) => [{ name }],
  title: ({ name }) => `"${name}"`,
  complete: ({ runtime, signal }, { id }, inputs) => converge(runtime.cloud(inputs.cloud), id, inputs, signal),

  /** What was made from something else than was asked for is another one. */
  async furtherDifferences(_, volume, { image_id, snapshot_id, source_volume_id }) {
    const found = sourcesOf(volume);
    const wanted = { image_id, snapshot_id, source_volume_id };
    return sameEntries(found, wanted) ? [] : ['what it was made from'];
  },
};

/** What a volume was made from, as far as Cinder tells. */
function sourcesOf(volume: Volume): Pick<VolumeState, 'image_id' | 'snapshot_id' | 'source_volume_id'> {
  const { snapshot_id, source_volid, volume_image_metadata: image } = volume;
  // What is copied from another volume has the image's data, too.
  const isCopy = snapshot_id !== null || source_volid !== null;
  return {
    image_id: (isCopy ? undefined : image?.image_id) ?? null,
    snapshot_id,
    source_volume_id: source_volid,
  };
}

export function stateOf(volume: Volume, before: VolumeInputs | VolumeState): VolumeState {
  const { cloud, image_id, migration_policy } = before;
  const sources = sourcesOf(volume);
  return {
    cloud,
    id: volume.id,
    name: volume.name ?? '',
    description: volume.description ?? '',
    size_gb: volume.size,
    volume_type_id: volume.volume_type_id,
    migration_policy: migration_policy ?? 'never',
    availability_zone: volume.availability_zone ?? '',
    ...sources,
    // Not everybody is told it.
    image_id: image_id ?? sources.image_id,
    bootable: volume.bootable,
    metadata: volume.metadata,
    multiattach: volume.multiattach,
    host: volume['os-vol-host-attr:host'] ?? null,
  };
}
