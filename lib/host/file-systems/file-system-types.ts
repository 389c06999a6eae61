import { type ShellCommand, sh } from '../../ssh/quote';

/** What is special to one kind of file system. */
export interface FileSystemType {
  /** Debian's package with its tools. */
  readonly package: string;
  readonly mkfs: string;
  /** How `mkfs` is told the UUID and the label. */
  readonly uuidOption: (uuid: string) => readonly string[];
  /** Bytes. */
  readonly longestLabel: number;
  /** For fstab: 2 where a check at boot makes sense. */
  readonly pass: 0 | 2;
  /** Gives an existing file system another label; `target` is where it is mounted, if it is. */
  readonly setLabel: (device: string, label: string, target: string | undefined) => ShellCommand;
}

const ext: Omit<FileSystemType, 'mkfs'> = {
  package: 'e2fsprogs',
  uuidOption: (uuid) => ['-U', uuid],
  longestLabel: 16,
  pass: 2,
  setLabel: (device, label) => sh`e2label ${device} ${label}`,
};

/** The kinds that can be made, by the name that `mount -t` knows them by. */
export const FILE_SYSTEM_TYPES: Readonly<Record<string, FileSystemType>> = {
  ext2: { ...ext, mkfs: 'mkfs.ext2' },
  ext3: { ...ext, mkfs: 'mkfs.ext3' },
  ext4: { ...ext, mkfs: 'mkfs.ext4' },
  xfs: {
    package: 'xfsprogs',
    mkfs: 'mkfs.xfs',
    uuidOption: (uuid) => ['-m', `uuid=${uuid}`],
    longestLabel: 12,
    pass: 0,
    setLabel: (device, label, target) =>
      target === undefined ? sh`xfs_admin -L ${label} ${device}` : sh`xfs_io -c ${`label -s ${label}`} ${target}`,
  },
  btrfs: {
    package: 'btrfs-progs',
    mkfs: 'mkfs.btrfs',
    uuidOption: (uuid) => ['-U', uuid],
    longestLabel: 255,
    pass: 0,
    setLabel: (device, label, target) => sh`btrfs filesystem label ${target ?? device} ${label}`,
  },
};

/** The file system type of that name. */
export function fileSystemType(name: string): FileSystemType {
  const found = FILE_SYSTEM_TYPES[name];
  if (!found) throw new Error(`"${name}" is not among ${Object.keys(FILE_SYSTEM_TYPES).join(', ')}.`);
  return found;
}
