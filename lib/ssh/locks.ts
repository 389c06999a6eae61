import { Semaphore } from '../semaphore';

/** Locks by name, each held by one at a time and granted in the order of asking. They hold within this process. */
export class Locks {
  private readonly byName = new Map<string, { readonly semaphore: Semaphore; users: number }>();

  /** Runs `work` while nobody else holds the name. @throws the signal's reason when it aborts while waiting */
  public async with<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const lock = this.byName.get(name) ?? { semaphore: new Semaphore(1), users: 0 };
    this.byName.set(name, lock);
    lock.users++;
    try {
      const release = await lock.semaphore.acquire(signal);
      try {
        return await work();
      } finally {
        release();
      }
    } finally {
      if (--lock.users === 0) this.byName.delete(name);
    }
  }
}
