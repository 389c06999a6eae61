import { rm, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { exists } from './files';
import { attempt, run } from './run';

/** The tools that a lab is made with, and the Debian packages that ship them. */
const LAB_TOOLS: Readonly<Record<string, string>> = {
  'systemd-nspawn': 'systemd-container',
  mmdebstrap: 'mmdebstrap',
  'apt-cacher-ng': 'apt-cacher-ng',
  socat: 'socat',
  ip: 'iproute2',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  losetup: 'mount',
  setpriv: 'util-linux',
  modprobe: 'kmod',
};

/** The tools that a guest image is made with, and the Debian packages that ship them. */
export const GUEST_TOOLS: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  cpio: 'cpio',
  syslinux: 'syslinux',
  'syslinux/mbr/mbr.bin': 'syslinux-common',
  mcopy: 'mtools',
  sfdisk: 'fdisk',
  'qemu-img': 'qemu-utils',
  'mkfs.ext4': 'e2fsprogs',
};

/** Throws unless this process is root on Linux. */
export function requireRoot(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new Error('the lab makes bridges, mounts and containers: run it as root on a Debian machine (sudo)');
}

/** Installs the tools that are missing. None of their daemons is started or enabled. */
export async function installTools(
  log: (line: string) => void,
  tools: Readonly<Record<string, string>> = LAB_TOOLS,
): Promise<void> {
  const found = await Promise.all(Object.keys(tools).map(isOnPath));
  const missing = new Set(Object.values(tools).filter((_, index) => !found[index]));
  if (missing.size === 0) return;
  const packages = [...missing];
  log(`installing ${packages.join(', ')}`);
  if (!(await isOnPath('apt-get'))) {
    throw new Error(`this machine has no apt-get: install ${Object.keys(tools).join(', ')} by hand`);
  }
  await withoutCacheService(missing.has('apt-cacher-ng'), async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const options = ['-o', 'DPkg::Lock::Timeout=300'];
    const install = ['install', '-y', '-q', '--no-install-recommends', ...options, ...packages];
    if ((await attempt('apt-get', install, { env })).code === 0) return;
    // The usual reason is package lists that are old or not there at all.
    await run('apt-get', ['update', '-q', ...options], { env });
    await run('apt-get', install, { env });
  });
}

/** The lab runs a package cache of its own: the one that the package would start stays off. */
async function withoutCacheService(installing: boolean, install: () => Promise<void>): Promise<void> {
  if (!installing) return install();
  const mask = '/run/systemd/system/apt-cacher-ng.service';
  const underSystemd = await isSystemdMachine();
  if (underSystemd) await symlink('/dev/null', mask);
  try {
    await install();
    await run('systemctl', ['disable', 'apt-cacher-ng.service']);
  } finally {
    if (underSystemd) {
      await rm(mask, { force: true });
      await run('systemctl', ['daemon-reload']);
    }
  }
}

/** Whether systemd is this machine's process 1. */
export async function isSystemdMachine(): Promise<boolean> {
  return exists('/run/systemd/system');
}

async function isOnPath(tool: string): Promise<boolean> {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/lib'].filter(Boolean);
  const found = await Promise.all(directories.map((directory) => exists(join(directory, tool))));
  return found.includes(true);
}
