import { readFile, writeFile } from 'node:fs/promises';

/** Enough for some dozen hosts: systemd and its like take more than ten of them on each. */
const INOTIFY_INSTANCES = 1024;
const FILE = '/proc/sys/fs/inotify/max_user_instances';

/**
 * Hosts share the kernel's counts of this machine, in which root is one user. By Debian's default of 128 inotify instances the ninth
 * host or so does not boot, for systemd cannot watch its files.
 */
export async function raiseLimits(): Promise<void> {
  const limit = Number(await readFile(FILE, 'utf8'));
  if (limit < INOTIFY_INSTANCES) await writeFile(FILE, String(INOTIFY_INSTANCES));
}
