import { spawn } from 'node:child_process';
import { chown, mkdir, open, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { readIfThere } from './files';
import type { Mirror } from './mirror';
import type { LabNetwork } from './network';
import { cacheDir } from './paths';
import { accepts } from './probe';
import { ended, findProcesses, signal, until } from './processes';
import { run } from './run';

/** The port on a lab's management address at which its hosts find the package cache. */
export const CACHE_PORT = 3142;

const USER = 'apt-cacher-ng';

/**
 * The package cache: one apt-cacher-ng for all labs of this machine, on a loopback port, and for each lab a door to it
 * on the lab's own address. What one host has downloaded no other host of any lab downloads again.
 */
export async function openCache(network: LabNetwork, mirror: Mirror): Promise<void> {
  const target = `TCP:127.0.0.1:${await startCache(mirror)}`;
  const doors = await findDoors(network);
  if (doors.some((door) => door.argv.includes(target))) return;
  await end(doors.map((door) => door.pid));
  spawn('socat', [listener(network), target], { detached: true, stdio: 'ignore' }).unref();
  if (await until(() => accepts(network.gateway, CACHE_PORT), 5_000)) return;
  throw new Error(`the package cache cannot listen on ${network.gateway}:${CACHE_PORT}: is another program there?`);
}

/** Closes a lab's door to the cache. */
export async function closeCache(network: LabNetwork): Promise<void> {
  await end((await findDoors(network)).map((door) => door.pid));
}

/** Ends the cache itself; its packages stay on disk. */
export async function stopCache(): Promise<void> {
  await end((await findCaches()).map((cache) => cache.pid));
}

async function startCache(mirror: Mirror): Promise<number> {
  const portFile = join(cacheDir(), 'port');
  const configFile = join(cacheDir(), 'config', 'acng.conf');
  const known = Number(await readIfThere(portFile));
  const current = known > 0 && (await readIfThere(configFile)) === configuration(known, mirror);
  if (current && (await findCaches()).length > 0 && (await accepts('127.0.0.1', known))) return known;
  await stopCache();

  const port = await freePort();
  const owner = { uid: await idOf('-u'), gid: await idOf('-g') };
  await mkdir(dirname(configFile), { recursive: true });
  for (const name of ['packages', 'log', 'run']) {
    await mkdir(join(cacheDir(), name), { recursive: true });
    await chown(join(cacheDir(), name), owner.uid, owner.gid);
  }
  // The proxy's address may hold a password.
  await writeFile(configFile, configuration(port, mirror), { mode: 0o640 });
  await chown(configFile, 0, owner.gid);
  await writeFile(portFile, `${port}\n`);

  const log = await open(join(cacheDir(), 'output.log'), 'w');
  const stdio: ('ignore' | number)[] = ['ignore', log.fd, log.fd];
  spawn('apt-cacher-ng', ['-c', join(cacheDir(), 'config')], { detached: true, stdio, ...owner }).unref();
  await log.close();
  if (await until(() => accepts('127.0.0.1', port), 10_000)) return port;
  throw new Error(`apt-cacher-ng did not start; it said: ${await readIfThere(join(cacheDir(), 'output.log'))}`);
}

function configuration(port: number, mirror: Mirror): string {
  return [
    '# Written by `stackwright lab up`. None of the Remap lines that the package ships: with them it answers 503.',
    `CacheDir: ${join(cacheDir(), 'packages')}`,
    `LogDir: ${join(cacheDir(), 'log')}`,
    `SocketPath: ${join(cacheDir(), 'run', 'socket')}`,
    'SupportDir: /usr/lib/apt-cacher-ng',
    'BindAddress: 127.0.0.1',
    `Port: ${port}`,
    'ForeGround: 1',
    'UnbufferLogs: 1',
    // Mirrors on any port, since they are this machine's own.
    'AllowUserPorts: 0',
    ...(mirror.proxy ? [`Proxy: ${mirror.proxy}`] : []),
    '',
  ].join('\n');
}

const findCaches = () =>
  findProcesses((argv) => argv[0] === 'apt-cacher-ng' && argv.includes(join(cacheDir(), 'config')));

const findDoors = (network: LabNetwork) =>
  findProcesses((argv) => argv[0] === 'socat' && argv.includes(listener(network)));

const listener = (network: LabNetwork) => `TCP-LISTEN:${CACHE_PORT},bind=${network.gateway},fork,reuseaddr`;

async function end(pids: readonly number[]): Promise<void> {
  for (const pid of pids) signal(pid, 'SIGTERM');
  if (await ended(pids, 3_000)) return;
  for (const pid of pids) signal(pid, 'SIGKILL');
  await ended(pids, 3_000);
}

async function idOf(kind: '-u' | '-g'): Promise<number> {
  return Number(await run('id', [kind, USER]));
}

// Not one the kernel would choose: apt-cacher-ng refuses ports above 32767.
async function freePort(): Promise<number> {
  for (let port = 31420; port < 31500; port++) {
    if (await isFree(port)) return port;
  }
  throw new Error('the package cache needs a loopback port: none between 31420 and 31499 is free');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
