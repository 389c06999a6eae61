import type { Cloud } from '../../openstack/cloud';
import type { VolumeAttachment } from '../../openstack/compute/volume-attachments';
import { bool, string } from '../../schema/attribute';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { matches } from '../../schema/validator';
import { cloudAnd, cloudAttribute } from '../api/cloud-attribute';
import { idOf } from '../api/import-names';
import { checkReferences, type Reference, unlessRefused } from '../api/references';
import type { Runtime } from '../runtime';
import { refuseUnlessFree, untilAttached, untilDetached } from './attaching';
import { toVolume } from './snapshot';

const attributes = {
  cloud: cloudAttribute,
  instance_id: string({
    description: 'Id of the instance that is given the volume.',
    required: true,
    replace: true,
    example: 'stackwright_compute_instance.web.id',
  }),
  volume_id: string({
    description: 'Id of the volume.',
    required: true,
    replace: true,
    example: 'stackwright_volume.data.id',
  }),
  tag: string({
    description: 'A word by which the guest finds the disk in its metadata.',
    optional: true,
    replace: true,
    validate: [matches(/^[^,/]{1,60}$/, 'up to 60 characters without "," and "/"')],
  }),
  delete_on_termination: bool({
    description: 'Whether the volume goes, with its data, when the instance goes.',
    default: false,
  }),
  device: string({
    description:
      'What Nova calls the disk, as in `/dev/vdb`. The guest may call it otherwise: its serial number begins like the id of the volume.',
    computed: true,
    stable: true,
  }),
  id: string({ description: '`INSTANCE/VOLUME`, with their ids.', computed: true, stable: true }),
};
type Attributes = typeof attributes;
type Pair = Pick<State<Attributes>, 'cloud' | 'instance_id' | 'volume_id'>;

const TO_INSTANCE: Reference = {
  attribute: 'instance_id',
  noun: 'instance',
  collection: ({ compute }) => compute.servers,
};

/** That an instance has a volume. */
export const volumeAttachment = resource<Runtime>()({
  name: 'volume_attachment',
  description:
    'A volume given to an instance, which finds it as a further disk, also while it runs. It is there when Nova and Cinder both say so. Destroying it takes the disk from the guest, which should ' +
    'have unmounted it by then; the data stay on the volume. To take it away Nova needs the role `service`: without that the volume is put back as it was, and the error tells what to do.',
  example: `resource "stackwright_volume_attachment" "data" {
  cloud       = stackwright_keystone_bootstrap.keystone.id
  instance_id = stackwright_compute_instance.web.id
  volume_id   = stackwright_volume.data.id
}`,
  attributes,
  unique: ['cloud', 'instance_id', 'volume_id'],
  timeouts: { create: 600, read: 120, update: 60, delete: 600 },

  async read({ runtime, importing, signal }, state) {
    const cloud = runtime.cloud(state.cloud);
    const pair = importing ? await named(cloud, state) : state;
    // The list of servers answers for all attachments of all of them.
    const server = await cloud.compute.servers.get(pair.instance_id, signal);
    const volumes = server?.['os-extended-volumes:volumes_attached'] ?? [];
    const listed = volumes.find(({ id }) => id === pair.volume_id);
    if (!listed) return GONE;
    const { delete_on_termination } = listed;
    if (!importing) return { ...state, delete_on_termination };
    const found = await cloud.compute.volumeAttachments.find(pair.instance_id, pair.volume_id, signal);
    return found ? stateOf(pair, found) : GONE;
  },

  async plan(context, { config, prior, planned }) {
    if (typeof config.cloud !== 'string') return undefined;
    await checkReferences(context, [TO_INSTANCE, toVolume], config.cloud, planned, prior).catch(unlessRefused);
    return undefined;
  },

  async create({ runtime, signal }, inputs) {
    const cloud = runtime.cloud(inputs.cloud);
    const { instance_id, volume_id, tag, delete_on_termination } = inputs;
    const { volumeAttachments } = cloud.compute;
    const existing = await volumeAttachments.find(instance_id, volume_id, signal);
    if (existing) refuseOther(existing, inputs);
    else await refuseUnlessFree(cloud, inputs, signal);
    const attachment = { volumeId: volume_id, ...(tag !== null && { tag }), delete_on_termination };
    const request = existing ? undefined : await volumeAttachments.begin(instance_id, attachment, signal);
    return stateOf(inputs, await untilAttached(cloud, inputs, request, signal));
  },

  async update({ runtime, signal }, inputs, prior) {
    const { instance_id, volume_id, delete_on_termination } = inputs;
    const { servers, volumeAttachments } = runtime.cloud(inputs.cloud).compute;
    await volumeAttachments.setDeleteOnTermination(instance_id, volume_id, delete_on_termination, signal);
    await servers.look(instance_id, signal);
    return { ...prior, delete_on_termination };
  },

  async delete({ runtime, signal }, state) {
    const cloud = runtime.cloud(state.cloud);
    const request = await cloud.compute.volumeAttachments.end(state.instance_id, state.volume_id, signal);
    await untilDetached(cloud, state, request, signal);
  },

  import: {
    format: 'CLOUD:INSTANCE/VOLUME',
    example: 'main:web/data',
    parse(text) {
      const found = cloudAnd(text);
      const [, instance_id, volume_id] = /^([^/]+)\/([^/]+)$/.exec(found?.rest ?? '') ?? [];
      return found && instance_id !== undefined && volume_id !== undefined
        ? { cloud: found.cloud, instance_id, volume_id }
        : undefined;
    },
  },
});

function stateOf({ cloud, instance_id, volume_id }: Pair, found: VolumeAttachment): State<Attributes> {
  const { tag, delete_on_termination, device } = found;
  return {
    cloud,
    instance_id,
    volume_id,
    tag,
    delete_on_termination,
    device: device ?? '',
    id: `${instance_id}/${volume_id}`,
  };
}

/** One that is there already may be what a killed run has made, unless it is otherwise than that. */
function refuseOther(existing: VolumeAttachment, inputs: Inputs<Attributes>): void {
  const { cloud, instance_id, volume_id } = inputs;
  const differing = (['tag', 'delete_on_termination'] as const).filter((name) => existing[name] !== inputs[name]);
  if (differing.length === 0) return;
  throw new DiagnosticError(
    'Attached already',
    `The instance ${instance_id} has the volume ${volume_id} already, and it differs in ${differing.join(', ')}. To keep it with this resource, import it: ` +
      `terraform import ADDRESS ${cloud}:${instance_id}/${volume_id}. Otherwise detach it first.`,
    at('volume_id'),
  );
}

/** What stands in an import id as ids or names. */
async function named(cloud: Cloud, { instance_id, volume_id }: Pair): Promise<Pair> {
  const { compute, blockStorage, name } = cloud;
  return {
    cloud: name,
    instance_id: await idOf(compute.servers, 'instance', instance_id, name, 'instance_id'),
    volume_id: await idOf(blockStorage.volumes, 'volume', volume_id, name, 'volume_id'),
  };
}
