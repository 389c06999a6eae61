import { createHash } from 'node:crypto';
import { copyFile, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists, writeTree } from '../files';
import { withLock } from '../lock';
import { directSources, findMirror, RELEASE } from '../mirror';
import { guestImagesDir } from '../paths';
import { GUEST_TOOLS, installTools, requireRoot } from '../requirements';
import { run } from '../run';
import { FILES, KERNEL_ARGUMENTS, MODULES, PACKAGES, PROGRAMS } from './contents';

/** Counts changes of the steps below, which the recipe's hash does not see. */
const STEPS_VERSION = 1;

/** Where the partition of the disk image begins, in bytes. */
const PARTITION = 1024 * 1024;

/** The forms of the guest, each a path. */
export interface GuestImage {
  /** A disk that boots by itself, format qcow2, 40 MiB. */
  readonly disk: string;
  /** The same disk, format raw. */
  readonly rawDisk: string;
  /** The kernel alone (aki). */
  readonly kernel: string;
  /** The ramdisk that goes with the kernel (ari). */
  readonly ramdisk: string;
  /** A small disk for guests that boot kernel and ramdisk (ami). */
  readonly machine: string;
}

/**
 * A tiny guest to boot in a cloud, made from Debian's own kernel and busybox: it takes its address by DHCP and its key
 * from the metadata service, lets root and cirros in by SSH with that key, and says on the serial console when it is ready.
 * It needs 192 MiB of memory and no disk space. Made once (half a minute), then kept; `directory` gets a copy.
 */
export async function guestImage(
  directory?: string,
  log: (line: string) => void = () => undefined,
): Promise<GuestImage> {
  requireRoot();
  const recipe = JSON.stringify([STEPS_VERSION, RELEASE, PACKAGES, MODULES, PROGRAMS, KERNEL_ARGUMENTS, FILES]);
  const kept = join(guestImagesDir(), createHash('sha256').update(recipe).digest('hex').slice(0, 12));
  await withLock('guest-image', async () => {
    if (await exists(kept)) return;
    await installTools(log, GUEST_TOOLS);
    log('making the guest image (once; about half a minute)');
    await rm(guestImagesDir(), { recursive: true, force: true });
    const work = `${kept}.partial`;
    await mkdir(work, { recursive: true });
    await make(work);
    await rename(work, kept);
  });
  if (directory === undefined) return images(kept);
  await mkdir(directory, { recursive: true });
  for (const path of Object.values(images(kept))) await copyFile(path, join(directory, basename(path)));
  return images(directory);
}

function images(directory: string): GuestImage {
  return {
    disk: join(directory, 'guest.qcow2'),
    rawDisk: join(directory, 'guest.raw'),
    kernel: join(directory, 'guest.vmlinuz'),
    ramdisk: join(directory, 'guest.initrd'),
    machine: join(directory, 'guest.ext4'),
  };
}

async function make(work: string): Promise<void> {
  const packages = join(work, 'packages');
  const mirror = await findMirror();
  const env: Record<string, string> = mirror.proxy ? { http_proxy: mirror.proxy } : {};
  const options = mirror.checksDates ? [] : ['--aptopt=Acquire::Check-Valid-Until "false"'];
  await run(
    'mmdebstrap',
    [
      '--mode=root',
      '--variant=extract',
      `--include=${PACKAGES}`,
      ...options,
      RELEASE,
      packages,
      ...directSources(mirror),
    ],
    { env },
  );
  const made = images(work);
  const boot = await readdir(join(packages, 'boot'));
  await copyFile(join(packages, 'boot', boot.find((name) => name.startsWith('vmlinuz-')) as string), made.kernel);
  await makeRamdisk(join(work, 'root'), packages, made.ramdisk);
  await makeDisk(made);
  await run('truncate', ['--size=8M', made.machine]);
  await run('mkfs.ext4', ['-q', '-L', 'guest', made.machine]);
  for (const scratch of ['packages', 'root']) await rm(join(work, scratch), { recursive: true });
}

async function makeRamdisk(root: string, packages: string, target: string): Promise<void> {
  for (const name of [
    'bin',
    'dev',
    'proc',
    'sys',
    'root',
    'run',
    'tmp',
    'home/cirros',
    'usr/bin',
    'usr/sbin',
    'var/log',
  ]) {
    await mkdir(join(root, name), { recursive: true });
  }
  await copyFile(join(packages, 'bin/busybox'), join(root, 'bin/busybox'));
  for (const applet of (await run(join(root, 'bin/busybox'), ['--list'])).split('\n').filter(Boolean)) {
    if (applet !== 'busybox') await run('ln', ['-s', 'busybox', join(root, 'bin', applet)]);
  }
  for (const program of PROGRAMS) {
    await copyFile(join(packages, program), join(root, program));
    const loaded = await run('chroot', [packages, '/lib64/ld-linux-x86-64.so.2', '--list', program]);
    for (const [, library = ''] of loaded.matchAll(/=> (\S+) \(0x/g)) await copyAlong(packages, root, library);
  }
  await copyAlong(packages, root, '/lib64/ld-linux-x86-64.so.2');
  const modules = await run('find', [join(packages, 'lib/modules'), '-name', '*.ko']);
  for (const path of modules.split('\n').filter((path) => MODULES.includes(basename(path, '.ko')))) {
    await cp(path, join(root, 'lib/modules', basename(path)));
  }
  await writeTree(root, FILES);
  const archive = `cd '${root}' && find . | cpio --quiet --create --format=newc --owner=+0:+0 | gzip -9 > '${target}'`;
  await run('bash', ['-o', 'pipefail', '-c', archive]);
}

async function copyAlong(from: string, to: string, path: string): Promise<void> {
  await mkdir(dirname(join(to, path)), { recursive: true });
  await run('cp', ['--dereference', join(from, path), join(to, path)]);
}

/** A disk with one FAT partition, from which syslinux boots. Nothing is mounted for it. */
async function makeDisk({ rawDisk, disk, kernel, ramdisk }: GuestImage): Promise<void> {
  await run('truncate', ['--size=40M', rawDisk]);
  await run('sfdisk', ['--quiet', rawDisk], { input: `${PARTITION / 512},,c,*\n` });
  const partition = `${rawDisk}@@${PARTITION}`;
  await run('mformat', ['-i', partition, '-F', '-v', 'guest', '::']);
  await run('syslinux', ['--offset', String(PARTITION), '--install', rawDisk]);
  const config = `${rawDisk}.cfg`;
  await writeFile(
    config,
    `DEFAULT guest\nLABEL guest\n  KERNEL vmlinuz\n  INITRD initrd\n  APPEND ${KERNEL_ARGUMENTS}\n`,
  );
  for (const [path, name] of [
    [kernel, 'vmlinuz'],
    [ramdisk, 'initrd'],
    [config, 'syslinux.cfg'],
  ] as const) {
    await run('mcopy', ['-i', partition, path, `::${name}`]);
  }
  await rm(config);
  await run('dd', ['if=/usr/lib/syslinux/mbr/mbr.bin', `of=${rawDisk}`, 'conv=notrunc', 'status=none']);
  await run('qemu-img', ['convert', '-c', '-O', 'qcow2', rawDisk, disk]);
}
