import { AuthenticationFailed, HostUnreachable } from './errors';
import { addressOf, type SshOptions } from './options';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
/** A host that does not answer is not asked again by each of a thousand resources. */
const UNREACHABLE_FOR_MS = 30_000;

/**
 * Keeps one live thing of a kind: makes it when it is asked for, again when it was lost, and waits with growing pauses
 * for a host that is away.
 */
export class Reconnector<T> {
  private made?: T;
  private making?: Promise<T>;
  private askers = 0;
  private giveUp = new AbortController();
  private failure?: { readonly error: unknown; readonly until: number };
  private wasUp = false;
  private ended?: Error;

  public constructor(
    private readonly options: SshOptions,
    private readonly make: (signal: AbortSignal) => Promise<T>,
    private readonly lostBecause: (made: T) => string | undefined,
  ) {}

  /** The live one, if there is one now. */
  public get current(): T | undefined {
    return this.made !== undefined && this.lostBecause(this.made) === undefined ? this.made : undefined;
  }

  /** Gives the live one. Callers at the same time share one try, which ends when none of them wants it any more. */
  public async get(signal?: AbortSignal, fresh = false): Promise<T> {
    signal?.throwIfAborted();
    if (this.ended) throw this.ended;
    if (this.current !== undefined) return this.current;
    if (fresh) this.failure = undefined;
    if (this.failure && Date.now() < this.failure.until) throw this.failure.error;
    this.making ??= this.begin();
    this.askers++;
    try {
      return await orAborted(this.making, signal);
    } finally {
      if (--this.askers === 0 && this.making !== undefined)
        this.giveUp.abort(new Error('Nobody waits for this connection any more.'));
    }
  }

  public end(error: Error): void {
    this.ended = error;
    this.giveUp.abort(error);
  }

  private begin(): Promise<T> {
    this.giveUp = new AbortController();
    const { signal } = this.giveUp;
    const making = this.persist(signal).then(
      (made) => {
        this.making = undefined;
        this.made = made;
        this.wasUp = true;
        return made;
      },
      (error: unknown) => {
        if (this.making === making) this.making = undefined;
        if (!signal.aborted) this.failure = { error, until: Date.now() + memoryOf(error) };
        throw error;
      },
    );
    making.catch(() => undefined);
    signal.addEventListener('abort', () => {
      if (this.making === making) this.making = undefined;
    });
    return making;
  }

  private async persist(signal: AbortSignal): Promise<T> {
    const { reconnectSeconds = 180, waitForHostSeconds = 0 } = this.options;
    const deadline = Date.now() + (this.wasUp ? reconnectSeconds : waitForHostSeconds) * 1000;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        return await this.tryOnce(signal);
      } catch (error) {
        if (signal.aborted || !this.mayPass(error) || Date.now() + pauseMs > deadline) throw error;
      }
      await pause(pauseMs, signal);
    }
  }

  private async tryOnce(signal: AbortSignal): Promise<T> {
    const seconds = this.options.connectTimeoutSeconds ?? 15;
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(this.timedOut(seconds)), seconds * 1000);
    try {
      return await this.make(AbortSignal.any([signal, timeout.signal]));
    } finally {
      clearTimeout(timer);
    }
  }

  private timedOut(seconds: number): HostUnreachable {
    const detail = `it did not answer within ${seconds} seconds. Is the host up, and does a firewall let SSH through?`;
    return new HostUnreachable(addressOf(this.options), 'timed-out', detail);
  }

  /** A host that is starting refuses connections, and for a moment also users (pam_nologin) that it let in before. */
  private mayPass(error: unknown): boolean {
    return error instanceof HostUnreachable || (this.wasUp && error instanceof AuthenticationFailed);
  }
}

/** A wrong key or user does not get right by trying again, and too many tries get the caller locked out. */
function memoryOf(error: unknown): number {
  return error instanceof HostUnreachable ? UNREACHABLE_FOR_MS : Number.POSITIVE_INFINITY;
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  signal.throwIfAborted();
}
