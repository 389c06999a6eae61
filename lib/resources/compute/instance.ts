import type { Cloud } from '../../openstack/cloud';
import type { Server } from '../../openstack/compute/objects';
import { portsOf } from '../../openstack/compute/server-ports';
import { ApiUnavailable } from '../../openstack/errors';
import { isUnknown, UNKNOWN } from '../../plugin/value/unknown';
import type { Context } from '../../schema/context';
import { at } from '../../schema/diagnostics';
import { resource } from '../../schema/resource';
import { type ApiObject, apiObject } from '../api/api-object';
import { sorted } from '../api/entries';
import { quotaExceeded } from '../api/quota-exceeded';
import type { Runtime } from '../runtime';
import { isOtherRootDisk, mappingOf } from './boot-volume';
import { hostsAwake } from './hosts-awake';
import {
  type InstanceAttributes,
  type InstanceInputs,
  type InstanceState,
  instanceAttributes,
  instanceRules,
} from './instance-attributes';
import { converge } from './instance-changes';
import { checkImage, checkNames, checkPlanned } from './instance-checks';
import { type KnownParts, partsOf } from './instance-parts';
import { asPlanned, knownGroups, stateOf } from './instance-state';
import { atRest, gone } from './instance-wait';
import { bootsFromAnother, bootVolumeGone, bootVolumeIdOf, checkBootVolume, rootDiskNow } from './root-disk';

/** Instances as Nova's API has them. */
export const instanceKind: ApiObject<InstanceAttributes, Server> = {
  noun: 'instance',
  nameAttribute: 'name',
  collection: ({ compute }) => compute.servers,
  body: (inputs) => ({
    name: inputs.name,
    description: inputs.description || null,
    ...(inputs.boot_volume
      ? { block_device_mapping_v2: [mappingOf(inputs.boot_volume, inputs.image_id)] }
      : { imageRef: inputs.image_id }),
    flavorRef: inputs.flavor_id,
    networks: inputs.without_network
      ? 'none'
      : (inputs.networks ?? []).map(({ network_id, port_id, fixed_ip }) => ({
          ...(network_id !== null && { uuid: network_id }),
          ...(port_id !== null && { port: port_id }),
          ...(fixed_ip !== null && { fixed_ip }),
        })),
    key_name: inputs.key_name,
    user_data: inputs.user_data === null ? null : Buffer.from(inputs.user_data).toString('base64'),
    config_drive: inputs.config_drive,
    metadata: sorted(inputs.metadata),
    tags: [...inputs.tags].sort(),
    ...(!isUnknown(inputs.security_groups) &&
      inputs.security_groups !== null && {
        security_groups: inputs.security_groups.map((name) => ({ name })),
      }),
    ...(!isUnknown(inputs.availability_zone) &&
      inputs.availability_zone !== null && { availability_zone: inputs.availability_zone }),
  }),
  state: stateOf,
  isSame: (server, { name }) => server.name === name,
  filter: ({ name }) => ({ name }),
  isNamed: (server, name) => server.name === name,
  filtersOfName: (name) => [{ name }],
  title: ({ name }) => `"${name}"`,
  complete: ({ runtime, signal }, { id }, inputs) => converge(runtime.cloud(inputs.cloud), id, inputs, signal),
  async furtherDifferences({ runtime, signal }, server, inputs) {
    const cloud = runtime.cloud(inputs.cloud);
    const wanted = known(inputs);
    const ports = await portsOf(cloud.session, server.id, signal);
    const { flavor_id, networks, security_groups } = await partsOf(cloud, server, ports, wanted);
    const differs = {
      boot_volume: await bootsFromAnother(cloud, server, inputs.boot_volume, signal),
      flavor_id: flavor_id !== wanted.flavor_id,
      // A server that was given up may have none.
      networks: ports.length > 0 && JSON.stringify(networks) !== JSON.stringify(wanted.networks ?? []),
      security_groups:
        ports.length > 0 &&
        wanted.security_groups !== null &&
        JSON.stringify([...security_groups].sort()) !== JSON.stringify([...wanted.security_groups].sort()),
    };
    return Object.entries(differs).flatMap(([name, differing]) => (differing ? [name] : []));
  },
};
const handlers = apiObject(instanceKind);

