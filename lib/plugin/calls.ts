/**
 * The calls that are being answered. Each has its own signal, so that stopping ends what runs now and nothing that
 * comes later: Terraform goes on using a provider after it has stopped it.
 */
export class Calls {
  private readonly running = new Set<AbortController>();
  private waiting: (() => void)[] = [];

  /** Runs one call. Its signal is aborted by {@link abort}, or when its own client has gone. */
  public async run<T>(cancelled: AbortSignal, action: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const cancel = () => controller.abort(cancelled.reason);
    if (cancelled.aborted) cancel();
    cancelled.addEventListener('abort', cancel, { once: true });
    this.running.add(controller);
    try {
      return await action(controller.signal);
    } finally {
      cancelled.removeEventListener('abort', cancel);
      this.running.delete(controller);
      if (this.running.size === 0) for (const resolve of this.waiting.splice(0)) resolve();
    }
  }

  /** Tells every running call to end soon. `reason` is a sentence for the user. */
  public abort(reason: string): void {
    for (const controller of this.running) controller.abort(new Error(reason));
  }

  /** Resolves when no call runs, or after `milliseconds` at the latest. */
  public async idle(milliseconds: number): Promise<void> {
    if (this.running.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
      this.waiting.push(resolve);
    });
    clearTimeout(timer);
  }
}
