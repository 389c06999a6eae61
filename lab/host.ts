import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { baseDir } from './base';
import { CACHE_PORT } from './cache';
import { controlGroups, killGroup, removeGroup } from './control-group';
import { attachDisks, copyDisks, createDisks, detachBelow } from './disks';
import { openFiler } from './filer';
import { discard, exists, readJson, writeJson, writeTree } from './files';
import { hostFiles } from './guest';
import { type Identity, installIdentity, readIdentity } from './identity';
import type { HostSpec } from './inventory';
import { consoleTail, machineName, nspawnMark, startKeeper } from './keeper';
import { raiseLimits } from './limits';
import { isMounted, unmountBelow } from './mounts';
import type { LabNetwork } from './network';
import { type HostPaths, type LabPaths, labRoot } from './paths';
import { greets } from './probe';
import { childrenOf, ended, findProcesses, type Process, readProc, signal, until } from './processes';
import { attempt, run } from './run';

/** `running`: sshd listens. `booting`: it does not yet. `stopped`: powered off. `absent`: never made. */
export type HostState = 'running' | 'booting' | 'stopped' | 'absent';

/** What a host's root directory is stacked from, the host's own changes on top left aside. */
export interface Stack {
  /** The base system's id. */
  readonly base: string;
  /** Frozen layers of snapshots, the newest first. */
  readonly layers: readonly string[];
}

// Signals that systemd as process 1 takes: SIGRTMIN+3 powers off.
const POWER_OFF = 37;
const BOOT_TIMEOUT = 60_000;
const SETTLE_SECONDS = 5;

/** One host of a lab: a container with its own systemd, sshd, network, root file system and disks. */
export class Host {
  readonly address: string;
  readonly paths: HostPaths;

  constructor(
    readonly spec: HostSpec,
    private readonly lab: LabPaths,
    private readonly network: LabNetwork,
  ) {
    this.address = network.address(spec.number);
    this.paths = lab.host(spec.name);
  }

  get name(): string {
    return this.spec.name;
  }

  private get machineName(): string {
    return machineName(this.network, this.name);
  }

  async state(): Promise<HostState> {
    if (!(await this.exists())) return 'absent';
    const init = await this.init();
    if (init === undefined) return 'stopped';
    return (await this.listens(init)) ? 'running' : 'booting';
  }

  /** Whether the host has been made. */
  async exists(): Promise<boolean> {
    return exists(this.paths.stack);
  }

  stack(): Promise<Stack | undefined> {
    return readJson<Stack>(this.paths.stack);
  }

  /** The host's SSH host key; it outlives a reset. */
  identity(): Promise<Identity> {
    return readIdentity(this.paths.identity);
  }

  /** Unmakes the stopped host. Only its identity stays, for the next time it is made. */
  async wipe(): Promise<void> {
    await rm(this.paths.stack, { force: true });
    await discard(this.paths.upper, this.lab.trash);
    await discard(this.paths.disks, this.lab.trash);
  }

  /**
   * Makes the host: bare, or as a snapshot was if the stack has layers; `disksFrom` is the directory that its disks are
   * copied from (they are empty otherwise). A host that was there is replaced; it must be stopped.
   */
  async install(stack: Stack, disksFrom?: string): Promise<void> {
    await this.wipe();
    await mkdir(this.paths.upper, { recursive: true });
    if (disksFrom) await copyDisks(disksFrom, this.paths.disks, this.spec);
    else await createDisks(this.paths.disks, this.spec);
    if (stack.layers.length === 0) await this.writeOwnFiles();
    await writeJson(this.paths.stack, stack);
  }

  /** Freezes what the stopped host has written into a layer of that id, and puts an empty top on it. */
  async freeze(layer: string): Promise<Stack> {
    const stack = await this.stack();
    if (!stack) throw new Error(`${this.name} does not exist: nothing to freeze`);
    const frozen: Stack = { base: stack.base, layers: [layer, ...stack.layers] };
    await mkdir(this.lab.layers, { recursive: true });
    await run('mv', ['--no-target-directory', this.paths.upper, join(this.lab.layers, layer)]);
    await mkdir(this.paths.upper, { recursive: true });
    await writeJson(this.paths.stack, frozen);
    return frozen;
  }

  /**
   * Powers the host on and resolves when its sshd answers and it has booted, apart from services that take more than
   * some seconds to start. A host that is on is left alone.
   */
  async start(): Promise<void> {
    const wasOn = (await this.isOn()) && (await this.isKept());
    if (!wasOn) {
      await raiseLimits();
      await openFiler(this.lab.filer);
      await this.stop({ grace: 10_000 });
      await this.mountRoot();
      const disks = await attachDisks(this.paths.disks, this.spec);
      await startKeeper({ spec: this.spec, paths: this.paths, network: this.network, disks, filer: this.lab.filer });
    }
    const init = await this.booted();
    if (init !== undefined) {
      if (wasOn) return;
      await settle(init);
      if (await greets(this.address)) return;
    }
    throw new Error(`${this.name} did not boot; its console says:\n${await consoleTail(this.paths)}`);
  }

