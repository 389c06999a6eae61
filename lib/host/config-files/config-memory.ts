import { type AppendedSection, type IniDocument, type KeyName, type Original, originalsOf } from '../../ini/index';
import type { FileInfo } from '../files/files';

export type Ownership = Pick<FileInfo, 'owner' | 'group' | 'mode'>;

interface Note {
  readonly section: string;
  readonly key: string;
  readonly originals: readonly Original[];
}

/** What a host remembers of a configuration file before it was first changed. May hold secrets: root's eyes only. */
export class ConfigMemory {
  public static parse(note: string | undefined): ConfigMemory {
    const { keys = [], appended = [], created = false, ownership } = JSON.parse(note ?? '{}') as Partial<ConfigMemory>;
    return new ConfigMemory([...keys], [...appended], created, ownership);
  }

  private constructor(
    public readonly keys: Note[],
    public readonly appended: AppendedSection[],
    /** Whether the file was not there. */
    public created: boolean,
    public ownership: Ownership | undefined,
  ) {}

  /** Remembers how a key stands, unless that is remembered already. */
  public keep(document: IniDocument, name: KeyName): void {
    if (this.find(name) < 0) this.keys.push({ ...name, originals: originalsOf(document, name) });
  }

  /** How keys stood, those of them that are remembered. */
  public recall(names: readonly KeyName[]): { name: KeyName; originals: readonly Original[] }[] {
    return names.flatMap((name) => {
      const note = this.keys[this.find(name)];
      return note ? [{ name, originals: note.originals }] : [];
    });
  }

  /** Forgets keys, and sections that were taken out. */
  public forget(names: readonly KeyName[], sections: readonly AppendedSection[]): void {
    for (const name of names) {
      const index = this.find(name);
      if (index >= 0) this.keys.splice(index, 1);
    }
    for (const section of sections) this.appended.splice(this.appended.indexOf(section), 1);
  }

  private find({ section, key }: KeyName): number {
    return this.keys.findIndex((note) => note.section === section && note.key === key);
  }
}
