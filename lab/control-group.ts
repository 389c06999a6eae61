import { readdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, readIfThere } from './files';
import { signal, until } from './processes';
import { isSystemdMachine } from './requirements';

/**
 * The control groups that hold all processes of a host: the one that systemd made for the service of that name, or on
 * a machine without systemd one of our own, in each hierarchy in which the system inside groups its services.
 */
export async function controlGroups(name: string): Promise<string[]> {
  const group = (await isSystemdMachine()) ? join('system.slice', `${name}.service`) : name;
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter(Boolean);
  return mounts.flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [type, , options = ''] = after.split(' ');
    const used = type === 'cgroup2' || (type === 'cgroup' && options.split(',').includes('name=systemd'));
    return used ? [join(before.split(' ')[4] ?? '', group)] : [];
  });
}

/** A process that is in the middle of a system call ends when that does, which takes a busy machine more than a minute. */
const LONGEST_END_MS = 300_000;

/** Kills all processes of a control group and of the groups in it, and waits until they are gone. */
export async function killGroup(group: string): Promise<void> {
  const emptied = await until(async () => {
    const pids = await membersOf(group);
    for (const pid of pids) signal(pid, 'SIGKILL');
    return pids.length === 0;
  }, LONGEST_END_MS);
  if (!emptied) throw new Error(`processes of ${group} survive SIGKILL: ${(await membersOf(group)).join(', ')}`);
}

/** Removes a control group that has no processes, and the groups in it. */
export async function removeGroup(group: string): Promise<void> {
  for (const child of await childrenOf(group)) await removeGroup(child);
  // The kernel counts a process that has just ended for a moment longer.
  await until(async () => {
    if (!(await exists(group))) return true;
    return rmdir(group).then(
      () => true,
      () => false,
    );
  }, 5_000);
  if (await exists(group)) throw new Error(`cannot remove the control group ${group}: it is still in use`);
}

async function membersOf(group: string): Promise<number[]> {
  const own = ((await readIfThere(join(group, 'cgroup.procs'))) ?? '').split('\n').filter(Boolean).map(Number);
  const inner = await Promise.all((await childrenOf(group)).map(membersOf));
  return [...own, ...inner.flat()];
}

async function childrenOf(group: string): Promise<string[]> {
  if (!(await exists(group))) return [];
  const entries = await readdir(group, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(group, entry.name));
}
