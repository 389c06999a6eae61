import { setMaxListeners } from 'node:events';

/**
 * The calls that are being answered. Each has its own signal, so that stopping ends what runs now and nothing that
 * comes later: Terraform goes on using a provider after it has stopped it.
 */
export class Calls {
  private readonly running = new Set<AbortController>();
  private waiting: (() => void)[] = [];

  /** Counts a call in. */
  public begin(): RunningCall {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal); // one call may wait for many things at once
    this.running.add(controller);
    return {
      signal: controller.signal,
      ended: (reason) => {
        if (!this.running.delete(controller)) return;
        if (reason !== undefined) controller.abort(new Error(reason));
        if (this.running.size === 0) for (const resolve of this.waiting.splice(0)) resolve();
      },
    };
  }

  /** Tells every running call to end soon. `reason` is a sentence for the user. */
  public abort(reason: string): void {
    for (const controller of this.running) controller.abort(new Error(reason));
  }

  /** Resolves when no call runs. */
  public async idle(): Promise<void> {
    if (this.running.size === 0) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}

export interface RunningCall {
  readonly signal: AbortSignal;
  /** To be called when the answer has been sent. If it cannot be sent any more, `reason` tells those who work for it why. */
  ended(reason?: string): void;
}
