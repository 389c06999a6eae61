import { Semaphore } from '../semaphore';
import { ChannelRefused } from './errors';
import type { SshOptions } from './options';
import type { Session } from './session';
import { ShellWorker } from './shell-worker';

/** Shells of their own beside the workers; together with the one that ends processes they stay under sshd's ten. */
const SINGLE_SHELLS = 4;

/** A worker that is nobody else's until it is given back. */
export interface Lease {
  readonly worker: ShellWorker;
  readonly giveBack: () => void;
}

/** The shells of one connection: a few workers, opened when first needed, and a limit for shells that serve once. */
export class WorkerPool {
  private readonly idle: ShellWorker[] = [];
  private readonly workers: Semaphore;
  private readonly singles = new Semaphore(SINGLE_SHELLS);
  /** Those that are open, and those that are just being opened. */
  private shells = 0;

  public constructor(
    private readonly session: Session,
    private readonly options: SshOptions,
  ) {
    this.workers = new Semaphore(options.workers ?? 4);
  }

  /** Waits for a free worker, in the order of asking. */
  public async lease(signal?: AbortSignal): Promise<Lease> {
    const release = await this.workers.acquire(signal);
    try {
      const worker = this.takeIdle() ?? (await this.openWorker(signal));
      const giveBack = () => {
        if (worker.alive) this.idle.push(worker);
        else this.shells--;
        release();
      };
      return { worker, giveBack };
    } catch (error) {
      // The host allows fewer sessions than we would like: go on with the others, and do not ask for this one again.
      if (error instanceof ChannelRefused && this.shells > 0) return this.lease(signal);
      release();
      throw error;
    }
  }

  /** Waits for the right to open a shell that serves once, and opens it. Making room may cost an idle worker. */
  public async single<T>(open: () => Promise<T>, signal?: AbortSignal): Promise<{ shell: T; release: () => void }> {
    const release = await this.singles.acquire(signal);
    try {
      return { shell: await this.openInRoom(open), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  private async openInRoom<T>(open: () => Promise<T>): Promise<T> {
    try {
      return await open();
    } catch (error) {
      const spare = error instanceof ChannelRefused ? this.takeIdle() : undefined;
      if (!spare) throw error;
      spare.retire('its session was needed for another shell');
      this.shells--;
      return this.openInRoom(open);
    }
  }

  private async openWorker(signal?: AbortSignal): Promise<ShellWorker> {
    this.shells++;
    try {
      return await ShellWorker.open(this.session, this.options, signal);
    } catch (error) {
      this.shells--;
      throw error;
    }
  }

  private takeIdle(): ShellWorker | undefined {
    for (let worker = this.idle.pop(); worker; worker = this.idle.pop()) {
      if (worker.alive) return worker;
      this.shells--;
    }
    return undefined;
  }
}
