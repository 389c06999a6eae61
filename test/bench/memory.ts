import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestHost } from '../host/lab-host';
import { Workspace } from '../host/workspace';
import { atMost, median, report } from './measure';

const COUNT = 1000;

/** The most resident memory that a provider has had during a plan of many resources. */
export async function measureMemory(rounds: number, host: TestHost): Promise<void> {
  const workspace = await Workspace.openWithProcess();
  try {
    await host.shell('rm -rf /etc/bench; mkdir /etc/bench');
    await workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_file: Object.fromEntries(
          Array.from({ length: COUNT }, (_, index) => [
            `o${index}`,
            { host: host.name, path: `/etc/bench/${index}`, content: `${index}\n` },
          ]),
        ),
      },
    });
    await workspace.apply();
    const peaks: number[] = [];
    for (let round = 0; round < rounds; round++) peaks.push(await peakOfPlan(workspace));
    report(
      `(d) resident memory of the provider, plan of ${COUNT} resources, MB`,
      median(peaks).toFixed(0),
      atMost(150),
    );
  } finally {
    await workspace.destroy();
    await host.shell('rm -rf /etc/bench /var/lib/stackwright');
    await workspace.close();
  }
}

async function peakOfPlan(workspace: Workspace): Promise<number> {
  let peak = 0;
  let planned = false;
  const plan = workspace.succeed('plan', '-input=false', '-no-color').finally(() => {
    planned = true;
  });
  while (!planned) {
    peak = Math.max(peak, ...(await residentMegabytes(workspace.directory)));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await plan;
  return peak;
}

/** The kernel's own high-water mark of each provider process that runs from this directory. */
async function residentMegabytes(directory: string): Promise<number[]> {
  const found = [0];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    try {
      if (!(await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(join(directory, 'provider'))) continue;
      const kilobytes = /VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
      found.push(Number(kilobytes ?? 0) / 1024);
    } catch (error) {
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  return found;
}
