import { setTimeout as wait } from 'node:timers/promises';
import type { SshConnection } from '../../ssh/connection';
import { joinCommands, type ShellCommand, sh } from '../../ssh/quote';
import { Batch } from '../batch';
import { editFile } from '../files/edit-file';
import { fileSystemType } from './file-system-types';
import { FSTAB } from './fstab';
import { restartUsers, usersOf } from './path-users';

/** How a new file system is made. */
export interface NewFileSystem {
  readonly device: string;
  readonly type: string;
  readonly uuid: string;
  readonly label: string | null;
  /** Further words for mkfs. */
  readonly options: readonly string[];
}

/** How a file system is mounted. */
export interface MountRequest {
  readonly device: string;
  readonly type: string;
  readonly target: string;
  readonly options: readonly string[];
}

/** What stands at a mount point. */
export interface Place {
  /** What is mounted there, null when nothing is. */
  readonly source: string | null;
  /** "directory", "regular file"; null when nothing stands there. */
  readonly kind: string | null;
  readonly empty: boolean;
}

/** A command for the tools of file systems did not do what it was asked; the message is what it said. */
export class FileSystemError extends Error {
  constructor(
    public readonly reason: 'no-tool' | 'failed' | 'busy',
    message: string,
  ) {
    super(message);
    this.name = 'FileSystemError';
  }
}

/** Options of the mount itself, which a mounted file system takes on at any time. */
const VFS_OPTION =
  /^(rw|ro|(no)?(suid|dev|exec|atime|diratime|relatime|strictatime)|relatime|strictatime|sync|async|defaults)$/;

/** Options that only mount, systemd and fstab's other readers look at; the kernel never hears of them. */
const FSTAB_OPTION = /^((no)?auto|(no)?user|users|nofail|_netdev|owner|group|x-.*|comment=.*)$/;

/** What it takes to give a mounted file system these options in place of others. */
export function optionsChange(
  before: readonly string[],
  after: readonly string[],
): 'nothing' | 'remount' | 'mount anew' {
  const changed = [
    ...before.filter((option) => !after.includes(option)),
    ...after.filter((option) => !before.includes(option)),
  ].filter((option) => !FSTAB_OPTION.test(option));
  if (changed.length === 0) return 'nothing';
  return changed.every((option) => VFS_OPTION.test(option)) ? 'remount' : 'mount anew';
}

/** How long a file system may be in use before that counts as an error. */
const BUSY_PATIENCE_MS = 20_000;
const BUSY_PAUSE_MS = 500;

/** Makes, mounts and unmounts file systems, and keeps fstab. */
export class FileSystems {
  private readonly fstabs: Batch<null, string>;

  constructor(private readonly connection: SshConnection) {
    this.fstabs = new Batch(async (questions) => {
      const { stdout } = await connection.read(sh`if [ -e ${FSTAB} ]; then cat ${FSTAB}; fi`);
      return questions.map(() => stdout.toString('utf8'));
    });
  }

  /** The text of fstab; empty when there is none. */
  public fstab(): Promise<string> {
    return this.fstabs.ask(null);
  }

  /** Edits fstab, and has systemd read it again. */
  public async editFstab(change: (text: string) => string, signal?: AbortSignal): Promise<void> {
    let changed = false;
    const observed = (text: string) => {
      const after = change(text);
      changed = after !== text;
      return after;
    };
    await editFile(this.connection, FSTAB, observed, signal);
    if (!changed) return;
    await this.connection.check(sh`if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi`, { signal });
  }

  /** Makes a file system on a device that is blank. */
  public async make({ device, type, uuid, label, options }: NewFileSystem, signal?: AbortSignal): Promise<void> {
    const { mkfs, uuidOption } = fileSystemType(type);
    const words = [...uuidOption(uuid), ...(label === null ? [] : ['-L', label]), ...options];
    await this.tool(type, mkfs, sh`${mkfs} -q ${words} ${device}`, signal);
  }

  /** Takes away every signature on the device, with which all data on it counts as lost. */
  public async wipe(device: string, signal?: AbortSignal): Promise<void> {
    await this.attempt(sh`wipefs --all --quiet -- ${device}`, signal);
  }

  public async setLabel(
    device: string,
    type: string,
    label: string,
    target: string | undefined,
    signal?: AbortSignal,
  ): Promise<void> {
    const { mkfs, setLabel } = fileSystemType(type);
    await this.tool(type, mkfs, setLabel(device, label, target), signal);
  }

  public async mount(request: MountRequest, signal?: AbortSignal): Promise<void> {
    await this.runMount(request, request.options, signal);
  }

