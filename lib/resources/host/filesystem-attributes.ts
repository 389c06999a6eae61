import { FILE_SYSTEM_TYPES } from '../../host/file-systems/file-system-types';
import { bool, list, set, string } from '../../schema/attribute';
import type { Inputs, State } from '../../schema/model';
import { each, matches, notEmpty, oneOf } from '../../schema/validator';
import { hostAttribute } from '../host-attribute';
import { ACCOUNT_NAME, octalMode, sameMode } from './ownership';
import { absolutePath } from './paths';

const LABEL = matches(
  /^[A-Za-z0-9_.][A-Za-z0-9_.:+@-]*$/,
  'a label of letters, digits and "_.:+@-" that does not begin with "-"',
);
const OPTION = matches(/^[^\s,#]+$/, 'one mount option an element, such as "noatime", without spaces and commas');

export const filesystemAttributes = {
  host: hostAttribute,
  device: string({
    description: 'Path of the block device.',
    required: true,
    replace: true,
    validate: [absolutePath],
    example: '"/dev/sdb1"',
  }),
  type: string({
    description:
      'Kind of file system. The host needs the package with its tools: `e2fsprogs`, `xfsprogs`, `btrfs-progs`.',
    required: true,
    replace: true,
    validate: [oneOf(...Object.keys(FILE_SYSTEM_TYPES))],
    example: '"xfs"',
  }),
  label: string({
    description:
      'Label of the file system: at most 16 characters for ext, 12 for xfs. A change keeps the data. Left out: any label is left alone.',
    optional: true,
    validate: [LABEL],
  }),
  mkfs_options: list('string', {
    description:
      'Further words for `mkfs`, one an element. They count when a file system is made, so a change means making it anew, which needs `wipe`; for one that was taken over or imported they are only noted.',
    optional: true,
    example: '["-i", "size=1024"]',
  }),
  mount_point: string({
    description: 'Directory to mount it at. It is made when it is missing, with those that lead to it.',
    required: true,
    validate: [absolutePath],
    example: '"/srv/node/sdb1"',
  }),
  mount_options: set('string', {
    description:
      'Mount options, one an element, without order. Options that the kernel adds by itself are no difference; one that is taken away, or added, in fstab or by a remount, is.',
    default: ['defaults'],
    validate: [notEmpty(), each(OPTION)],
    example: '["noatime", "nodiratime"]',
  }),
  mounted: bool({ description: 'Whether it is mounted now.', default: true }),
  persistent: bool({ description: 'Whether it has a line in `/etc/fstab`, and so is mounted at boot.', default: true }),
  owner: string({
    description:
      'Owner of the root of the mounted file system. Left out: whatever it is. When it changes, what belonged to the former one in the file system goes along, unless that was root: a user that is made again may have another id.',
    optional: true,
    computed: true,
    nullable: true,
    follows: ['mounted'],
    validate: [ACCOUNT_NAME],
  }),
  group: string({
    description:
      'Group of the root of the mounted file system. Left out: whatever it is. What belonged to the former one goes along, as with `owner`.',
    optional: true,
    computed: true,
    nullable: true,
    follows: ['mounted'],
    validate: [ACCOUNT_NAME],
  }),
  mode: string({
    description: 'Permissions of the root of the mounted file system, as an octal mode. Left out: whatever they are.',
    optional: true,
    computed: true,
    nullable: true,
    follows: ['mounted'],
    validate: [octalMode],
    same: sameMode,
  }),
  wipe: bool({
    description:
      'Whether creating may overwrite what is on the device, with the loss of all data there. A device that is in use is never overwritten.',
    default: false,
  }),
  restart_users: bool({
    description:
      'Whether services that use it are restarted when it is unmounted, so that they let go of it. Otherwise, in use for longer than 20 seconds, it is not unmounted, and the error names who uses it.',
    default: false,
  }),
  wipe_on_destroy: bool({
    description: 'Whether destroying also takes the file system off the device, so that it is blank.',
    default: false,
  }),
  uuid: string({ description: 'UUID of the file system.', computed: true, stable: true }),
};

export type FilesystemInputs = Inputs<typeof filesystemAttributes>;
export type FilesystemState = State<typeof filesystemAttributes>;
