import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atMost, median, report } from './measure';

const COOKIE = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';

/** CPU seconds of a provider from its start to its handshake, as Terraform starts it: with mutual TLS. */
export async function measureStart(rounds: number, provider: string, certificate: string): Promise<void> {
  const figures: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const cpu = await startOnce(provider, certificate);
    if (round > 0) figures.push(cpu); // the first one warms the page cache
  }
  report('(a) provider start to handshake, CPU seconds', median(figures).toFixed(3), atMost(0.17));
}

async function startOnce(provider: string, certificate: string): Promise<number> {
  const child = spawn(provider, [], {
    env: {
      ...process.env,
      TF_PLUGIN_MAGIC_COOKIE: COOKIE,
      PLUGIN_PROTOCOL_VERSIONS: '5,6',
      PLUGIN_CLIENT_CERT: certificate,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const cpu = await cpuSeconds(child.pid as number);
  child.kill('SIGKILL');
  await once(child, 'close');
  return cpu;
}

/** What all threads of a process have used, from the scheduler's own count in nanoseconds. */
async function cpuSeconds(pid: number): Promise<number> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const used = await Promise.all(
    tasks.map(async (task) =>
      Number((await readFile(join(`/proc/${pid}/task`, task, 'schedstat'), 'utf8')).split(' ')[0]),
    ),
  );
  return used.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
}
