import { join } from 'node:path';

/** Where all labs of this machine keep their files: `STACKWRIGHT_LAB_DIR`, or /var/lib/stackwright-lab. */
export function labRoot(): string {
  const root = process.env.STACKWRIGHT_LAB_DIR || '/var/lib/stackwright-lab';
  if (/^\/[\w./-]+$/.test(root)) return root.replace(/\/+$/, '');
  throw new Error(
    `STACKWRIGHT_LAB_DIR is "${root}": use an absolute path of letters, digits, dots, dashes and underscores`,
  );
}

/** Shared by all labs: one directory per base system, named by what it was made from. */
export const basesDir = (): string => join(labRoot(), 'base');

/** Shared by all labs: downloaded packages. */
export const cacheDir = (): string => join(labRoot(), 'cache');

/** Shared by all labs: the guest image, in a directory named by what it was made from. */
export const guestImagesDir = (): string => join(labRoot(), 'guest-image');

/** One directory per lab. */
export const labsDir = (): string => join(labRoot(), 'labs');

/** The files of one lab. */
export class LabPaths {
  readonly dir: string;
  readonly settings: string;
  readonly privateKey: string;
  readonly knownHosts: string;
  readonly layers: string;
  readonly snapshots: string;
  readonly trash: string;
  /** What the lab's file server keeps. */
  readonly filer: string;

  constructor(lab: string) {
    this.dir = join(labsDir(), lab);
    this.settings = join(this.dir, 'lab.json');
    this.privateKey = join(this.dir, 'id_ed25519');
    this.knownHosts = join(this.dir, 'known_hosts');
    this.layers = join(this.dir, 'layers');
    this.snapshots = join(this.dir, 'snapshots');
    this.trash = join(this.dir, 'trash');
    this.filer = join(this.dir, 'filer');
  }

  host(name: string): HostPaths {
    return new HostPaths(join(this.dir, 'hosts', name));
  }
}

/** The files of one host. */
export class HostPaths {
  /** What its root directory is stacked from. */
  readonly stack: string;
  /** SSH host keys and machine-id: they outlive a reset, as if the same machine had been installed again. */
  readonly identity: string;
  readonly upper: string;
  readonly work: string;
  /** The mounted root directory. */
  readonly root: string;
  readonly disks: string;
  /** A file that the host's network namespace is bound to while it runs. */
  readonly netns: string;
  /** Becomes the host's /run/udev. */
  readonly udev: string;
  readonly keeper: string;
  readonly console: string;

  constructor(readonly dir: string) {
    this.stack = join(dir, 'stack.json');
    this.identity = join(dir, 'identity');
    this.upper = join(dir, 'upper');
    this.work = join(dir, 'work');
    this.root = join(dir, 'root');
    this.disks = join(dir, 'disks');
    this.netns = join(dir, 'netns');
    this.udev = join(dir, 'udev');
    this.keeper = join(dir, 'keeper.sh');
    this.console = join(dir, 'console.log');
  }
}
