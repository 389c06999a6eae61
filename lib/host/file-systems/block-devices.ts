import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { Batch } from '../batch';
import { decodeHex } from './escapes';
import { type Mount, parseMountinfo } from './mounts';

/** What stands at the beginning of a device. */
export interface Signature {
  /** As blkid calls it: `ext4`, `xfs`, `swap`, `LVM2_member`, `gpt`; `ambiguous` when several contradict each other. */
  readonly type: string;
  readonly label: string | null;
  readonly uuid: string | null;
}

/** A block device as it is now. */
export interface BlockDevice {
  /** Its path with links resolved. */
  readonly path: string;
  /** Major and minor number, as in `8:17`. */
  readonly number: string;
  /** Null when it is blank. */
  readonly signature: Signature | null;
  /** Where its file system is mounted as a whole, in order. */
  readonly mounts: readonly Mount[];
  /** What else uses it, as phrases: "swap", "the device-mapper device vg-data". */
  readonly uses: readonly string[];
}

/** What a path that should be a block device turned out to be. */
export type Looked =
  | BlockDevice
  | { readonly path: null /** "does not exist", "is a directory". */; readonly problem: string };

const SEPARATOR = '\0=\0';

/** Block devices on a host, and what is on them. */
export class BlockDevices {
  private readonly looks: Batch<string, Looked>;

  constructor(private readonly connection: SshConnection) {
    this.looks = new Batch((devices) => this.lookAtAll(devices));
  }

  /** What the device is, holds and is used by. Changes nothing, not even on the device. */
  public look(device: string): Promise<Looked> {
    return this.looks.ask(device);
  }

  /** Paths of the devices there are, for messages. */
  public async list(signal?: AbortSignal): Promise<string[]> {
    const { stdout } = await this.connection.read(
      sh`for device in /dev/* /dev/mapper/*; do [ ! -b "$device" ] || printf '%s\n' "$device"; done`,
      { signal },
    );
    return stdout.toString('utf8').split('\n').filter(Boolean);
  }

  /** One blkid a device, since it reads the device itself and does not say which one it speaks of; all else together. */
  private async lookAtAll(devices: readonly string[]): Promise<Looked[]> {
    const unique = [...new Set(devices)];
    const { stdout } = await this.connection.read(sh`
      set -- ${unique}
      stat -L --printf='%n\0%F\0%t:%T\0' -- "$@" 2>/dev/null
      printf '\0=\0'
      readlink -z -m -- "$@"
      printf '\0=\0'
      for device; do
        if [ -b "$device" ]; then blkid -p -o udev -- "$device" 2>&1; printf 'rc=%d' "$?"; fi
        printf '\0'
      done
      printf '\0=\0'
      cat /proc/self/mountinfo
      printf '\0=\0'
      cat /proc/swaps
      printf '\0=\0'
      for holder in /sys/dev/block/*/holders/*; do
        [ -e "$holder" ] || continue
        name=
        [ ! -e "$holder/dm/name" ] || read -r name <"$holder/dm/name"
        printf '%s\0%s\0' "$holder" "$name"
      done
      printf '\0=\0'
      for partition in /sys/dev/block/*/*/partition; do [ ! -e "$partition" ] || printf '%s\0' "$partition"; done
      printf '\0=\0'
      for file in /sys/block/loop*/loop/backing_file; do
        [ -e "$file" ] && read -r backing <"$file" && printf '%s\0%s\0' "$file" "$backing"
      done
      :`);
    const found = parseDevices(unique, stdout.toString('utf8'));
    return devices.map((device) => found.get(device) as Looked);
  }
}

