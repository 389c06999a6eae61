import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { DISK_SIZE, type HostSpec } from './inventory';
import { until } from './processes';
import { attempt, run } from './run';

interface LoopDevice {
  readonly name: string;
  readonly 'back-file': string | null;
}

/** The image file of a host's extra disk. */
export function diskImage(dir: string, disk: string): string {
  return join(dir, `${disk}.img`);
}

/** Makes empty disks. Existing images in the directory must have been removed before. */
export async function createDisks(dir: string, spec: HostSpec): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const disk of spec.disks) {
    const file = await open(diskImage(dir, disk), 'wx', 0o600);
    await file.truncate(DISK_SIZE);
    await file.close();
  }
}

/** Copies all disks of a host that is stopped. Holes stay holes, and a file system that can shares the blocks. */
export async function copyDisks(from: string, to: string, spec: HostSpec): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const disk of spec.disks) {
    await run('cp', ['--sparse=always', '--reflink=auto', diskImage(from, disk), diskImage(to, disk)]);
  }
}

/** Puts loop devices on a host's disks and resolves with their paths, by disk name. */
export async function attachDisks(dir: string, spec: HostSpec): Promise<Map<string, string>> {
  const devices = new Map<string, string>();
  for (const disk of spec.disks) {
    const output = await run('losetup', ['--find', '--show', diskImage(dir, disk)]);
    devices.set(disk, output.trim());
  }
  return devices;
}

/** Removes all loop devices whose files are below a directory, and waits until they are gone. */
export async function detachBelow(dir: string): Promise<void> {
  for (const device of await devicesBelow(dir)) {
    const result = await attempt('losetup', ['--detach', device]);
    if (result.code !== 0 && !/No such device/.test(result.stderr)) throw new Error(result.stderr.trim());
  }
  // A file system that is just being unmounted with its namespace holds its device a moment longer.
  if (await until(async () => (await devicesBelow(dir)).length === 0, 10_000)) return;
  throw new Error(`loop devices of ${dir} are still in use: ${(await devicesBelow(dir)).join(', ')}`);
}

async function devicesBelow(dir: string): Promise<string[]> {
  const listing = await run('losetup', ['--json', '--list', '--output', 'NAME,BACK-FILE']);
  if (!listing.trim()) return [];
  const { loopdevices } = JSON.parse(listing) as { loopdevices: LoopDevice[] };
  return loopdevices.filter((device) => device['back-file']?.startsWith(`${dir}/`)).map((device) => device.name);
}
