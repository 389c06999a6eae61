import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const COUNT = 60;
const MOMENTS = 20;
const DIRECTORY = '/etc/stackwright-interrupted';

/** The processes whose command line or working directory is in the workspace: terraform's and the provider's. */
async function processesOf(directory: string): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    try {
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      const parts = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
      if (parts.includes(`TF_CLI_CONFIG_FILE=${join(directory, 'cli.tfrc')}`))
        found.push({ pid: Number(pid), command });
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
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe(`an apply that is killed at ${MOMENTS} random moments`, () => {
  let host: TestHost;
  let workspace: Workspace;

  beforeAll(async () => {
    host = await labHost('node1');
    workspace = await Workspace.openWithProcess();
    await host.shell(
      `rm -rf ${DIRECTORY} /var/lib/stackwright; mkdir ${DIRECTORY}; echo original > ${DIRECTORY}/file-0`,
    );
  });
  afterAll(() => workspace.close());

  const configure = (round: number) =>
    workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_file: Object.fromEntries(
          Array.from({ length: COUNT }, (_, index) => [
            `file-${index}`,
            { host: host.name, path: `${DIRECTORY}/file-${index}`, content: `${round} ${index}\n` },
          ]),
        ),
      },
    });

  /** Starts an apply and kills terraform, the provider or both without warning after a while. */
  const killedApply = async (milliseconds: number, victims: RegExp): Promise<void> => {
    let ended = false;
    const child: ChildProcess = workspace.start(['apply', '-auto-approve', '-no-color', '-lock=false'], () => {
      ended = true;
    });
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    for (const { pid, command } of await processesOf(workspace.directory)) {
      if (victims.test(command)) kill(pid);
    }
    await until(async () => ended || child.exitCode !== null, 60, 'terraform ends');
    await until(async () => (await processesOf(workspace.directory)).length === 0, 10, 'no process is left');
  };

  test('converges with the next one, with nothing twice and no process left', async () => {
    const victims = [/^terraform /, /terraform-provider/, /terraform/];
    for (let moment = 0; moment < MOMENTS; moment++) {
      await configure(moment);
      await killedApply(300 + Math.random() * 1700, victims[moment % victims.length] as RegExp);
    }
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect((await host.shell(`ls -A ${DIRECTORY} | wc -l; cat ${DIRECTORY}/file-7`)).trim()).toBe(
      `${COUNT}\n${MOMENTS - 1} 7`,
    );
    await workspace.destroy();
    expect(await host.shell(`ls -A ${DIRECTORY}; cat ${DIRECTORY}/*`)).toBe('file-0\noriginal\n');
    expect(await processesOf(workspace.directory)).toEqual([]);
  }, 300_000);
});
