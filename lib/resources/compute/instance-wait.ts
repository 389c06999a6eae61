import type { Cloud } from '../../openstack/cloud';
import type { Server } from '../../openstack/compute/objects';
import { portsOf } from '../../openstack/compute/server-ports';
import { DiagnosticError } from '../../schema/diagnostics';
import { repeatedly } from '../api/repeatedly';
import { serverFailed } from './instance-failure';

/** Statuses in which something is under way, also where no task is named. */
const UNDER_WAY = new Set(['BUILD', 'REBUILD', 'REBOOT', 'HARD_REBOOT', 'RESIZE', 'REVERT_RESIZE', 'MIGRATING']);

/**
 * Waits until nothing is under way with a server any more.
 * @param passing a status that it has until that is so, besides those that always pass
 * @throws {DiagnosticError} when it is in error, or gone
 */
export async function settled(cloud: Cloud, id: string, signal: AbortSignal, passing?: string): Promise<Server> {
  const server = await atRest(cloud, id, signal, passing);
  if (!server) {
    throw new DiagnosticError('Gone meanwhile', `The instance ${id} is there no longer. Apply again to make it anew.`);
  }
  if (server.status === 'ERROR') throw await serverFailed(cloud, server, signal);
  return server;
}

/** The same for who takes it as it is: in error, or not at all. */
export async function atRest(
  cloud: Cloud,
  id: string,
  signal: AbortSignal,
  passing?: string,
): Promise<Server | undefined> {
  let last = '';
  const { server } = await repeatedly(
    async () => {
      const server = await cloud.compute.servers.look(id, signal);
      if (!server) return { server };
      const { status, 'OS-EXT-STS:task_state': task } = server;
      last = `${status}${task === null ? '' : `, ${task}`}`;
      const isUnderWay = task !== null || status === passing || UNDER_WAY.has(status);
      return status === 'ERROR' || !isUnderWay ? { server } : undefined;
    },
    () => `The instance ${id} is still ${last}.`,
    signal,
  );
  return server;
}

/** Waits until a server has gone, and the ports with it that Nova has made: only then may its networks go. */
export async function gone(cloud: Cloud, id: string, signal: AbortSignal): Promise<void> {
  let last = 'there';
  await repeatedly(
    async () => {
      const server = await cloud.compute.servers.look(id, signal);
      if (server) {
        last = `${server.status}, ${server['OS-EXT-STS:task_state']}`;
        if (server.status === 'ERROR' && server['OS-EXT-STS:task_state'] === null)
          throw await serverFailed(cloud, server, signal);
        return undefined;
      }
      const ports = await portsOf(cloud.session, id, signal);
      last = `gone, but not its ports ${ports.map((port) => port.id).join(', ')}`;
      return ports.length === 0 ? true : undefined;
    },
    () => `The instance ${id} is ${last}.`,
    signal,
  );
}
