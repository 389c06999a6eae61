import { readFile } from 'node:fs/promises';
import { attempt, run } from './run';

/** Unmounts everything that is mounted at or below a path, innermost first. */
export async function unmountBelow(path: string): Promise<void> {
  const points = (await mountPoints()).filter((point) => point === path || point.startsWith(`${path}/`));
  for (const point of points.reverse()) {
    // A process that still has its working directory there must not keep the lab from going down.
    if ((await attempt('umount', [point])).code !== 0) await run('umount', ['--lazy', point]);
  }
}

/** Whether something is mounted at exactly this path. */
export async function isMounted(path: string): Promise<boolean> {
  return (await mountPoints()).includes(path);
}

async function mountPoints(): Promise<string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  const points = table.split('\n').map((line) => line.split(' ')[4] ?? '');
  return points.map((point) =>
    point.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
  );
}
