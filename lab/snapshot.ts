import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { copyDisks } from './disks';
import { discard, exists, readJson, writeJson } from './files';
import type { Host, Stack } from './host';
import { LabPaths, labsDir } from './paths';

/**
 * A snapshot is a list of frozen layers for each host, and a copy of its disks. Taking one moves what the host has
 * written into a new layer, which the host goes on to read from below an empty top; restoring one puts an empty top on
 * the same layers. So neither copies a file system, however much was installed.
 */
interface Snapshot {
  /** By host name. */
  readonly hosts: Readonly<Record<string, Stack>>;
}

/** Takes a snapshot of hosts that are all stopped; one of the same name is replaced. */
export async function takeSnapshot(lab: LabPaths, name: string, hosts: readonly Host[]): Promise<void> {
  const stacks: Record<string, Stack> = {};
  const partial = `${snapshotDir(lab, name)}.partial`;
  await discard(partial, lab.trash);
  await mkdir(partial, { recursive: true });
  for (const host of hosts) {
    stacks[host.name] = await host.freeze(`${host.name}-${randomUUID()}`);
    await copyDisks(host.paths.disks, join(partial, host.name), host.spec);
  }
  await writeJson(join(partial, 'snapshot.json'), { hosts: stacks } satisfies Snapshot);
  await discard(snapshotDir(lab, name), lab.trash);
  await rename(partial, snapshotDir(lab, name));
}

/** The hosts of a snapshot and what each was stacked from. Throws an error that lists the snapshots there are. */
export async function findSnapshot(lab: LabPaths, name: string): Promise<Map<string, Stack>> {
  const snapshot = await readJson<Snapshot>(join(snapshotDir(lab, name), 'snapshot.json'));
  if (snapshot) return new Map(Object.entries(snapshot.hosts));
  const names = await snapshotNames(lab);
  throw new Error(
    `there is no snapshot "${name}": ${names.length > 0 ? `there is ${names.join(', ')}` : 'none was taken'}`,
  );
}

/** The names of a lab's snapshots. */
export async function snapshotNames(lab: LabPaths): Promise<string[]> {
  return (await exists(lab.snapshots))
    ? (await readdir(lab.snapshots)).filter((name) => !name.endsWith('.partial'))
    : [];
}

/** Where a snapshot keeps the disks of a host. */
export function snapshotDisks(lab: LabPaths, name: string, host: string): string {
  return join(snapshotDir(lab, name), host);
}

/** Discards the layers that neither a host nor a snapshot of the lab is stacked from. */
export async function removeUnusedLayers(lab: LabPaths): Promise<void> {
  if (!(await exists(lab.layers))) return;
  const used = new Set((await stacksOf(lab)).flatMap((stack) => stack.layers));
  for (const layer of await readdir(lab.layers)) {
    if (!used.has(layer)) await discard(join(lab.layers, layer), lab.trash);
  }
}

/** The ids of the bases that any lab's hosts or snapshots are stacked on. */
export async function basesInUse(): Promise<Set<string>> {
  const labs = (await exists(labsDir())) ? await readdir(labsDir()) : [];
  const stacks = await Promise.all(labs.map((lab) => stacksOf(new LabPaths(lab))));
  return new Set(stacks.flat().map((stack) => stack.base));
}

async function stacksOf(lab: LabPaths): Promise<Stack[]> {
  const hostsDir = join(lab.dir, 'hosts');
  const hosts = (await exists(hostsDir)) ? await readdir(hostsDir) : [];
  const live = await Promise.all(hosts.map((name) => readJson<Stack>(lab.host(name).stack)));
  const names = await snapshotNames(lab);
  const frozen = await Promise.all(names.map(async (name) => [...(await findSnapshot(lab, name)).values()]));
  return [...live.flatMap((stack) => (stack ? [stack] : [])), ...frozen.flat()];
}

function snapshotDir(lab: LabPaths, name: string): string {
  if (!/^[A-Za-z0-9][\w-]{0,63}$/.test(name)) {
    throw new Error(`"${name}" cannot name a snapshot: use up to 64 letters, digits, dashes and underscores`);
  }
  return join(lab.snapshots, name);
}
