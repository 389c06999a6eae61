import { setTimeout as wait } from 'node:timers/promises';
import { OpenStackError } from '../openstack/errors';

const PAUSE_MS = 1000;

/**
 * Looks again and again until there is something.
 * @param look undefined as long as it is not so
 * @param otherwise what is wrong when it has not come in that time
 */
export async function until<T>(
  look: () => Promise<T | undefined>,
  seconds: number,
  otherwise: () => string | Promise<string>,
  signal: AbortSignal,
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ; await wait(PAUSE_MS, undefined, { signal })) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new OpenStackError(await otherwise());
  }
}
