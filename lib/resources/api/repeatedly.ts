import { setTimeout as wait } from 'node:timers/promises';
import { DiagnosticError } from '../../schema/diagnostics';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Looks again and again, after pauses that grow, until there is something to see.
 * @param last what was seen last, for the error of who stopped waiting
 */
export async function repeatedly<T>(
  look: () => Promise<T | undefined>,
  last: () => string,
  signal: AbortSignal,
): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.25, LONGEST_PAUSE_MS)) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await wait(pause, undefined, { signal }).catch(() => {
      throw new DiagnosticError('Stopped while waiting', last());
    });
  }
}