  /**
   * Powers the host off and takes away its processes, mounts, cables and loop devices.
   * `grace` is how many milliseconds its services have to end by themselves; without it the plug is pulled.
   */
  async stop(options: { readonly grace?: number } = {}): Promise<void> {
    const init = await this.init();
    const own = await this.processes();
    const pids = own.map(({ pid }) => pid);
    if (options.grace && init) {
      signal(init, POWER_OFF);
      await ended(pids, options.grace);
    }
    // The keeper first, or it would boot the host again.
    for (const { pid } of own.filter((process) => this.keeps(process))) signal(pid, 'SIGKILL');
    // Then process 1, so that systemd-nspawn sees the end and removes its lock files, and then whatever is left.
    const unplugged = await this.init();
    if (unplugged) signal(unplugged, 'SIGKILL');
    await ended(pids, 2_000);
    for (const group of await controlGroups(this.machineName)) await killGroup(group);
    await ended(pids, 10_000);
    for (const nic of this.spec.interfaces) await this.unplug(nic);
    await unmountBelow(this.paths.dir);
    await detachBelow(this.paths.dir);
    await this.removeTraces();
  }

  /** Resolves with the host's process 1 when sshd listens, with undefined if the host ends or takes too long. */
  private async booted(): Promise<number | undefined> {
    let init: number | undefined;
    const ready = async () => init !== undefined && (await this.listens(init));
    await until(async () => {
      // Asked for again only when it is not known or has ended: looking through all processes is not free.
      if (init === undefined || !(await exists(`/proc/${init}`))) init = await this.init();
      return init === undefined ? !(await this.isKept()) : ready();
    }, BOOT_TIMEOUT);
    return (await ready()) ? init : undefined;
  }

  /** Whether sshd listens and the address is there, seen from outside: no packet is sent, no line logged inside. */
  private async listens(init: number): Promise<boolean> {
    const listening = / [0-9A-F]{8}:0016 0{8}:0000 0A /.test(await readProc(`/proc/${init}/net/tcp`));
    return listening && (await readProc(`/proc/${init}/net/fib_trie`)).includes(`${this.address}\n`);
  }

  /** Whether the host is powered on, booted or not. */
  async isOn(): Promise<boolean> {
    return (await this.init()) !== undefined;
  }

  /** Process 1 of the host, as the machine numbers it; undefined if the host is off. */
  private async init(): Promise<number | undefined> {
    const nspawn = (await this.processes()).find(({ argv }) => argv[0] === 'systemd-nspawn');
    return nspawn && (await childrenOf(nspawn.pid))[0];
  }

  /** The keeper, and the systemd-nspawn that it runs. */
  private processes(): Promise<Process[]> {
    const mark = nspawnMark(this.paths);
    return findProcesses(
      (argv) =>
        (argv[0]?.endsWith('bash') && argv[1] === this.paths.keeper) ||
        (argv[0] === 'systemd-nspawn' && argv.includes(mark)),
    );
  }

  private keeps(process: Process): boolean {
    return process.argv[1] === this.paths.keeper;
  }

  private async isKept(): Promise<boolean> {
    return (await this.processes()).some((process) => this.keeps(process));
  }

  private async mountRoot(): Promise<void> {
    const { paths } = this;
    const stack = await this.stack();
    if (!stack) throw new Error(`${this.name} does not exist`);
    if (await isMounted(paths.root)) return;
    // Also removes the mark that the kernel leaves for an overlay that was not unmounted before a crash.
    await rm(paths.work, { recursive: true, force: true });
    await mkdir(paths.work, { recursive: true });
    await mkdir(paths.root, { recursive: true });
    const lower = [...stack.layers.map((layer) => join(this.lab.layers, layer)), baseDir(stack.base)].join(':');
    // volatile: the host's fsync calls wait for no disk. A crash of the whole machine may cost the host; it has a reset.
    const options = `lowerdir=${lower},upperdir=${paths.upper},workdir=${paths.work},volatile`;
    await run('mount', ['-t', 'overlay', 'stackwright-lab', '-o', options, paths.root]);
  }

  private async writeOwnFiles(): Promise<void> {
    const authorizedKey = await readFile(`${this.lab.privateKey}.pub`, 'utf8');
    const files = hostFiles({
      spec: this.spec,
      address: this.address,
      gateway: this.network.gateway,
      packageProxy: `http://${this.network.gateway}:${CACHE_PORT}`,
      authorizedKey: authorizedKey.trim(),
      imageDir: relative(labRoot(), this.paths.disks),
    });
    await writeTree(this.paths.upper, files);
    await chmod(join(this.paths.upper, 'root'), 0o700);
    await chmod(join(this.paths.upper, 'root/.ssh'), 0o700);
    await installIdentity(this.paths.identity, this.paths.upper);
  }

  private async unplug(nic: 'eth0' | 'eth1'): Promise<void> {
    const cable = this.network.cable(this.name, nic);
    if (await exists(`/sys/class/net/${cable}`)) await run('ip', ['link', 'delete', cable]);
  }

  /** What systemd-nspawn and the control groups leave on the machine. */
  private async removeTraces(): Promise<void> {
    for (const kind of ['propagate', 'unix-export']) {
      await rm(join('/run/systemd/nspawn', kind, this.machineName), { recursive: true, force: true });
    }
    await rm(join(this.paths.dir, '.#root.lck'), { force: true });
    for (const group of await controlGroups(this.machineName)) await removeGroup(group);
  }
}

/** Waits for the host's boot to be over, so that what fstab mounts is there; but not for ever for a slow service. */
async function settle(init: number): Promise<void> {
  const inside = ['--target', `${init}`, '--mount', '--uts', '--ipc', '--net', '--pid'];
  await attempt('nsenter', [...inside, 'timeout', `${SETTLE_SECONDS}`, 'systemctl', 'is-system-running', '--wait']);
}
