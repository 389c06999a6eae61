import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Address } from './handshake';

/** Where a server listens, and how to leave nothing of it behind. */
export interface Endpoint {
  readonly address: Address;
  /** Removes what is left in the file system. Synchronous, so that it can be the last thing a process does. */
  remove(): void;
}

/** The kernel's limit for a socket's path is 107 bytes on Linux, 103 on macOS. */
const LONGEST_PATH = 103;

export interface ListenOptions {
  /**
   * Whether the server itself checks who connects. If it does, a Linux socket needs no place in the file system: then
   * nothing is left behind even when the process is killed. If not, a directory of the user's own guards the socket.
   */
  readonly authenticated: boolean;
  readonly directory?: string | undefined;
}

/** Makes the server listen where only this machine (and without authentication: only this user) can reach it. */
export async function listen(server: Server, options: ListenOptions): Promise<Endpoint> {
  if (process.platform === 'win32') {
    await started(server, () => server.listen(0, '127.0.0.1'));
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('The server is not bound to a TCP port.');
    return { address: { network: 'tcp', address: `127.0.0.1:${bound.port}` }, remove: () => undefined };
  }
  if (process.platform === 'linux' && options.authenticated && options.directory === undefined) {
    // A name in Linux's abstract namespace, which Go writes with @ and Node with a zero byte. It fills the whole of the
    // kernel's 108 bytes, because libuv before 1.47 would fill the rest with zeros, and they would belong to the name.
    const name = `terraform-provider-${randomBytes(44).toString('hex')}`;
    await started(server, () => server.listen(`\0${name}`));
    return { address: { network: 'unix', address: `@${name}` }, remove: () => undefined };
  }
  const parent = [options.directory ?? tmpdir(), '/tmp'].find((candidate) => candidate.length < LONGEST_PATH - 20);
  const directory = mkdtempSync(path.join(parent ?? '/tmp', 'tfp-')); // mode 0700
  const remove = () => rmSync(directory, { recursive: true, force: true });
  const socket = path.join(directory, 's');
  try {
    await started(server, () => server.listen(socket));
  } catch (error) {
    remove();
    throw error;
  }
  return { address: { network: 'unix', address: socket }, remove };
}

function started(server: Server, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.removeListener('error', reject);
      resolve();
    });
    start();
  });
}
