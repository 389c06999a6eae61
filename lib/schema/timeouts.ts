import { isRecord, type Value } from '../plugin/value/value';
import { type AttributeOptions, object, string } from './attribute';
import { at, DiagnosticError } from './diagnostics';
import type { Timeouts } from './resource';
import { matches } from './validator';

const FORM = /^(?=.)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** Node fires longer timers at once. It is more than three weeks. */
const LONGEST_MS = 2 ** 31 - 1;

export type Operation = keyof Timeouts;

/** The `timeouts` attribute that every resource with declared timeouts has. */
export function timeoutsAttribute(timeouts: Timeouts) {
  const duration = (operation: Operation): AttributeOptions<string> & { optional: true } => ({
    description: `How long to ${operation} may take, as in \`90s\`, \`10m\` or \`1h30m\`. Default: \`${timeouts[operation]}s\`.`,
    optional: true,
    validate: [matches(FORM, 'a duration such as "90s", "10m" or "1h30m"')],
  });
  const operations = Object.keys(timeouts) as Operation[];
  return object(Object.fromEntries(operations.map((operation) => [operation, string(duration(operation))])), {
    description: 'How long operations may take.',
    optional: true,
  });
}

/** The seconds an operation may take: what the user says, else what the resource declares, else no limit. */
export function timeoutSeconds(
  operation: Operation,
  declared: Timeouts,
  timeouts: Value | undefined,
): number | undefined {
  const said = isRecord(timeouts) ? timeouts[operation] : null;
  return typeof said === 'string' ? parseDuration(said) : declared[operation];
}

function parseDuration(text: string): number {
  const [, hours, minutes, seconds] = FORM.exec(text) ?? [];
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}

/**
 * A look that ends with its signal, also when whoever looks waits for something that does not heed it: a file system that has
 * gone, say. For looking alone; what changes something has to be told of its end.
 */
export async function looking<T>(signal: AbortSignal, look: Promise<T>): Promise<T> {
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([look, aborted]);
  } finally {
    if (abort) signal.removeEventListener('abort', abort);
  }
}

/** Runs an operation that is stopped with the user's stop or when its time is up, and says which of the two it was. */
export async function withinTime<T>(
  operation: Operation,
  seconds: number | undefined,
  stop: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (seconds === undefined) return run(stop);
  const time = AbortSignal.timeout(Math.min(seconds * 1000, LONGEST_MS));
  try {
    return await run(AbortSignal.any([stop, time]));
  } catch (error) {
    if (!time.aborted || stop.aborted) throw error;
    throw new DiagnosticError(
      `Not done within ${seconds} seconds`,
      `To ${operation} took longer than ${seconds} seconds and was stopped. If it needs longer, raise timeouts.${operation}. ` +
        `Its last word: ${error instanceof Error ? error.message : String(error)}`,
      at('timeouts'),
    );
  }
}
