import { createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `work` while no other process on this machine holds the lock of that name.
 *
 * The lock is a listening socket in the kernel's abstract namespace, so it ends with the process that holds it,
 * however that process ends, and leaves no file behind.
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const lock = await acquire(`\0stackwright-lab/${name}`);
  try {
    return await work();
  } finally {
    await new Promise((resolve) => lock.close(resolve));
  }
}

async function acquire(address: string): Promise<Server> {
  for (;;) {
    const server = await listen(address);
    if (server) return server;
    await delay(50);
  }
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server.unref()));
  });
}
