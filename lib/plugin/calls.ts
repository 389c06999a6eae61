import { setMaxListeners } from 'node:events';

/**
 * The calls that are being answered. Each has its own signal, so that stopping ends what runs now and nothing that
 * comes later: Terraform goes on using a provider after it has stopped it.
 */
export class Calls {
  private readonly running = new Set<RunningCall>();
  private waiting: (() => void)[] = [];

  /** Counts a call in. */
  public begin(): RunningCall {
    const call = new RunningCall(() => {
      this.running.delete(call);
      if (this.running.size === 0) for (const resolve of this.waiting.splice(0)) resolve();
    });
    this.running.add(call);
    return call;
  }

  /** Tells every running call to end soon. `reason` is a sentence for the user. */
  public abort(reason: string): void {
    for (const call of this.running) call.abort(reason);
  }

  /** Resolves when no call runs. */
  public async idle(): Promise<void> {
    if (this.running.size === 0) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}

/** Why a call ends before it is done. Named as all errors of aborted work are, so that nobody takes it for a bug. */
class Stopped extends Error {
  public override readonly name = 'AbortError';
}

/** A call that is being answered. */
export class RunningCall {
  private controller: AbortController | undefined;
  private reason: string | undefined;
  private over = false;

  constructor(private readonly onEnded: () => void) {}

  /** Made when somebody asks for it: most calls are over before anybody does, and it is the costliest part of them. */
  public get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      setMaxListeners(0, this.controller.signal); // one call may wait for many things at once
      if (this.reason !== undefined) this.controller.abort(new Stopped(this.reason));
    }
    return this.controller.signal;
  }

  public abort(reason: string): void {
    this.reason ??= reason;
    this.controller?.abort(new Stopped(reason));
  }

  /** To be called when the answer has been sent. If it cannot be sent any more, `reason` tells those who work for it why. */
  public ended(reason?: string): void {
    if (this.over) return;
    this.over = true;
    if (reason !== undefined) this.abort(reason);
    this.onEnded();
  }
}
