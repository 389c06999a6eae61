import type { SshConnection } from '../ssh/connection';
import { sh } from '../ssh/quote';
import { Batch } from './batch';

export type FileType = 'file' | 'directory' | 'symlink' | 'other';

/** What a path holds. */
export interface FileInfo {
  readonly type: FileType;
  /** Permission bits as four octal digits: `0644`. */
  readonly mode: string;
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
  public info(path: string): Promise<FileInfo | null> {
    return this.infos.ask(path);
  }

  /** The whole content of a regular file. */
  public async content(path: string, signal?: AbortSignal): Promise<Buffer> {
    return (await this.connection.check(sh`cat -- ${path}`, { signal })).stdout;
  }

  public async remove(path: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`rm -f -- ${path}`, { signal });
  }

  public async chown(path: string, owner: string, group: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`chown -- ${`${owner}:${group}`} ${path}`, { signal });
  }

  public async chmod(path: string, mode: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`chmod -- ${mode} ${path}`, { signal });
  }

  /**
   * One `stat` and one `sha256sum` for all paths: forks are what costs time. Both end records with NUL, because a name may
   * hold anything else.
   */
  private async readInfos(paths: readonly string[]): Promise<(FileInfo | null)[]> {
    const unique = [...new Set(paths)];
    const { stdout } = await this.connection.check(sh`
      set -- ${unique}
      stat --printf='%n\0%f\0%U\0%G\0%s\0' -- "$@" 2>/dev/null
      printf '\0'
      for path; do
        shift
        if [ -f "$path" ] && [ ! -L "$path" ]; then set -- "$@" "$path"; fi
      done
      if [ "$#" -gt 0 ]; then sha256sum -z -- "$@"; fi`);
    const fields = stdout.toString('utf8').split('\0');
    const found = new Map<string, FileInfo>();
    let position = 0;
    for (; fields[position] !== ''; position += 5) {
      const [path, mode, owner, group, size] = fields.slice(position, position + 5) as [
        string,
        string,
        string,
        string,
        string,
      ];
      found.set(path, { ...typeAndMode(mode), owner, group, size: Number(size), sha256: null });
    }
    for (const line of fields.slice(position + 1)) {
      // "HASH  NAME"
      const info = found.get(line.slice(66));
      if (info) found.set(line.slice(66), { ...info, sha256: line.slice(0, 64) });
    }
    const infos = new Map<string, FileInfo | null>(found);
    for (const path of unique) if (!infos.has(path)) infos.set(path, await this.absent(path));
    return paths.map((path) => infos.get(path) ?? null);
  }

  /** Nothing was found at the path: make certain that it is because nothing is there. */
  private async absent(path: string): Promise<null> {
    const { exitCode, stderr } = await this.connection.run(sh`LC_ALL=C stat -- ${path} >/dev/null`);
    if (exitCode === 0 || /: (No such file or directory|Not a directory)$/.test(stderr.trim())) return null;
    throw new Error(`${path} cannot be looked at: ${stderr.trim()}`);
  }
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
