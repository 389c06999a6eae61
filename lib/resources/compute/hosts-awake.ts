import { setTimeout as wait } from 'node:timers/promises';
import type { Cloud } from '../../openstack/cloud';
import { RequestRefused } from '../../openstack/errors';

const PAUSE_MS = 1_000;

/** nova-compute reports every ten seconds; when it starts it looks at its host first. */
const PATIENCE_MS = 90_000;

/**
 * Waits while no host could take a server because every nova-compute is silent that should report: so it is after all of
 * them have restarted. It gives up in silence: what is wrong then Nova says itself, and better.
 */
export async function hostsAwake(cloud: Cloud, signal: AbortSignal): Promise<void> {
  const { services } = cloud.compute;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await wait(PAUSE_MS, undefined, { signal })) {
    services.refresh();
    let known: Awaited<ReturnType<typeof services.all>>;
    try {
      known = await services.all();
    } catch (error) {
      // Only administrators see the daemons.
      if (error instanceof RequestRefused) return;
      throw error;
    }
    const able = [...known.values()].filter(({ binary, status }) => binary === 'nova-compute' && status === 'enabled');
    if (able.length === 0 || able.some(({ state }) => state === 'up')) return;
  }
}
