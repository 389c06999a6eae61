import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { ensureBase, removeOldBases } from './base';
import { CACHE_PORT, closeCache, openCache, stopCache } from './cache';
import { emptyFiler } from './filer';
import { emptyTrash, exists } from './files';
import { Host, type HostState } from './host';
import { hostSpec, INVENTORY } from './inventory';
import { withLock } from './lock';
import { findMirror } from './mirror';
import { unmountBelow } from './mounts';
import type { LabNetwork } from './network';
import { LabPaths, labsDir } from './paths';
import { installTools, requireRoot } from './requirements';
import { attempt, type RunOptions, type RunResult } from './run';
import { DEFAULT_LAB, knownNetwork, makeLab } from './settings';
import { quote } from './shell';
import { basesInUse, findSnapshot, removeUnusedLayers, snapshotDisks, snapshotNames, takeSnapshot } from './snapshot';

/** How to reach one host of a lab. */
export interface LabHost {
  readonly name: string;
  readonly state: HostState;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Path of the private key that the host accepts. */
  readonly privateKey: string;
  /** The host's own public key, `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
  /** Its fingerprint, `SHA256:...`. */
  readonly fingerprint: string;
  /** Paths of the extra disks inside the host. */
  readonly disks: readonly string[];
}

/** A lab as a whole. */
export interface LabStatus {
  readonly name: string;
  readonly state: 'up' | 'down';
  /** Absent as long as the lab has never been up. */
  readonly subnet?: string;
  readonly snapshots: readonly string[];
  readonly hosts: readonly LabHost[];
}

const POWER_OFF_GRACE = 20_000;
const SNAPSHOT_GRACE = 90_000;

/**
 * Real hosts to deploy to, on this machine: containers that boot their own systemd and sshd, on a network of their own.
 *
 * Labs of different names live side by side. All methods may be called again after any interruption, also that of this
 * process by a signal: they find what is there and go on from it.
 */
