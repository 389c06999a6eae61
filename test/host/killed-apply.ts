import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import type { TestHost } from './lab-host';
import { WORKSPACE_VARIABLE, type Workspace } from './workspace';

/** By their command lines: terraform, the provider, both. */
export const VICTIMS = [/^terraform /, /terraform-provider/, /terraform/];

/** Moments from `least` to `most` milliseconds, the same for the same seed, which is printed so that a failure can be repeated. */
export function randomMoments(least: number, most: number, seed = Math.trunc(Math.random() * 2 ** 31)): () => number {
  console.info(`moments from seed ${seed}`);
  let state = seed;
  return () => {
    // Park and Miller's minimal standard generator.
    state = (state * 48_271) % 2_147_483_647;
    return least + (state / 2_147_483_647) * (most - least);
  };
}

/** So many milliseconds from now. */
export function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Starts an apply, and kills its victims without warning when the moment has come.
 * @param moment begins to wait when terraform has been started
 * @returns whether it was interrupted: there was something to kill, and it had not come to its end before
 */
export async function killedApply(
  workspace: Workspace,
  moment: () => Promise<unknown>,
  victims: RegExp,
): Promise<boolean> {
  let ended = false;
  let succeeded = false;
  const child: ChildProcess = workspace.start(['apply', '-auto-approve', '-no-color', '-lock=false'], (ok) => {
    ended = true;
    succeeded = ok;
  });
  await moment();
  const doomed = (await processesOf(workspace.directory)).filter(({ command }) => victims.test(command));
  for (const { pid } of doomed) kill(pid);
  // Where there was nothing to kill, the apply goes on to its end, which is far off on a slow machine.
  await until(async () => ended || child.exitCode !== null, 900, 'terraform ends');
  await until(async () => (await processesOf(workspace.directory)).length === 0, 60, 'no process is left');
  await until(async () => ended, 60, 'terraform has said how it ended');
  return doomed.length > 0 && !succeeded;
}

/**
 * Ends when what a killed provider had begun on a host has come to its end there, too: it holds its connection until then.
 * @param own connections that the test itself has open there
 */
export async function leftoversEnd(host: TestHost, own = 0): Promise<void> {
  await host.shell(`until [ "$(pgrep -fc "^sshd: [^ ]*@notty")" -le ${1 + own} ]; do sleep 0.2; done`);
}

/** The processes that the workspace has started: terraform's and the provider's. */
export async function processesOf(directory: string): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    try {
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      const parts = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
      if (parts.includes(`${WORKSPACE_VARIABLE}=${directory}`)) found.push({ pid: Number(pid), command });
    } catch (error) {
      // Processes end while they are being looked at.
      if (!['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  return found;
}

/** Kills without warning. That the process has just ended by itself is no failure. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function until(condition: () => Promise<boolean>, seconds: number, what: string): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await after(50);
  }
}
