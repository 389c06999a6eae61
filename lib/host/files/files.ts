import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { Batch } from '../batch';

export type FileType = 'file' | 'directory' | 'symlink' | 'other';

/** What a path holds. */
export interface FileInfo {
  readonly type: FileType;
  /** Permission bits as four octal digits: `0644`. */
  readonly mode: string;
  /** Its name, or its number where the host has no name for it. */
  readonly owner: string;
  readonly group: string;
  /** Bytes. */
  readonly size: number;
  /** Of a regular file's content, hexadecimal; null for anything else. */
  readonly sha256: string | null;
}

/** Files and directories on a host. */
export class Files {
  private readonly infos: Batch<string, FileInfo | null>;

  constructor(private readonly connection: SshConnection) {
    this.infos = new Batch((paths) => this.readInfos(paths));
  }

  /** What stands at the path itself (a link is not followed); null when there is certainly nothing. */
  public info(path: string, signal?: AbortSignal): Promise<FileInfo | null> {
    return this.infos.ask(path, signal);
  }

  /** The whole content of a regular file. */
  public async content(path: string, signal?: AbortSignal): Promise<Buffer> {
    return (await this.connection.read(sh`cat -- ${path}`, { signal })).stdout;
  }

  public async remove(path: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`rm -f -- ${path}`, { signal });
  }

  public async chown(path: string, owner: string, group: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`chown -- ${`${owner}:${group}`} ${path}`, { signal });
  }

  /**
   * Gives a directory to others, and with it what in its file system belonged to its former owner and group, unless those are root: a user has
   * another id when it is made again, and was this one all the same. The directory comes last, so that an interruption leaves it to be done.
   */
  public async handOver(path: string, owner: string, group: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(
      sh`
      give() {
        if [ "$2" = 0 ] || [ "$2" = "$3" ]; then return; fi
        # What lies at the top tells whether there is anything: a large disk is not searched for nothing.
        if [ -z "$(find ${path} -mindepth 1 -maxdepth 1 "$1" "$2" -print -quit)" ]; then return; fi
        find ${path} -xdev -mindepth 1 "$1" "$2" -exec "$4" -h -- "$5" {} +
      }
      sample=$(mktemp) && trap 'rm -f -- "$sample"' EXIT || exit
      chown -- ${`${owner}:${group}`} "$sample" || exit
      give -uid "$(stat -c %u -- ${path})" "$(stat -c %u -- "$sample")" chown ${owner} || exit
      give -gid "$(stat -c %g -- ${path})" "$(stat -c %g -- "$sample")" chgrp ${group} || exit
      chown -- ${`${owner}:${group}`} ${path}`,
      { signal },
    );
  }

  public async chmod(path: string, mode: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`chmod -- ${mode} ${path}`, { signal });
  }

  /**
   * One `stat` and one `sha256sum` for all paths: forks are what costs time. Both end records with NUL, because a name may
   * hold anything else. What cannot be looked at fails alone.
   */
  private async readInfos(paths: readonly string[]): Promise<(FileInfo | null | Error)[]> {
    const unique = [...new Set(paths)];
    const { stdout } = await this.connection.read(sh`
      set -- ${unique}
      stat --printf='%n\0%f\0%U\0%u\0%G\0%g\0%s\0' -- "$@" 2>/dev/null
      printf '\0'
      for path; do
        shift
        if [ -f "$path" ] && [ ! -L "$path" ]; then set -- "$@" "$path"; fi
      done
      if [ "$#" -gt 0 ]; then sha256sum -z -- "$@" 2>/dev/null; fi
      :`);
    const found = parseInfos(stdout.toString('utf8'));
    const infos = new Map<string, FileInfo | null | Error>();
    for (const path of unique) {
      const info = found.get(path);
      const whole = info && (info.type !== 'file' || info.sha256 !== null);
      infos.set(path, whole ? info : await this.look(path));
    }
    return paths.map((path) => infos.get(path) as FileInfo | null | Error);
  }

  /** A path of which not all was found: why, or what it is if it has come or changed in the meantime. */
  private async look(path: string): Promise<FileInfo | null | Error> {
    const { exitCode, stdout, stderr } = await this.connection.run(
      sh`
      export LC_ALL=C
      stat --printf='%n\0%f\0%U\0%u\0%G\0%g\0%s\0' -- ${path} || exit
      printf '\0'
      if [ -f ${path} ] && [ ! -L ${path} ]; then sha256sum -z -- ${path}; fi`,
      { repeatable: true },
    );
    if (exitCode === 0) return parseInfos(stdout.toString('utf8')).get(path) ?? null;
    const problem = stderr.trim();
    if (/: (No such file or directory|Not a directory)$/.test(problem)) return null;
    return new Error(`${path} cannot be looked at: ${problem}`);
  }
}

/** From what `stat` and `sha256sum` say. */
function parseInfos(output: string): Map<string, FileInfo> {
  const fields = output.split('\0');
  const found = new Map<string, FileInfo>();
  let position = 0;
  for (; fields[position] !== ''; position += 7) {
    const [path = '', mode = '', user = '', uid = '', group = '', gid = '', size] = fields.slice(
      position,
      position + 7,
    );
    const [owner, ownerGroup] = [nameOrNumber(user, uid), nameOrNumber(group, gid)];
    found.set(path, { ...typeAndMode(mode), owner, group: ownerGroup, size: Number(size), sha256: null });
  }
  for (const line of fields.slice(position + 1)) {
    // "HASH  NAME"
    const info = found.get(line.slice(66));
    if (info) found.set(line.slice(66), { ...info, sha256: line.slice(0, 64) });
  }
  return found;
}

/** `stat` calls everybody UNKNOWN who has no name: then two of them would look the same. */
function nameOrNumber(name: string, number: string): string {
  return name === 'UNKNOWN' ? number : name;
}

const FILE_TYPES: ReadonlyMap<number, FileType> = new Map([
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'symlink'],
]);

/** From the raw mode in hexadecimal. */
function typeAndMode(raw: string): { type: FileType; mode: string } {
  const bits = Number.parseInt(raw, 16);
  return { type: FILE_TYPES.get(bits & 0o170000) ?? 'other', mode: (bits & 0o7777).toString(8).padStart(4, '0') };
}
