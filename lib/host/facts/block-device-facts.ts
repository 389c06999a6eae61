/** A block device. */
export interface BlockDeviceFacts {
  /** The last part of its path. */
  readonly name: string;
  readonly path: string;
  readonly size_bytes: number;
  /** As lsblk calls it: `disk`, `part`, `lvm`, `loop`. */
  readonly type: string;
  /** Type of its file system or other content; null when nothing is known. */
  readonly filesystem: string | null;
  readonly mount_point: string | null;
}

/** What `lsblk --json` says, as far as it is used. */
interface Lsblk {
  /** The kernel's own name, which is not always the usual one. */
  readonly kname: string;
  readonly path: string;
  readonly size: number | string | null;
  readonly type: string;
  readonly fstype: string | null;
  readonly mountpoint: string | null;
  readonly 'maj:min': string;
  readonly children?: readonly Lsblk[];
}

/**
 * Reads what lsblk wrote, and which nodes in /dev have which number. Devices without a node or without a size cannot be
 * used and are left out; of several nodes, the one that is not the kernel's own name was made for a purpose.
 */
export function parseBlockDevices(json: string, nodes: string): BlockDeviceFacts[] {
  if (json.trim() === '') return [];
  const paths = new Map<string, string[]>();
  for (const line of nodes.split('\n')) {
    const [, major = '', minor = '', path = ''] = /^([0-9a-f]+):([0-9a-f]+) (.+)$/.exec(line) ?? [];
    if (path === '') continue;
    const number = `${Number.parseInt(major, 16)}:${Number.parseInt(minor, 16)}`;
    paths.set(number, [...(paths.get(number) ?? []), path]);
  }
  const seen = new Set<string>();
  return flatten((JSON.parse(json) as { blockdevices: readonly Lsblk[] }).blockdevices).flatMap((device) => {
    const number = device['maj:min'].trim();
    const known = paths.get(number) ?? [];
    const path = known.find((node) => node !== `/dev/${device.kname}`) ?? (known.length > 0 ? device.path : undefined);
    const size = Number(device.size ?? 0);
    if (path === undefined || size === 0 || seen.has(number)) return [];
    seen.add(number);
    return [
      {
        name: path.slice(path.lastIndexOf('/') + 1),
        path,
        size_bytes: size,
        type: device.type,
        filesystem: device.fstype,
        mount_point: device.mountpoint,
      },
    ];
  });
}

function flatten(devices: readonly Lsblk[]): Lsblk[] {
  return devices.flatMap((device) => [device, ...flatten(device.children ?? [])]);
}
