import type { Snapshot } from '../../openstack/block-storage/objects';
import type { Cloud } from '../../openstack/cloud';
import { number, string } from '../../schema/attribute';
import type { Inputs, State } from '../../schema/model';
import { resource } from '../../schema/resource';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { sameEntries, sorted } from '../api/entries';
import { objectName } from '../api/object-name';
import { checkReferences, type Reference, unlessRefused } from '../api/references';
import type { Runtime } from '../runtime';
import { notDeleted, snapshotFailed } from './failures';
import { descriptionAttribute, metadataAttribute } from './for-people';
import { atRest, settled } from './waiting';

export const snapshotAttributes = {
  cloud: cloudAttribute,
  name: string({
    description:
      "Its name. Cinder takes one name several times; this resource takes it once in the project of the cloud's user.",
    required: true,
    validate: [objectName],
  }),
  volume_id: string({
    description:
      'Id of the volume of which it is one. What an instance that has the volume has not written yet is not in it.',
    required: true,
    replace: true,
    example: 'stackwright_volume.data.id',
  }),
  description: descriptionAttribute,
  metadata: metadataAttribute,
  id: idAttribute,
  size_gb: number({ description: 'What its volume had then, in GiB.', computed: true, stable: true }),
};
type Attributes = typeof snapshotAttributes;

/** To the volume that something is of. */
export const toVolume: Reference = {
  attribute: 'volume_id',
  noun: 'volume',
  collection: ({ blockStorage }) => blockStorage.volumes,
};

/** Snapshots as Cinder's API has them. */
export const snapshotKind: ApiObject<Attributes, Snapshot> = {
  noun: 'snapshot',
  nameAttribute: 'name',
  collection: ({ blockStorage }) => blockStorage.snapshots,
  body: ({ name, volume_id, description, metadata }) => ({
    name,
    volume_id,
    description,
    metadata: sorted(metadata),
  }),
  state: (snapshot, { cloud }) => ({
    cloud,
    id: snapshot.id,
    name: snapshot.name ?? '',
    volume_id: snapshot.volume_id,
    description: snapshot.description ?? '',
    metadata: snapshot.metadata,
    size_gb: snapshot.size,
  }),
  isSame: (snapshot, { name }) => snapshot.name === name,
  filter: ({ name }) => ({ name }),
  isNamed: (snapshot, name) => snapshot.name === name,
  filtersOfName: (name) => [{ name }],
  title: ({ name }) => `"${name}"`,
  complete: ({ runtime, signal }, { id }, inputs) => converge(runtime.cloud(inputs.cloud), id, inputs, signal),
};
const handlers = apiObject(snapshotKind);

/** What a volume was like at one time. */
export const volumeSnapshot = resource<Runtime>()({
  name: 'volume_snapshot',
  description:
    'A snapshot: what a volume was like when this was made, from which other volumes are made. It is there when Cinder calls it available. Destroying it loses that state; the volume, and what was ' +
    'made from it, stay. Its volume cannot be destroyed before it.',
  example: `resource "stackwright_volume_snapshot" "before_upgrade" {
  cloud     = stackwright_keystone_bootstrap.keystone.id
  name      = "before-upgrade"
  volume_id = stackwright_volume.data.id
}`,
  attributes: snapshotAttributes,
  unique: ['cloud', 'name'],
  timeouts: { create: 1800, read: 120, update: 120, delete: 1800 },
  ...handlers,

  async plan(context, { config, planned, prior }) {
    if (typeof config.cloud !== 'string') return undefined;
    await checkReferences(context, [toVolume], config.cloud, planned, prior).catch(unlessRefused);
    if (prior && planned.volume_id !== prior.volume_id) context.diagnostics.warn(...loss(prior, 'replaced'));
    return undefined;
  },

  async update({ runtime, signal }, inputs, prior) {
    const now = await converge(runtime.cloud(inputs.cloud), prior.id, inputs, signal);
    return snapshotKind.state(now, inputs);
  },

  async planDestroy({ diagnostics }, state) {
    diagnostics.warn(...loss(state, 'destroyed'));
  },

  async delete(context, state) {
    const cloud = context.runtime.cloud(state.cloud);
    const { snapshots } = cloud.blockStorage;
    const now = await atRest('snapshot', snapshots, state.id, context.signal);
    if (now?.status === 'error_deleting') throw await notDeleted('snapshot', cloud, now, context.signal);
    await handlers.delete(context, state);
    const left = await atRest('snapshot', snapshots, state.id, context.signal);
    if (left) throw await notDeleted('snapshot', cloud, left, context.signal);
  },
});

function loss({ name, id, size_gb }: State<Attributes>, what: string): [string, string] {
  const detail = `The snapshot ${name} (${id}, ${size_gb} GiB) is ${what}: what its volume was like then is lost for good.`;
  return ['A snapshot will be lost', detail];
}

/** Makes of a snapshot what is wanted: each step looks first, so that it can be run again. */
async function converge(
  cloud: Cloud,
  id: string,
  { name, description, metadata }: Inputs<Attributes>,
  signal: AbortSignal,
): Promise<Snapshot> {
  const { snapshots } = cloud.blockStorage;
  const snapshot = await settledSnapshot(cloud, id, signal);
  if (snapshot.name !== name || (snapshot.description ?? '') !== description)
    await snapshots.update(id, { name, description }, signal);
  if (!sameEntries(snapshot.metadata, metadata)) await snapshots.setMetadata(id, metadata, signal);
  return settledSnapshot(cloud, id, signal);
}

function settledSnapshot(cloud: Cloud, id: string, signal: AbortSignal): Promise<Snapshot> {
  const { snapshots } = cloud.blockStorage;
  return settled('snapshot', snapshots, id, signal, (snapshot) => snapshotFailed(cloud, snapshot, signal));
}
