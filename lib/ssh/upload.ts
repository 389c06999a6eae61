import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { CommandError } from './command-errors';
import type { SshConnection } from './connection';
import { RemoteFileError } from './file-errors';
import { joinCommands, type ShellCommand, sh } from './quote';

/** How a file is to be written. */
export interface UploadOptions {
  /** Permission bits, for instance 0o640. @default - those of the file that stands there, otherwise 0o600 */
  readonly mode?: number;
  /** Name or number. @default - that of the file that stands there, otherwise whoever writes */
  readonly owner?: string;
  /** Name or number. @default - that of the file that stands there, otherwise whoever writes */
  readonly group?: string;
  /**
   * Where a symbolic link stands: true writes the file that it leads to, false puts a file in the link's place.
   * @default false
   */
  readonly followSymlink?: boolean;
  /** @default - no limit */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

const TEMPORARY_PREFIX = '.stackwright-';

/**
 * Writes a file so that nobody ever sees a part of it: a temporary file in the same directory gets mode and owner, then
 * the content, is forced to disk and renamed. The temporary one goes away when anything fails or is aborted. A stream is
 * passed through piece by piece. Access control lists and extended attributes of a replaced file are not carried over.
 * @throws {RemoteFileError} and what `run` throws
 */
export async function upload(
  connection: SshConnection,
  path: string,
  content: string | Buffer | Readable,
  options: UploadOptions,
): Promise<void> {
  if (!path.startsWith('/') || path.endsWith('/')) {
    throw new RemoteFileError(connection.address, path, 'other', 'written', 'Give the absolute path of a file.');
  }
  const name = `${TEMPORARY_PREFIX}${randomBytes(8).toString('hex')}`;
  const { timeoutSeconds, signal } = options;
  const attempt = async (command: ShellCommand, stdin?: Buffer | Readable) => {
    await connection.check(command, { stdin, timeoutSeconds, signal });
  };
  try {
    if (content instanceof Readable) {
      const counter = new Counter();
      await attempt(script(path, name, options, write(options)), counter.through(content));
      await attempt(script(path, name, options, finish(counter.bytes)));
    } else {
      const bytes = Buffer.from(content);
      const all = joinCommands([write(options), finish(bytes.length)], ' && ');
      await attempt(script(path, name, options, all), bytes);
    }
  } catch (error) {
    // The command removes its file when it fails, but not when it was ended from outside.
    if (!(error instanceof CommandError)) await discard(connection, path, name, options);
    throw error instanceof CommandError ? RemoteFileError.from(error, path, 'written') : error;
  } finally {
    if (content instanceof Readable) content.destroy();
  }
}

/** Sets the variables and makes sure that a failure leaves no temporary file behind. */
function script(path: string, name: string, options: UploadOptions, steps: ShellCommand): ShellCommand {
  return sh`${names(path, name, options)}
fail() { rm -f -- "$temporary"; exit 1; }
{ ${steps}; } || fail`;
}

function names(path: string, name: string, { followSymlink = false }: UploadOptions): ShellCommand {
  const follow = sh`
target=$(readlink -m -- "$target" && echo .) || exit 1
target=\${target%??}`;
  return sh`target=${path}${followSymlink ? follow : sh``}
directory=\${target%/*}
temporary=$directory/${name}`;
}

/**
 * The file is closed to all others until it has its owner. It is opened before that, since a mode such as 0400 would
 * keep everyone but root from opening it. `dd` copies and forces to disk in one process.
 */
function write(options: UploadOptions): ShellCommand {
  const fill = sh`dd bs=64k conv=fsync status=none >&9`;
  // The system takes set-id bits away when somebody other than root writes.
  const setId = options.mode !== undefined && (options.mode & 0o6000) !== 0;
  const steps = [...ownership(options), permission(options), fill, ...(setId ? [permission(options)] : [])];
  return sh`( umask 077; set -C; exec 9>"$temporary"; set +C; ${joinCommands(steps, ' && ')} )`;
}

function ownership({ owner, group }: UploadOptions): ShellCommand[] {
  const keep = sh`if [ -e "$target" ]; then chown --reference="$target" -- "$temporary"; fi`;
  if (owner === undefined && group === undefined) return [keep];
  const change = sh`chown -- ${`${owner ?? ''}${group === undefined ? '' : `:${group}`}`} "$temporary"`;
  return owner === undefined || group === undefined ? [keep, change] : [change];
}

function permission({ mode }: UploadOptions): ShellCommand {
  if (mode === undefined) return sh`if [ -e "$target" ]; then chmod --reference="$target" -- "$temporary"; fi`;
  return sh`chmod -- ${mode.toString(8).padStart(4, '0')} "$temporary"`;
}

/** The size is compared since a lost connection looks to the host like the end of the content. */
function finish(size: number): ShellCommand {
  return sh`{ [ "$(stat -c %s -- "$temporary")" = ${size} ] || { echo 'Incomplete content' >&2; false; }; } &&
mv -fT -- "$temporary" "$target"`;
}

/** Removes the temporary file of an upload that was cut short, unless the host is gone. */
async function discard(connection: SshConnection, path: string, name: string, options: UploadOptions): Promise<void> {
  const command = sh`${names(path, name, options)}
rm -f -- "$temporary"`;
  await connection.run(command, { timeoutSeconds: 10 }).catch(() => undefined);
}

/** Counts what passes. */
class Counter {
  public bytes = 0;

  public through(content: Readable): Readable {
    const count = async function* (this: Counter) {
      for await (const chunk of content) {
        const bytes = Buffer.from(chunk as string | Uint8Array);
        this.bytes += bytes.length;
        yield bytes;
      }
    };
    return Readable.from(count.call(this));
  }
}
