import { dirname } from 'node:path';
import { CommandError } from '../../ssh/command-errors';
import type { SshConnection } from '../../ssh/connection';
import { RemoteFileError } from '../../ssh/file-errors';
import { type ShellCommand, sh } from '../../ssh/quote';
import { Found } from '../found';
import type { FileInfo, Files } from './files';

type Ownership = Pick<FileInfo, 'owner' | 'group' | 'mode'>;

/** How a directory was found: with this ownership, or not at all, so that it and some above it were made. */
type Memory = Ownership | { readonly made: number };

/** Why a directory cannot be made or removed. */
export class DirectoryRefused extends Error {
  constructor(
    public readonly reason: 'not-a-directory' | 'no-parent' | 'not-empty',
    message: string,
  ) {
    super(message);
  }
}

const SHOWN = 5;

/** Directories on a host. */
export class Directories {
  private readonly found: Found;

  constructor(
    private readonly connection: SshConnection,
    private readonly files: Files,
  ) {
    this.found = new Found(connection, 'directories');
  }

  /**
   * Makes the directory, or takes over the one that is there, after remembering how it was.
   * @throws {DirectoryRefused | RemoteFileError}
   */
  public async make(path: string, wanted: Ownership, createParents: boolean, signal?: AbortSignal): Promise<void> {
    const info = await this.files.info(path);
    if (info) {
      if (info.type !== 'directory') throw new DirectoryRefused('not-a-directory', `${path} is a ${info.type}`);
      const { owner, group, mode } = info;
      await this.remember(path, { owner, group, mode }, signal);
    } else {
      const missing = await this.missingLevels(path);
      if (missing > 1 && !createParents) throw new DirectoryRefused('no-parent', `${dirname(path)} does not exist`);
      await this.remember(path, { made: missing }, signal);
      await this.change(
        path,
        sh`umask 022; mkdir -p -- ${dirname(path)} && { [ -d ${path} ] || mkdir -m 0700 -- ${path}; }`,
        signal,
      );
    }
    await this.own(path, wanted, signal);
  }

  /** Removes a directory that was made, and those above it that were made for it; one that was there gets its ownership back. */
  public async release(path: string, force: boolean, signal?: AbortSignal): Promise<void> {
    const memory = await this.recall(path, signal);
    const info = await this.files.info(path);
    if (memory && info?.type === 'directory') {
      if ('made' in memory) await this.remove(path, memory.made, force, signal);
      else await this.own(path, memory, signal);
    }
    await this.found.forget(path, signal);
  }

  /** What would be lost if the directory was removed with all in it: the names of the first few entries. */
  public async losses(path: string, signal?: AbortSignal): Promise<string[]> {
    const memory = await this.recall(path, signal);
    return memory && 'made' in memory ? this.entries(path, signal) : [];
  }

  private async remove(path: string, levels: number, force: boolean, signal?: AbortSignal): Promise<void> {
    if (force) await this.change(path, sh`rm -rf --one-file-system -- ${path}`, signal);
    else {
      const entries = await this.entries(path, signal);
      if (entries.length > 0) throw new DirectoryRefused('not-empty', `${path} holds ${entries.join(', ')}`);
      await this.change(path, sh`rmdir -- ${path}`, signal);
    }
    const above: string[] = [];
    for (let parent = dirname(path); above.length < levels - 1; parent = dirname(parent)) above.push(parent);
    if (above.length > 0) {
      await this.change(path, sh`LC_ALL=C rmdir --ignore-fail-on-non-empty -- ${above}`, signal);
    }
  }

  private async entries(path: string, signal?: AbortSignal): Promise<string[]> {
    const { stdout } = await this.connection.read(
      sh`[ ! -d ${path} ] || find ${path} -mindepth 1 -maxdepth 1 -printf '%P\0' | head -z -n ${SHOWN + 1}`,
      { signal },
    );
    const names = stdout.toString('utf8').split('\0').slice(0, -1).sort();
    return names.length > SHOWN ? [...names.slice(0, SHOWN), 'and more'] : names;
  }

  /** Five digits, since with four `chmod` leaves a directory's set-id bits as they are. */
  private async own(path: string, { owner, group, mode }: Ownership, signal?: AbortSignal): Promise<void> {
    await this.change(
      path,
      sh`chown -- ${`${owner}:${group}`} ${path} && chmod -- ${mode.padStart(5, '0')} ${path}`,
      signal,
    );
  }

  /** How many directories are missing: the path itself and those above it. */
  private async missingLevels(path: string): Promise<number> {
    const levels: string[] = [];
    for (let level = path; level !== '/'; level = dirname(level)) levels.push(level);
    const infos = await Promise.all(levels.map((level) => this.files.info(level)));
    const there = infos.findIndex((info) => info !== null);
    return there < 0 ? levels.length : there;
  }

  private async remember(path: string, memory: Memory, signal?: AbortSignal): Promise<void> {
    await this.found.remember(path, JSON.stringify(memory), signal);
  }

  private async recall(path: string, signal?: AbortSignal): Promise<Memory | undefined> {
    const note = await this.found.recall(path, signal);
    return note === undefined ? undefined : (JSON.parse(note) as Memory);
  }

  private async change(path: string, command: ShellCommand, signal?: AbortSignal): Promise<void> {
    try {
      await this.connection.check(command, { signal });
    } catch (error) {
      throw error instanceof CommandError ? RemoteFileError.from(error, path, 'written') : error;
    }
  }
}
