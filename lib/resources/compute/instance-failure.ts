import type { Cloud } from '../../openstack/cloud';
import { type ComputeHost, computeHosts, type Room } from '../../openstack/compute/compute-hosts';
import type { Server } from '../../openstack/compute/objects';
import { OpenStackError } from '../../openstack/errors';
import { at, DiagnosticError } from '../../schema/diagnostics';

/** What a flavor needs, by Placement's classes, with the words for it. */
const NEEDS = [
  ['MEMORY_MB', 'MiB of memory', 'ram'],
  ['VCPU', 'processors', 'vcpus'],
  ['DISK_GB', 'GiB of disk', 'disk'],
] as const;

export type Needs = Readonly<Record<(typeof NEEDS)[number][2], number>>;

/** The error for a server that Nova has given up. */
export async function serverFailed(cloud: Cloud, server: Server, signal?: AbortSignal): Promise<DiagnosticError> {
  const { fault, id, name } = server;
  const host = server['OS-EXT-SRV-ATTR:host'];
  const said = fault?.message.trim() ?? 'Nova does not say why.';
  const log = host ? ` nova-compute.log on ${host} says more.` : '';
  // What boots from a volume has no root disk on the host.
  const needs = server.image === '' ? { ...server.flavor, disk: 0 } : server.flavor;
  const why = await whyNoHost(cloud, said, needs, signal);
  const details =
    why === undefined && fault?.details ? `\n\n${fault.details.trim().split('\n').slice(-5).join('\n')}` : '';
  return new DiagnosticError(
    'The instance is in error',
    `Nova says of ${name} (${id}): ${said}${why ?? log}${details}\n\nOnce the cause is mended, another one takes its place: apply again, or with -replace when it was there before.`,
  );
}

/** The error for a resize after which the instance is as it was. */
export async function resizeFailed(
  cloud: Cloud,
  server: Server,
  needs: Needs,
  said: string,
  signal?: AbortSignal,
): Promise<DiagnosticError> {
  const why = await whyNoHost(cloud, said, needs, signal);
  const hint =
    why === undefined
      ? ''
      : '\n\nAn instance may stay on its own host only where allow_resize_to_same_host is true in nova.conf, of the controller and of that host.';
  return new DiagnosticError(
    'Not resized',
    `${server.name} (${server.id}) has the flavor it had. ${said || 'Nova does not say why.'}${why ?? ''}${hint}`,
    at('flavor_id'),
  );
}

/** For a server that no host took: what the scheduler had to choose from. Only administrators can look. */
async function whyNoHost(cloud: Cloud, said: string, needs: Needs, signal?: AbortSignal): Promise<string | undefined> {
  if (!/No valid host/i.test(said)) return undefined;
  try {
    return `\n${hostsInWords(await computeHosts(cloud, signal), needs)}`;
  } catch (error) {
    if (!(error instanceof OpenStackError)) throw error;
    return `\nWhat hosts there are could not be seen: ${error.message}`;
  }
}

/** Each host, and why an instance that needs this much cannot be there. */
export function hostsInWords(hosts: readonly ComputeHost[], needs: Needs): string {
  if (hosts.length === 0) return 'No nova-compute has ever registered with this cloud: look into its log on its host.';
  return hosts.map((host) => `  - ${host.service.host}: ${hostInWords(host, needs)}`).join('\n');
}

function hostInWords({ service, isMapped, room }: ComputeHost, needs: Needs): string {
  if (service.status === 'disabled')
    return `disabled${service.disabled_reason ? ` (${service.disabled_reason})` : ''}. Enable its nova-compute.`;
  if (service.state === 'down') return 'nova-compute has not reported for a minute. Start it, or look into its log.';
  if (!isMapped) return 'not in any cell yet. Run "nova-manage cell_v2 discover_hosts".';
  if (!room) return 'Placement knows nothing of it. Look into nova-compute.log there.';
  const lacking = NEEDS.flatMap(([kind, words, need]) => lack(room[kind], needs[need], words));
  return lacking.length > 0
    ? `too small: ${lacking.join('; ')}.`
    : 'there is room, so something else kept it away: an availability zone, an aggregate, an extra spec of the flavor, or what was tried there before. nova-scheduler.log and nova-compute.log say more.';
}

function lack(room: Room | undefined, need: number, words: string): string[] {
  const free = Math.min(room?.free ?? 0, room?.most ?? 0);
  return need > free ? [`${need} ${words} needed, ${Math.max(free, 0)} free`] : [];
}
