import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { Batch } from '../batch';
import type { Files } from '../files/files';
import { Found } from '../found';

/** Whose something is, and who may read it. */
export interface Ownership {
  readonly owner: string;
  readonly group: string;
  /** Four octal digits. */
  readonly mode: string;
}

/** A directory with keys: `0` is the next one, the highest number encrypts, all decrypt. Nothing of a key itself is ever looked at. */
export interface KeyRepository {
  readonly directory: Ownership;
  /** By number. */
  readonly keys: ReadonlyMap<number, Ownership>;
}

/** Keystone's key repositories on a host. */
export class KeyRepositories {
  /** How repositories were before they were first changed. */
  public readonly found: Found;
  /** For which value of `rotation` a repository was last rotated, or is about to be. */
  public readonly rotations: Found;
  private readonly lists: Batch<string, ReadonlyMap<number, Ownership>>;

  constructor(
    private readonly connection: SshConnection,
    private readonly files: Files,
  ) {
    this.found = new Found(connection, 'keystone-keys');
    this.rotations = new Found(connection, 'keystone-rotations');
    this.lists = new Batch((paths) => this.list(paths));
  }

  /** The repository; null when there is no such directory. @throws {NotADirectory} */
  public async info(path: string): Promise<KeyRepository | null> {
    const info = await this.files.info(path);
    if (!info) return null;
    if (info.type !== 'directory') throw new NotADirectory(path, info.type);
    const { owner, group, mode } = info;
    return { directory: { owner, group, mode }, keys: await this.lists.ask(path) };
  }

  /**
   * Makes what is missing of a new repository: the directory, the next key and the first one in use.
   *
   * `keystone-manage` would do the same in three seconds of processor time, and where its configuration file says; these are 32 random bytes
   * in URL-safe base64 each, as Fernet's specification has it, and are made on the host and never leave it.
   */
  public async setUp(path: string, directory: Ownership, key: Ownership, signal?: AbortSignal): Promise<void> {
    await this.connection.check(
      sh`set -e
      umask 077
      directory=${path}
      if [ ! -d "$directory" ]; then mkdir -- "$directory"; fi
      chown -- ${`${directory.owner}:${directory.group}`} "$directory"
      chmod -- ${directory.mode} "$directory"
      make() {
        if [ -e "$1" ]; then return; fi
        head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' > "$1.new"
        [ "$(wc -c < "$1.new")" -eq 44 ]
        chown -- ${`${key.owner}:${key.group}`} "$1.new"
        chmod -- ${key.mode} "$1.new"
        mv -T -- "$1.new" "$1"
      }
      # What a killed run has left is no key.
      rm -f -- "$directory"/[0-9]*.new
      make "$directory/0"
      set -- "$directory"/[1-9]*
      if [ ! -e "$1" ]; then make "$directory/1"; fi`,
      { signal },
    );
  }

  /** Gives the directory and all keys in it to somebody. */
  public async own(path: string, directory: Ownership, key: Ownership, signal?: AbortSignal): Promise<void> {
    await this.connection.check(
      sh`set -e
      directory=${path}
      chown -- ${`${directory.owner}:${directory.group}`} "$directory"
      chmod -- ${directory.mode} "$directory"
      find "$directory" -mindepth 1 -maxdepth 1 -type f -regex '.*/[0-9]+' -exec chown -- ${`${key.owner}:${key.group}`} {} + \
        -exec chmod -- ${key.mode} {} +`,
      { signal },
    );
  }

  /** Removes the keys, and the directory too if it is to go. Anything else in it stays, and then so does the directory. */
  public async remove(path: string, directoryToo: boolean, signal?: AbortSignal): Promise<void> {
    await this.connection.check(
      sh`directory=${path}
      if [ ! -d "$directory" ]; then exit 0; fi
      find "$directory" -mindepth 1 -maxdepth 1 -type f -regex '.*/[0-9]+\(\.new\|\.tmp\)?' -delete || exit
      if [ ${directoryToo ? 'yes' : 'no'} = yes ]; then rmdir --ignore-fail-on-non-empty -- "$directory"; fi`,
      { signal },
    );
  }

  private async list(paths: readonly string[]): Promise<ReadonlyMap<number, Ownership>[]> {
    const { stdout } = await this.connection.read(
      sh`find ${[...new Set(paths)]} -mindepth 1 -maxdepth 1 -type f -printf '%H\0%f\0%u\0%g\0%m\0'`,
    );
    return parseKeys(stdout.toString('utf8'), paths);
  }
}

/** A file, or something else, stands where a repository should be. */
export class NotADirectory extends Error {
  constructor(
    public readonly path: string,
    public readonly type: string,
  ) {
    super(`${path} is a ${type}, not a directory.`);
    this.name = 'NotADirectory';
  }
}

/** The keys in each directory. Names that are no numbers are no keys: Keystone passes them over as well. */
export function parseKeys(found: string, paths: readonly string[]): Map<number, Ownership>[] {
  const fields = found.split('\0');
  const byPath = new Map(paths.map((path) => [path, new Map<number, Ownership>()]));
  for (let position = 0; position + 5 <= fields.length; position += 5) {
    const [path = '', name = '', owner = '', group = '', mode = ''] = fields.slice(position, position + 5);
    if (/^\d+$/.test(name)) byPath.get(path)?.set(Number(name), { owner, group, mode: mode.padStart(4, '0') });
  }
  return paths.map((path) => byPath.get(path) ?? new Map());
}
