import type { SshConnection } from '../../ssh/connection';
import { Found } from '../found';

/** How a device was before its file system was first managed. */
export interface DeviceBefore {
  /** Its lines in fstab, as they stood there. */
  readonly fstab: readonly string[];
  /** Where it was mounted. */
  readonly mounted: readonly string[];
  /** Owner, group and mode of the root of the file system that was there already. */
  readonly root: { readonly owner: string; readonly group: string; readonly mode: string } | null;
}

/** Which file system was made on a device. */
export interface MadeFileSystem {
  readonly uuid: string;
  /** Further words that mkfs was given. */
  readonly options: readonly string[];
}

/** Remembers on the host, device by device, what is needed to go on after an interruption and to put things back. */
export class FileSystemMemory {
  private readonly before: Found;
  private readonly making: Found;
  private readonly made: Found;
  private readonly directories: Found;
  private readonly listed: Found;

  constructor(connection: SshConnection) {
    this.before = new Found(connection, 'devices');
    this.making = new Found(connection, 'file-systems-being-made');
    this.made = new Found(connection, 'file-systems');
    this.directories = new Found(connection, 'mount-points');
    this.listed = new Found(connection, 'fstab-uuids');
  }

  /** Remembers how the device was, unless that is remembered already. */
  public rememberBefore(device: string, before: DeviceBefore, signal?: AbortSignal): Promise<void> {
    return this.before.remember(device, JSON.stringify(before), signal);
  }

  public async recallBefore(device: string, signal?: AbortSignal): Promise<DeviceBefore | undefined> {
    return parse<DeviceBefore>(await this.before.recall(device, signal));
  }

  /** Runs `make`; until it has succeeded, the file system of that UUID counts as unfinished. */
  public async whileMaking(
    device: string,
    made: MadeFileSystem,
    make: () => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.making.replace(device, made.uuid, signal);
    await make();
    await this.made.replace(device, JSON.stringify(made), signal);
    await this.making.forget(device, signal);
  }

  /** What was made on the device, and the UUID of what was begun. */
  public async recallMade(
    device: string,
    signal?: AbortSignal,
  ): Promise<{ readonly begun: string | undefined; readonly made: MadeFileSystem | undefined }> {
    const begun = await this.making.recall(device, signal);
    return { begun, made: parse<MadeFileSystem>(await this.made.recall(device, signal)) };
  }

  /** Remembers directories that were made for its mount point, the deepest first. */
  public rememberDirectories(device: string, paths: readonly string[], signal?: AbortSignal): Promise<void> {
    return this.directories.replace(device, JSON.stringify(paths), signal);
  }

  public async recallDirectories(device: string, signal?: AbortSignal): Promise<readonly string[]> {
    return parse<readonly string[]>(await this.directories.recall(device, signal)) ?? [];
  }

  /** Remembers under which UUID the device stands in fstab, since it has another once it is made anew. */
  public rememberListed(device: string, uuid: string, signal?: AbortSignal): Promise<void> {
    return this.listed.replace(device, uuid, signal);
  }

  public recallListed(device: string, signal?: AbortSignal): Promise<string | undefined> {
    return this.listed.recall(device, signal);
  }

  public async forget(device: string, signal?: AbortSignal): Promise<void> {
    for (const notes of [this.before, this.making, this.made, this.directories, this.listed])
      await notes.forget(device, signal);
  }
}

function parse<T>(note: string | undefined): T | undefined {
  return note === undefined ? undefined : (JSON.parse(note) as T);
}
