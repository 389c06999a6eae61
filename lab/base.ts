import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MOUNT_PROGRAM } from './filer';
import { exists, writeTree } from './files';
import { baseFiles, ENABLED_UNITS, MASKED_UNITS, PACKAGES } from './guest';
import { type Mirror, RELEASE, sourcesList } from './mirror';
import { unmountBelow } from './mounts';
import { basesDir } from './paths';
import { ended, findProcesses, signal } from './processes';
import { run } from './run';

/** Counts changes of the steps below, which the recipe's hash does not see. */
const STEPS_VERSION = 2;

/** The directory of a base system. */
export function baseDir(id: string): string {
  return join(basesDir(), id);
}

/**
 * The base system that hosts are stacked on, made now if there is none of this recipe (half a minute); resolves with
 * its id. Packages come from the mirror through the package cache at `proxy`.
 */
export async function ensureBase(mirror: Mirror, proxy: string, log: (line: string) => void): Promise<string> {
  const sources = sourcesList(mirror);
  const files = baseFiles(mirror, sources);
  const recipe = JSON.stringify([STEPS_VERSION, RELEASE, PACKAGES, ENABLED_UNITS, MASKED_UNITS, files]);
  const id = createHash('sha256').update(recipe).digest('hex').slice(0, 12);
  if (await exists(baseDir(id))) return id;

  log('making the base system (once; about half a minute)');
  const target = `${baseDir(id)}.partial`;
  await removeBase(target);
  await mkdir(target, { recursive: true });
  const options = [
    '--mode=root',
    '--variant=minbase',
    `--include=${PACKAGES.join(',')}`,
    '--skip=cleanup/apt/lists',
    '--aptopt=Acquire::Languages "none"',
    ...(mirror.checksDates ? [] : ['--aptopt=Acquire::Check-Valid-Until "false"']),
  ];
  await run('mmdebstrap', [...options, RELEASE, target, ...sources], { env: { http_proxy: proxy } });
  await writeTree(target, files);
  await finish(target);
  await rename(target, baseDir(id));
  return id;
}

/** Takes out what belongs to one machine only, and sets the units. */
async function finish(root: string): Promise<void> {
  const keys = (await readdir(join(root, 'etc/ssh'))).filter((name) => name.startsWith('ssh_host_'));
  const own = [...keys.map((key) => `etc/ssh/${key}`), 'etc/apt/apt.conf.d/99mmdebstrap', 'etc/resolv.conf'];
  for (const path of own) await rm(join(root, path), { force: true });
  // A client for NFS that is installed later leaves the lab's own in its place.
  const divert = ['--local', '--no-rename', '--divert', `${MOUNT_PROGRAM}.distrib`, '--add', MOUNT_PROGRAM];
  await run('dpkg-divert', ['--root', root, '--quiet', ...divert]);
  await writeFile(join(root, 'etc/machine-id'), '');
  await mkdir(join(root, 'var/log/journal'), { recursive: true });
  await chmod(root, 0o755);
  await run('systemctl', ['--root', root, '--quiet', 'enable', ...ENABLED_UNITS]);
  await run('systemctl', ['--root', root, '--quiet', 'mask', ...MASKED_UNITS]);
}

/** Removes the bases that are not among those in use, and what an interrupted run left. */
export async function removeOldBases(inUse: ReadonlySet<string>): Promise<void> {
  await mkdir(basesDir(), { recursive: true });
  for (const id of await readdir(basesDir())) {
    if (!inUse.has(id)) await removeBase(baseDir(id));
  }
}

async function removeBase(path: string): Promise<void> {
  const makers = await findProcesses((argv) => argv.includes(path) && argv.some((word) => word.endsWith('mmdebstrap')));
  for (const { pid } of makers) signal(pid, 'SIGTERM');
  await ended(
    makers.map(({ pid }) => pid),
    10_000,
  );
  await unmountBelow(path);
  await rm(path, { recursive: true, force: true });
}
