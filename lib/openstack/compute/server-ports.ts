import { jsonOf } from '../json';
import type { Port } from '../network/objects';
import type { Session } from '../session';

/** The ports of a server as they are now: Nova makes and removes them where no list knows of it. */
export async function portsOf(session: Session, server: string, signal?: AbortSignal): Promise<readonly Port[]> {
  const path = `/ports?device_id=${encodeURIComponent(server)}`;
  return jsonOf<{ ports: Port[] }>(await session.ask({ service: 'network', method: 'GET', path, signal })).ports;
}
