import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type AppendedSection, checkedText, IniDocument, type KeyName, restoreOriginals } from '../../ini/index';
import type { SshConnection } from '../../ssh/connection';
import { Batch } from '../batch';
import type { FileInfo, Files } from '../files/files';
import { followLinks } from '../files/follow-links';
import { Found } from '../found';
import { ConfigMemory, type Ownership } from './config-memory';
import { readContents } from './contents';

/** How a key is to stand. */
export interface Wanted {
  readonly name: KeyName;
  /** Null: the key stands alone. None: the key is not there. */
  readonly values: readonly (string | null)[];
  /** Whether only the last value counts, so that a file which repeats the key is left alone if that one is right. */
  readonly lastCounts: boolean;
}

/** A change of a configuration file. */
export interface ConfigEdit {
  readonly wanted: readonly Wanted[];
  /** Keys that go back to how they were before they were first wanted. */
  readonly released: readonly KeyName[];
  /** Whether to make the file when there is none. */
  readonly create: boolean;
  /** What is left out stays as it is; of a new file it is root's, with mode 0600. */
  readonly ownership: Partial<Ownership>;
}

/** There is no file to change, and none was to be made. */
export class ConfigFileMissing extends Error {}

/** Something else than a regular file, or a text that cannot be written in the file's encoding. */
export class ConfigFileUnfit extends Error {}

/** Configuration files on a host, of which only some keys are ours. */
export class ConfigFiles {
  private readonly contents: Batch<string, Buffer>;
  private readonly found: Found;

  constructor(
    private readonly connection: SshConnection,
    private readonly files: Files,
  ) {
    this.found = new Found(connection, 'config-files');
    this.contents = new Batch((paths) => readContents(connection, paths));
  }

  /** The file at the path, or where its links lead; null when there is certainly none. */
  public async info(path: string): Promise<(FileInfo & { readonly path: string; readonly sha256: string }) | null> {
    const { path: real, info } = await followLinks(this.connection, this.files, path);
    if (!info) return null;
    const { sha256 } = info;
    if (sha256 === null) throw new ConfigFileUnfit(`${path} is not a regular file but a ${info.type}.`);
    return { ...info, sha256, path: real };
  }

  /** @throws {IniSyntaxError} */
  public async document(path: string): Promise<IniDocument> {
    return IniDocument.parse(decode(await this.contents.ask(path)).text);
  }

  /**
   * Changes some keys and nothing else, after remembering how they were.
   * @returns what the file is then, with the hash of what was written
   * @throws {ConfigFileMissing | ConfigFileUnfit | IniSyntaxError | IniEditUnsafe | RemoteFileError}
   */
  public edit(path: string, edit: ConfigEdit, signal?: AbortSignal): Promise<Ownership & { sha256: string }> {
    return this.locked(path, signal, async (real) => {
      const info = await this.info(real);
      if (!info && !edit.create) throw new ConfigFileMissing(`${path} does not exist.`);
      const { text: before, encoding } = decode(info ? await this.contents.ask(real) : Buffer.alloc(0));
      const document = IniDocument.parse(before);
      const memory = ConfigMemory.parse(await this.found.recall(real, signal));
      const remembered = JSON.stringify(memory);

      if (!info) memory.created = true;
      if (info && !memory.created && !hasOwnership(info, edit.ownership)) {
        memory.ownership ??= { owner: info.owner, group: info.group, mode: info.mode };
      }
      for (const { name } of edit.wanted) memory.keep(document, name);
      for (const { name, values, lastCounts } of edit.wanted) {
        const present = document.values(name);
        if (lastCounts && present.length > 0 && present.at(-1) === values[0]) continue;
        // What was taken out goes back to its own place.
        if (present.length === 0 && values.length > 0) restoreOriginals(document, memory.recall([name]));
        document.put(name, values);
      }
      const emptied = giveBack(document, memory, edit.released);
      memory.appended.push(...document.appended);
      if (JSON.stringify(memory) !== remembered) await this.found.replace(real, JSON.stringify(memory), signal);

      const after = encode(checkedText(document), encoding, path);
      if (!info || document.text !== before) await this.write(real, after, edit.ownership, signal);
      else await this.own(real, info, edit.ownership, signal);
      if (edit.released.length > 0) {
        memory.forget(edit.released, emptied);
        await this.found.replace(real, JSON.stringify(memory), signal);
      }
      const { owner, group, mode } = (await this.files.info(real)) ?? (await this.vanished(path));
      return { owner, group, mode, sha256: createHash('sha256').update(after).digest('hex') };
    });
  }