export class Lab {
  /**
   * @param name up to 20 lower-case letters, digits and dashes, beginning with a letter
   * @param log is told what takes longer than a moment
   */
  static open(name: string = DEFAULT_LAB, log: (line: string) => void = () => undefined): Lab {
    if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) {
      throw new Error(
        `"${name}" cannot name a lab: use up to 20 lower-case letters, digits and dashes, a letter first`,
      );
    }
    requireRoot();
    // The hosts' directories are made by this process and by what it starts; what is private says so itself.
    process.umask(0o022);
    return new Lab(name, log);
  }

  private readonly paths: LabPaths;

  private constructor(
    readonly name: string,
    private readonly log: (line: string) => void,
  ) {
    this.paths = new LabPaths(name);
  }

  /**
   * Starts hosts, all unless some are named, and what they need; resolves when their sshd answers. Hosts that are
   * running stay untouched. The very first start on a machine installs tools and makes the base system.
   */
  async up(hosts: readonly string[] = []): Promise<LabHost[]> {
    const specs = hosts.length > 0 ? hosts.map(hostSpec) : INVENTORY;
    return this.locked(async () => {
      await installTools(this.log);
      const network = await makeLab(this.name, this.paths);
      await network.up();
      const base = await this.prepare(network);
      await forEach(specs, async (spec) => {
        const host = new Host(spec, this.paths, network);
        if (!(await host.exists())) await host.install({ base, layers: [] });
        await host.start();
      });
      return this.describe(network);
    });
  }

  /**
   * Powers the hosts off and removes every process, mount, interface, route and loop device of the lab. What the hosts
   * have on their disks stays, and is there again after the next `up`.
   */
  async down(options: { readonly keepGuard?: boolean; readonly purge?: boolean } = {}): Promise<void> {
    await this.locked(async () => {
      const network = await knownNetwork(this.paths);
      if (!network) return;
      await forEach(this.all(network), (host) => host.stop({ grace: POWER_OFF_GRACE }));
      await withLock('shared', async () => {
        await closeCache(network);
        await network.down(options);
        if (!(await this.anotherIsUp())) await stopCache();
      });
      await unmountBelow(this.paths.dir);
      await emptyTrash(this.paths.trash);
      if (options.purge) await rm(this.paths.dir, { recursive: true, force: true });
    });
  }

  /** The lab, its snapshots and its hosts as they are now. */
  async status(): Promise<LabStatus> {
    const network = await knownNetwork(this.paths);
    if (!network) return { name: this.name, state: 'down', snapshots: [], hosts: [] };
    const state = (await network.isUp()) ? 'up' : 'down';
    const snapshots = await snapshotNames(this.paths);
    return { name: this.name, state, subnet: network.subnet, snapshots, hosts: await this.describe(network) };
  }

  /** The hosts as they are now. Throws if the lab is down: nothing should be sent to its addresses then. */
  async hosts(): Promise<LabHost[]> {
    return this.describe(await this.upNetwork());
  }

  /**
   * Makes hosts, all unless some are named, as bare as at first; those that were on are on again afterwards. With all of them
   * the file server is emptied, too.
   */
  async reset(hosts: readonly string[] = []): Promise<void> {
    const specs = hosts.length > 0 ? hosts.map(hostSpec) : INVENTORY;
    await this.locked(async () => {
      const network = await knownNetwork(this.paths);
      if (!network) return;
      const base = (await network.isUp()) ? await this.prepare(network) : undefined;
      await forEach(specs, async (spec) => {
        const host = new Host(spec, this.paths, network);
        const wasOn = await host.isOn();
        await host.stop();
        if (!wasOn || !base) return host.wipe();
        await host.install({ base, layers: [] });
        await host.start();
      });
      if (hosts.length === 0) await emptyFiler(this.paths.filer);
      await this.tidy();
    });
  }

  /**
   * Keeps the state of all hosts under a name; a snapshot of that name is replaced. Hosts that are on are powered off
   * for it, so that everything they hold in memory is on their disks, and on again afterwards.
   */
  async snapshot(name: string): Promise<void> {
    await this.locked(async () => {
      const network = await this.madeNetwork();
      const all = this.all(network);
      const on = await filter(all, (host) => host.isOn());
      await forEach(all, (host) => host.stop({ grace: SNAPSHOT_GRACE }));
      await takeSnapshot(this.paths, name, await filter(all, (host) => host.exists()));
      await forEach(on, (host) => host.start());
      await this.tidy();
    });
  }

  /**
   * Puts hosts, all of the snapshot unless some are named, back as they were when it was taken; those that were on are
   * on again afterwards.
   */
  async restore(name: string, hosts: readonly string[] = []): Promise<void> {
    hosts.forEach(hostSpec);
    await this.locked(async () => {
      const network = await this.madeNetwork();
      const snapshot = await findSnapshot(this.paths, name);
      const wanted = [...snapshot].filter(([host]) => hosts.length === 0 || hosts.includes(host));
      await forEach(wanted, async ([hostName, stack]) => {
        const host = new Host(hostSpec(hostName), this.paths, network);
        const wasOn = await host.isOn();
        await host.stop();
        await host.install(stack, snapshotDisks(this.paths, name, hostName));
        if (wasOn) await host.start();
      });
      await this.tidy();
    });
  }

  /**
   * Runs a command on a host over SSH and resolves with its exit code and output; 255 means that SSH itself failed.
   * A list is one command and its arguments, taken literally; a string is a script for the host's shell.
   */
  async exec(host: string, command: readonly string[] | string, options: RunOptions = {}): Promise<RunResult> {
    return attempt('ssh', await this.sshArguments(host, command, ['-T', '-o', 'BatchMode=yes']), options);
  }

  /** Like `exec`, but connected to this process's own input and output; resolves with the exit code. */
  async attach(host: string, command: readonly string[] | string, flags: readonly string[] = []): Promise<number> {
    const args = await this.sshArguments(host, command, flags);
    return new Promise((resolve, reject) => {
      const child = spawn('ssh', args, { stdio: 'inherit' });
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 255));
    });
  }

  private async sshArguments(name: string, command: readonly string[] | string, flags: readonly string[]) {
    const network = await this.upNetwork();
    const host = new Host(hostSpec(name), this.paths, network);
    const state = await host.state();
    if (state !== 'running') throw new Error(`${name} is ${state}: run \`stackwright lab up ${name}\` first`);
    return [
      ...sshOptions(this.paths),
      ...flags,
      `root@${host.address}`,
      '--',
      ...(typeof command === 'string' ? [command] : command.map(quote)),
    ];
  }

  /** What all hosts share: the package cache and the base system, whose id it resolves with. */
  private async prepare(network: LabNetwork): Promise<string> {
    return withLock('shared', async () => {
      const mirror = await findMirror();
      await openCache(network, mirror);
      const base = await ensureBase(mirror, `http://${network.gateway}:${CACHE_PORT}`, this.log);
      await removeOldBases(new Set([base, ...(await basesInUse())]));
      return base;
    });
  }

  private async describe(network: LabNetwork): Promise<LabHost[]> {
    return Promise.all(
      this.all(network).map(async (host) => ({
        name: host.name,
        state: await host.state(),
        address: host.address,
        port: 22,
        user: 'root',
        privateKey: this.paths.privateKey,
        ...(await host.identity()),
        disks: host.spec.disks.map((disk) => `/dev/${disk}`),
      })),
    );
  }

  private all(network: LabNetwork): Host[] {
    return INVENTORY.map((spec) => new Host(spec, this.paths, network));
  }

  private async madeNetwork(): Promise<LabNetwork> {
    const network = await knownNetwork(this.paths);
    if (network) return network;
    throw new Error(`the lab "${this.name}" does not exist yet: run \`stackwright lab up --lab ${this.name}\` first`);
  }

  private async upNetwork(): Promise<LabNetwork> {
    const network = await this.madeNetwork();
    if (await network.isUp()) return network;
    throw new Error(`the lab "${this.name}" is down: run \`stackwright lab up --lab ${this.name}\` first`);
  }

  private async anotherIsUp(): Promise<boolean> {
    const names = (await exists(labsDir())) ? await readdir(labsDir()) : [];
    const networks = await Promise.all(names.map((name) => knownNetwork(new LabPaths(name))));
    const states = await Promise.all(networks.map((network) => network?.isUp()));
    return states.includes(true);
  }

  private async tidy(): Promise<void> {
    await removeUnusedLayers(this.paths);
    await emptyTrash(this.paths.trash);
  }

  private locked<T>(work: () => Promise<T>): Promise<T> {
    return withLock(`lab/${this.name}`, work);
  }
}

/** The options by which ssh reaches a lab's hosts, and verifies them. */
export function sshOptions(paths: { readonly privateKey: string; readonly knownHosts: string }): string[] {
  const settings = [
    'IdentitiesOnly=yes',
    `UserKnownHostsFile=${paths.knownHosts}`,
    'GlobalKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=10',
    'LogLevel=ERROR',
  ];
  return ['-F', 'none', '-i', paths.privateKey, ...settings.flatMap((setting) => ['-o', setting])];
}

// Works on all at the same time, and has finished with all of them before it throws.
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(items.map(work));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, failures.map((failure) => failure.message).join('\n'));
}

async function filter<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(items.map(holds));
  return items.filter((_, index) => kept[index]);
}