  /** Sets the options that a mounted file system takes; those not named go back to their defaults. */
  public async remount(request: MountRequest, signal?: AbortSignal): Promise<void> {
    const atime = request.options.some((option) => /^(no|rel|strict)atime$/.test(option)) ? [] : ['relatime'];
    await this.runMount(request, ['remount', 'defaults', 'diratime', ...atime, ...request.options], signal);
  }

  /**
   * Unmounts what was mounted there last. Who looks at it now and then is waited for; in use all the same, it stays, and the error names who
   * uses it.
   * @param restarting whether services that use it are restarted, so that they let go of it
   */
  public async unmount(target: string, restarting: boolean, signal?: AbortSignal): Promise<void> {
    for (const end = Date.now() + BUSY_PATIENCE_MS; ; await wait(BUSY_PAUSE_MS, undefined, { signal })) {
      try {
        return await this.attempt(sh`umount -- ${target}`, signal);
      } catch (error) {
        if (!(error instanceof FileSystemError) || !/busy/.test(error.message)) throw error;
        if (Date.now() < end) {
          if (restarting) await restartUsers(this.connection, target, signal);
          continue;
        }
        const users = await usersOf(this.connection, target, signal);
        const by = users.length > 0 ? ` It is used by ${users.join(', ')}.` : '';
        throw new FileSystemError('busy', `${error.message.replace(/\.$/, '')}.${by}`);
      }
    }
  }

  /** What stands where a file system is to be mounted. */
  public async place(target: string, signal?: AbortSignal): Promise<Place> {
    const { stdout } = await this.connection.read(
      sh`
      findmnt --noheadings --first-only --output SOURCE --mountpoint ${target}
      printf '\0'
      [ ! -e ${target} ] || stat -L -c %F -- ${target}
      printf '\0'
      [ ! -d ${target} ] || find ${target}/ -maxdepth 1 -mindepth 1 -printf . -quit`,
      { signal },
    );
    const [source = '', kind = '', content = ''] = stdout.toString('utf8').split('\0');
    return { source: source.trim() || null, kind: kind.trim() || null, empty: content === '' };
  }

  /** Which of a directory and those that lead to it do not exist, the deepest first. */
  public async missingDirectories(path: string, signal?: AbortSignal): Promise<string[]> {
    const all = path.split('/').map((_, index, parts) => parts.slice(0, parts.length - index).join('/'));
    const paths = all.filter((directory) => directory !== '');
    const { stdout } = await this.connection.read(
      sh`for directory in ${paths}; do [ -e "$directory" ] || printf '%s\0' "$directory"; done`,
      { signal },
    );
    return stdout.toString('utf8').split('\0').filter(Boolean);
  }

  /** Makes a directory with those that lead to it; it may be there already. */
  public async makeDirectory(path: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`umask 022; mkdir -p -- ${path}`, { signal });
  }

  /** Removes those of the directories that are there and empty. */
  public async removeEmptyDirectories(paths: readonly string[], signal?: AbortSignal): Promise<void> {
    if (paths.length === 0) return;
    await this.connection.check(
      sh`
      for directory in ${paths}; do
        if [ -d "$directory" ]; then rmdir --ignore-fail-on-non-empty -- "$directory"; fi
      done`,
      { signal },
    );
  }

  private async runMount(
    { device, type, target }: MountRequest,
    options: readonly string[],
    signal?: AbortSignal,
  ): Promise<void> {
    const words = options.filter((option) => !FSTAB_OPTION.test(option)).join(',') || 'defaults';
    // The kernel says in its log alone which option it does not know.
    await this.attempt(
      sh`mount -t ${type} -o ${words} -- ${device} ${target} || {
        code=$?
        dmesg 2>/dev/null | tail -n 5 | grep -i -e ${`${type}:`} -e ${`${type}-fs`} >&2
        exit "$code"
      }`,
      signal,
    );
  }

  private async tool(type: string, program: string, command: ShellCommand, signal?: AbortSignal): Promise<void> {
    const found = sh`command -v ${program} >/dev/null || exit 127`;
    await this.attempt(joinCommands([found, command]), signal, () => {
      const { package: name } = fileSystemType(type);
      return `${program} is not on the host. Install the package ${name} there first.`;
    });
  }

  private async attempt(command: ShellCommand, signal?: AbortSignal, missing?: () => string): Promise<void> {
    const { exitCode, stderr } = await this.connection.run(command, { signal });
    if (exitCode === 0) return;
    if (exitCode === 127 && missing) throw new FileSystemError('no-tool', missing());
    throw new FileSystemError('failed', stderr.trim() || `${command.summary} ended with exit code ${exitCode}`);
  }
}
