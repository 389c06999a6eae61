interface Waiter {
  readonly wake: () => void;
}

/** Lets a number of holders in at once, the others in the order in which they came. */
export class Semaphore {
  private readonly waiting: Waiter[] = [];

  public constructor(private free: number) {}

  /**
   * Waits for a turn. The function that comes back gives it up again; calling that twice does no harm.
   * @throws the signal's reason when it aborts first
   */
  public async acquire(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.free > 0) this.free--;
    else await this.wait(signal);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.waiting.shift();
      if (next) next.wake();
      else this.free++;
    };
  }

  private wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      const waiter = {
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.waiting.push(waiter);
    });
  }
}