/** An instance: a virtual machine. */
export const computeInstance = resource<Runtime>()({
  name: 'compute_instance',
  description:
    'An instance, a virtual machine. It is there when Nova calls it ACTIVE, which is before its guest has booted. Name, description, metadata, tags, security groups and power state change in ' +
    'place; another flavor resizes it. Destroying it ends when it has gone with the ports that Nova has made for it. It boots from an image, from a volume that is there, or from one that is made from an image with it. One that is imported and boots from a volume has that as `boot_volume.volume_id`. Its console is the data source `compute_console_log`: as an attribute it would be another one at each plan.',
  example: `resource "stackwright_compute_instance" "cirros1" {
  cloud           = stackwright_keystone_bootstrap.keystone.id
  name            = "cirros1"
  flavor_id       = stackwright_compute_flavor.cirros.id
  image_id        = stackwright_image.cirros.id
  networks        = [{ network_id = stackwright_network.private.id }]
  security_groups = [stackwright_security_group.ssh.id]
  key_name        = stackwright_compute_keypair.testkey.name
}`,
  attributes: instanceAttributes,
  rules: instanceRules,
  unique: ['cloud', 'name'],
  timeouts: { create: 600, read: 120, update: 900, delete: 300 },
  ...handlers,

  async read(context, state) {
    const found = await handlers.read(context, state);
    if (typeof found === 'symbol') return found;
    const cloud = context.runtime.cloud(found.cloud);
    const server = await cloud.compute.servers.get(found.id, context.signal);
    if (!server) return found;
    const root = await rootDiskNow(cloud, server, found, context.signal);
    const ports = await cloud.network.ports.where(({ device_id }) => device_id === found.id, { device_id: found.id });
    const isDone = server.status !== 'BUILD' && server.status !== 'ERROR';
    // One that never got as far has no ports, and only its state says what it was to have.
    const wanted = known(found);
    // Who imports has most likely configured ids, as those of other resources are.
    const groups = context.importing ? ports.flatMap(({ security_groups }) => security_groups) : wanted.security_groups;
    const parts = await partsOf(cloud, server, ports, { ...wanted, security_groups: groups && [...new Set(groups)] });
    if (!isDone && ports.length === 0) return { ...found, flavor_id: parts.flavor_id };
    if (!context.importing) return { ...found, ...root, ...parts };
    const zone = found.host === null ? found.availability_zone : `${found.availability_zone}:${found.host}`;
    return { ...found, ...root, ...parts, availability_zone: zone, without_network: parts.networks === null };
  },

  async plan(context, { config, prior, planned }) {
    if (typeof config.cloud !== 'string') return undefined;
    if (prior && isOtherRootDisk(planned.boot_volume, prior.boot_volume)) return { replace: [at('boot_volume')] };
    // What an imported one that boots from a volume was made from is what the configuration says.
    const isTold = prior?.boot_volume !== null && prior?.image_id === null;
    const isOther = prior !== null && !isTold && planned.image_id !== prior.image_id;
    // Said before anything is asked that an API may not answer. Terraform then plans the new one, which is checked there.
    if (isOther && planned.on_image_change !== 'rebuild') return { replace: [at('image_id')] };
    if (isOther) {
      const detail = `The disk of ${prior.name} is written anew from the image: all that its guest has stored there is lost. Its id, addresses and ports stay.`;
      context.diagnostics.warn('The instance is rebuilt', detail, at('image_id'));
    }
    const checked = checkPlanned(context.runtime.cloud(config.cloud), planned, prior, context.diagnostics);
    if (!prior?.power_state.startsWith('shelved')) {
      await checked;
      return undefined;
    }
    await checked.catch((error) => {
      if (!(error instanceof ApiUnavailable)) throw error;
      const detail = `Whether it is possible could not be looked at: ${error.message}`;
      context.diagnostics.warn(`The change of ${prior.name} was not checked`, detail);
    });
    // What is woken from a shelf may wake on another host.
    return { planned: { host: UNKNOWN } };
  },

  async create(context, inputs) {
    const cloud = context.runtime.cloud(inputs.cloud);
    await checkNames(cloud, inputs);
    await checkImage(cloud, inputs, context.signal);
    const isThere = await begunIsMade(cloud, inputs.name, context.signal);
    const volume = inputs.boot_volume?.volume_id ?? null;
    if (volume !== null && !isThere) await checkBootVolume(cloud, volume, context.signal);
    await hostsAwake(cloud, context.signal);
    try {
      return await withChoices(context, inputs, await handlers.create(context, inputs));
    } catch (error) {
      throw quotaExceeded(error);
    }
  },

  async update(context, inputs, prior) {
    const cloud = context.runtime.cloud(inputs.cloud);
    if (inputs.image_id !== prior.image_id) await checkImage(cloud, inputs, context.signal);
    const server = await converge(cloud, prior.id, inputs, context.signal);
    return asPlanned(await withChoices(context, inputs, stateOf(server, inputs)), prior, inputs);
  },

  async delete(context, state) {
    const cloud = context.runtime.cloud(state.cloud);
    await handlers.delete(context, state);
    await gone(cloud, state.id, context.signal);
    await bootVolumeGone(cloud, state, context.diagnostics, context.signal);
  },
});

/** Of one that a killed run has begun, all that it is to have shows only when it is made. It is told whether there is one. */
async function begunIsMade(cloud: Cloud, name: string, signal: AbortSignal): Promise<boolean> {
  const there = await cloud.compute.servers.where((server) => server.name === name, { name });
  for (const { id, status } of there) if (status === 'BUILD') await atRest(cloud, id, signal);
  return there.length > 0;
}

/** What Nova has chosen, where nothing was configured: groups, and the volume that it has made. */
async function withChoices(
  { runtime, signal }: Context<Runtime>,
  inputs: InstanceInputs,
  state: InstanceState,
): Promise<InstanceState> {
  const cloud = runtime.cloud(state.cloud);
  const server = await cloud.compute.servers.get(state.id, signal);
  if (!server) return state;
  const boot_volume_id = state.boot_volume_id ?? (await bootVolumeIdOf(cloud, server, signal));
  if (knownGroups(inputs) !== null) return { ...state, boot_volume_id };
  const ports = await portsOf(cloud.session, state.id, signal);
  const { security_groups } = await partsOf(cloud, server, ports, known(inputs));
  return { ...state, boot_volume_id, security_groups };
}

function known(values: InstanceInputs | InstanceState): KnownParts {
  const { flavor_id, networks } = values;
  return { flavor_id, networks, security_groups: knownGroups(values) };
}
