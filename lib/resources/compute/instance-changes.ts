import type { Cloud } from '../../openstack/cloud';
import type { Server } from '../../openstack/compute/objects';
import { portsOf } from '../../openstack/compute/server-ports';
import type { ServerAction } from '../../openstack/compute/servers';
import { RequestRefused } from '../../openstack/errors';
import { isUnknown } from '../../plugin/value/unknown';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { sameEntries } from '../api/entries';
import { quotaExceeded } from '../api/quota-exceeded';
import type { InstanceInputs } from './instance-attributes';
import { resizeFailed } from './instance-failure';
import { groupMeant, isFlavorOf, novasPorts } from './instance-parts';
import { settled } from './instance-wait';
import { setBootVolume } from './root-disk';

/** What brings a server back to running, by its status. */
const WAKE: Readonly<Record<string, ServerAction>> = {
  SHUTOFF: { 'os-start': null },
  PAUSED: { unpause: null },
  SUSPENDED: { resume: null },
  SHELVED: { unshelve: null },
  SHELVED_OFFLOADED: { unshelve: null },
  RESCUE: { unrescue: null },
};

/** Makes of a server what is wanted, whatever it is now: each step looks first, so that it can be run again. */
export async function converge(cloud: Cloud, id: string, inputs: InstanceInputs, signal: AbortSignal): Promise<Server> {
  const { servers } = cloud.compute;
  let server = await confirmed(cloud, await settled(cloud, id, signal), signal);
  const isOtherImage = isToBeRebuilt(server, inputs);
  // A larger image may need the larger flavor first.
  server = await resized(cloud, server, inputs.flavor_id, signal);
  if (isOtherImage) server = await rebuilt(cloud, server, inputs, signal);
  const { name, description, metadata, tags } = inputs;
  if (server.name !== name || (server.description ?? '') !== description)
    await servers.update(id, { name, description: description || null }, signal);
  if (!sameEntries(server.metadata, metadata)) await servers.setMetadata(id, metadata, signal);
  if (!sameEntries([...server.tags].sort(), [...tags].sort())) await servers.setTags(id, tags, signal);
  await setBootVolume(cloud, server, inputs.boot_volume, signal);
  if (!isUnknown(inputs.security_groups) && inputs.security_groups !== null)
    await setGroups(cloud, server, inputs.security_groups as readonly string[], inputs.networks, signal);
  await setPower(cloud, server, inputs.power_state, signal);
  return settled(cloud, id, signal);
}

/** A resize that was interrupted stands half-way, and waits to be told that it may stay. */
async function confirmed(cloud: Cloud, server: Server, signal: AbortSignal): Promise<Server> {
  if (server.status !== 'VERIFY_RESIZE') return server;
  await cloud.compute.servers.act(server.id, { confirmResize: null }, signal);
  // Nova names no task while it does that.
  return settled(cloud, server.id, signal, 'VERIFY_RESIZE');
}

async function resized(cloud: Cloud, server: Server, flavorId: string, signal: AbortSignal): Promise<Server> {
  const { flavors, servers } = cloud.compute;
  const flavor = await flavors.get(flavorId, signal);
  // One that was removed is still that of who has it.
  if (!flavor || isFlavorOf(flavor, server)) return server;
  const failed = (said: string) => resizeFailed(cloud, server, flavor, said, signal);
  let now: Server;
  try {
    now = await acted(cloud, server.id, { resize: { flavorRef: flavorId } }, signal);
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    const explained = quotaExceeded(error);
    throw explained === error ? await failed(error.refusal.said) : explained;
  }
  if (now.status !== 'VERIFY_RESIZE') {
    const last = await servers.lastAction(server.id, signal);
    throw await failed(last?.failures.join('\n') ?? '');
  }
  return confirmed(cloud, now, signal);
}

/**
 * Whether a server has another image than it is to have.
 * @throws {DiagnosticError} where its disk may not be written anew
 */
export function isToBeRebuilt(
  { id, name, image }: Pick<Server, 'id' | 'name' | 'image'>,
  { image_id, on_image_change }: Pick<InstanceInputs, 'image_id' | 'on_image_change'>,
): boolean {
  if (image === '' || image.id === image_id || image_id === null) return false;
  if (on_image_change === 'rebuild') return true;
  throw new DiagnosticError(
    'Another image than was planned',
    `${name} (${id}) has the image ${image.id} and is to have ${image_id}, and nothing was planned that makes it so. Plan again: then another instance ` +
      'takes its place. To have its own disk written anew, set on_image_change = "rebuild".',
    at('image_id'),
  );
}

async function rebuilt(cloud: Cloud, server: Server, inputs: InstanceInputs, signal: AbortSignal): Promise<Server> {
  await cloud.compute.servers.act(server.id, { rebuild: { imageRef: inputs.image_id } }, signal);
  // Nova starts one that was stopped, shows it as done for a moment, and then stops it again.
  return settled(cloud, server.id, signal, server.status === 'SHUTOFF' ? 'ACTIVE' : undefined);
}

async function setGroups(
  cloud: Cloud,
  server: Server,
  wanted: readonly string[],
  networks: InstanceInputs['networks'],
  signal: AbortSignal,
): Promise<void> {
  const { id, tenant_id: project } = server;
  const ports = novasPorts(await portsOf(cloud.session, id, signal), networks);
  if (ports.length === 0) return;
  const groups = (await cloud.network.securityGroups.all()).values();
  const known = [...groups];
  const ids = wanted.map((text) => groupMeant(known, text, project)?.id ?? text);
  for (const name of ids) {
    if (ports.every(({ security_groups }) => security_groups.includes(name))) continue;
    await cloud.compute.servers.act(id, { addSecurityGroup: { name } }, signal);
  }
  const present = new Set(ports.flatMap(({ security_groups }) => security_groups));
  for (const name of present)
    if (!ids.includes(name)) await cloud.compute.servers.act(id, { removeSecurityGroup: { name } }, signal);
}

async function setPower(cloud: Cloud, server: Server, wanted: string, signal: AbortSignal): Promise<void> {
  let { status } = server;
  if (status === STATUS[wanted]) return;
  if (status !== 'ACTIVE') {
    const wake = WAKE[status];
    if (!wake) {
      const advice = "Bring it to ACTIVE or SHUTOFF with OpenStack's own client, or replace it.";
      throw new DiagnosticError('Cannot be switched', `${server.name} is ${status}. ${advice}`, at('power_state'));
    }
    status = (await acted(cloud, server.id, wake, signal)).status;
  }
  if (status !== STATUS[wanted]) status = (await acted(cloud, server.id, { 'os-stop': null }, signal)).status;
  if (status === STATUS[wanted]) return;
  throw new DiagnosticError('Not switched', `${server.name} is ${status} after all that.`, at('power_state'));
}

const STATUS: Readonly<Record<string, string>> = { active: 'ACTIVE', stopped: 'SHUTOFF' };

async function acted(cloud: Cloud, id: string, action: ServerAction, signal: AbortSignal): Promise<Server> {
  await cloud.compute.servers.act(id, action, signal);
  return settled(cloud, id, signal);
}