/** Reads what the command above wrote about these devices. */
export function parseDevices(devices: readonly string[], text: string): Map<string, Looked> {
  const [stats = '', links = '', blkid = '', mountinfo = '', swaps = '', holders = '', partitions = '', loops = ''] =
    text.split(SEPARATOR);
  const byName = new Map(records(stats, 3).map(([name = '', kind = '', number = '']) => [name, { kind, number }]));
  const paths = links.split('\0');
  const probes = blkid.split('\0');
  const mounts = parseMountinfo(mountinfo);
  return new Map(
    devices.map((device, index): [string, Looked] => {
      const stat = byName.get(device);
      if (!stat) return [device, { path: null, problem: 'does not exist' }];
      if (stat.kind !== 'block special file') return [device, { path: null, problem: `is a ${stat.kind}` }];
      const path = paths[index] ?? device;
      const number = decimal(stat.number);
      const names = [device, path];
      const uses = [
        ...swapUses(swaps, names),
        ...holderUses(records(holders, 2), number),
        ...partitionUses(partitions.split('\0'), number),
        ...loopUses(records(loops, 2), names),
      ];
      const whole = mounts.filter((mount) => mount.root === '/' && (mount.number === number || isSource(mount, names)));
      return [device, { path, number, signature: parseProbe(probes[index] ?? '', device), mounts: whole, uses }];
    }),
  );
}

/** File systems such as btrfs have device numbers of their own, and name the device as the source. */
function isSource({ source, type }: Mount, names: readonly string[]): boolean {
  return type === 'btrfs' && names.includes(source);
}

function parseProbe(text: string, device: string): Signature | null {
  const [, said = '', exitCode] = /^([\s\S]*)rc=(\d+)$/.exec(text) ?? [];
  const values = new Map(said.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));
  const value = (name: string) => values.get(name) ?? null;
  const type = value('ID_FS_TYPE') ?? value('ID_PART_TABLE_TYPE');
  const label = value('ID_FS_LABEL_ENC');
  const uuid = value('ID_FS_UUID_ENC');
  if (exitCode === '0' && type !== null) {
    return { type, label: label && decodeHex(label), uuid: uuid && decodeHex(uuid) };
  }
  if (exitCode === '8') return { type: 'ambiguous', label: null, uuid: null };
  if (exitCode === '2' && said.trim() === '') return null;
  throw new Error(`blkid cannot tell what is on ${device} (exit code ${exitCode}): ${said.trim()}`);
}

function swapUses(swaps: string, names: readonly string[]): string[] {
  const files = swaps.split('\n').map((line) => line.split(/\s/)[0] ?? '');
  return files.some((file) => names.includes(file)) ? ['swap'] : [];
}

function holderUses(holders: readonly (readonly string[])[], number: string): string[] {
  return holders
    .filter(([path]) => path?.startsWith(`/sys/dev/block/${number}/`))
    .map(([path = '', name]) => {
      const holder = path.slice(path.lastIndexOf('/') + 1);
      return name ? `the device-mapper device ${name} (LVM, encryption or multipath)` : `the device ${holder}`;
    });
}

function partitionUses(partitions: readonly string[], number: string): string[] {
  const own = partitions
    .map((path) => /^\/sys\/dev\/block\/([^/]+)\/([^/]+)\//.exec(path))
    .flatMap((found) => (found?.[1] === number ? [found[2]] : []));
  return own.length > 0 ? [`its partitions ${own.join(', ')}`] : [];
}

function loopUses(loops: readonly (readonly string[])[], names: readonly string[]): string[] {
  return loops
    .filter(([, backing]) => names.includes(backing ?? ''))
    .map(([path = '']) => `the loop device ${path.split('/')[3]}`);
}

/** From `stat`'s hexadecimal form. */
function decimal(number: string): string {
  return number
    .split(':')
    .map((part) => Number.parseInt(part, 16))
    .join(':');
}

function records(text: string, size: number): string[][] {
  const fields = text.split('\0');
  const result: string[][] = [];
  for (let at = 0; at + size <= fields.length && fields[at] !== ''; at += size) {
    result.push(fields.slice(at, at + size));
  }
  return result;
}
