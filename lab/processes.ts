import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A running process. */
export interface Process {
  readonly pid: number;
  readonly argv: readonly string[];
}

/**
 * The running processes whose arguments satisfy `match`.
 *
 * The lab keeps no pid files: every process of its own carries a path or an address of one lab among its arguments,
 * so what is found is right after a crash too, and never somebody else's process with a reused pid.
 */
export async function findProcesses(match: (argv: readonly string[]) => boolean): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const processes = await Promise.all(pids.map(async (pid) => ({ pid, argv: await argvOf(pid) })));
  return processes.filter(({ argv }) => argv.length > 0 && match(argv));
}

/** The children of a process; none if it has ended. */
export async function childrenOf(pid: number): Promise<number[]> {
  const children = await readProc(`/proc/${pid}/task/${pid}/children`);
  return children.split(' ').filter(Boolean).map(Number);
}

/** Sends a signal; a process that has already ended is fine. */
export function signal(pid: number, name: NodeJS.Signals | number): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Resolves with true once `condition` holds, or with false after `timeout` milliseconds. */
export async function until(condition: () => Promise<boolean>, timeout: number): Promise<boolean> {
  const deadline = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/** Resolves with true once all the processes have ended, or with false after `timeout` milliseconds. */
export function ended(pids: readonly number[], timeout: number): Promise<boolean> {
  return until(async () => {
    const argvs = await Promise.all(pids.map(argvOf));
    return argvs.every((argv) => argv.length === 0);
  }, timeout);
}

// Empty for a kernel thread, a zombie, and a process that has ended.
async function argvOf(pid: number): Promise<string[]> {
  const cmdline = await readProc(`/proc/${pid}/cmdline`);
  return cmdline.split('\0').slice(0, -1);
}

/** A file of a process in /proc; empty once the process has ended. */
export async function readProc(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}