  /** Puts keys back to how they were; the last to do so for a file puts back its owner and mode, or removes it if it was made. */
  public release(path: string, released: readonly KeyName[], signal?: AbortSignal): Promise<void> {
    return this.locked(path, signal, async (real) => {
      const info = await this.info(real);
      const memory = ConfigMemory.parse(await this.found.recall(real, signal));
      const last = memory.keys.length === memory.recall(released).length;
      let emptied: AppendedSection[] = [];
      if (info) {
        const { text: before, encoding } = decode(await this.contents.ask(real));
        const document = IniDocument.parse(before);
        emptied = giveBack(document, memory, released);
        const ownership = last && memory.ownership ? memory.ownership : {};
        if (last && memory.created && document.isEmpty) await this.files.remove(real, signal);
        else if (document.text === before) await this.own(real, info, ownership, signal);
        else await this.write(real, encode(checkedText(document), encoding, path), ownership, signal);
      }
      memory.forget(released, emptied);
      if (last) await this.found.forget(real, signal);
      else await this.found.replace(real, JSON.stringify(memory), signal);
    });
  }

  private async locked<T>(
    path: string,
    signal: AbortSignal | undefined,
    work: (real: string) => Promise<T>,
  ): Promise<T> {
    const { path: real } = await followLinks(this.connection, this.files, path);
    return this.connection.withLock(real, () => work(real), signal);
  }

  private async write(path: string, content: Buffer, { owner, group, mode }: Partial<Ownership>, signal?: AbortSignal) {
    const bits = mode === undefined ? undefined : Number.parseInt(mode, 8);
    await this.connection.upload(path, content, { owner, group, mode: bits, signal });
  }

  private async own(path: string, info: Ownership, wanted: Partial<Ownership>, signal?: AbortSignal): Promise<void> {
    if (hasOwnership(info, wanted)) return;
    const { owner, group, mode } = { ...info, ...wanted };
    await this.files.chown(path, owner, group, signal);
    await this.files.chmod(path, mode, signal);
  }

  private async vanished(path: string): Promise<never> {
    throw new ConfigFileMissing(`${path} was removed while it was being changed.`);
  }
}

/** Gives the appended sections that are gone then. */
function giveBack(document: IniDocument, memory: ConfigMemory, released: readonly KeyName[]): AppendedSection[] {
  restoreOriginals(document, memory.recall(released));
  return [...memory.appended].reverse().filter((section) => document.removeAppended(section));
}

function hasOwnership(info: Ownership, { owner, group, mode }: Partial<Ownership>): boolean {
  const same = (one: string, other = one) => one === other;
  return same(info.owner, owner) && same(info.group, group) && same(info.mode, mode?.padStart(4, '0'));
}

type Encoding = 'utf8' | 'latin1';

/** A file that is not UTF-8 is taken byte by byte, so that whatever it holds is written back as it was. */
function decode(content: Buffer): { text: string; encoding: Encoding } {
  const encoding = isUtf8(content) ? 'utf8' : 'latin1';
  return { text: content.toString(encoding), encoding };
}

function encode(text: string, encoding: Encoding, path: string): Buffer {
  const content = Buffer.from(text, encoding);
  if (content.toString(encoding) === text) return content;
  throw new ConfigFileUnfit(
    `${path} is not UTF-8 text, so it can hold only Western European letters. Convert it with iconv, or use other values.`,
  );
}
