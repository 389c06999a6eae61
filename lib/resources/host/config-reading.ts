import type { IniDocument } from '../../ini';
import { type BySection, type ConfigValues, type ManagedKeys, mapValues } from './config-keys';
import { HIDDEN, looksSecret } from './config-secrets';

/**
 * What a document says of our keys: those that are missing are left out, sections stay. `known` is what was true before; it
 * gives the spelling of values that are the same.
 */
export function actualValues(document: IniDocument, managed: ManagedKeys, known: ConfigValues): ConfigValues {
  const values = (section: string, key: string) => document.values({ section, key });
  const select = (keys: readonly string[], section: string, holds: (found: (string | null)[]) => boolean) =>
    keys.filter((key) => holds(values(section, key)));

  const setting = (section: string, key: string) => {
    const value = values(section, key).at(-1);
    return value === undefined ? undefined : spelled(value, known.settings?.[section]?.[key]);
  };
  const several = (section: string, key: string) => {
    const before = known.repeated?.[section]?.[key];
    const found = values(section, key);
    if (found.length === 0 && before?.length !== 0) return undefined;
    return found.map((value, index) => spelled(value, before?.[index]));
  };
  return {
    settings: known.settings && collect(known.settings, managed.settings, setting),
    repeated: known.repeated && collect(known.repeated, managed.repeated, several),
    flags:
      known.flags &&
      mapValues({ ...known.flags, ...managed.flags }, (keys, section) =>
        select(keys, section, (found) => found.at(-1) === null),
      ),
    absent:
      known.absent &&
      mapValues({ ...known.absent, ...managed.absent }, (keys, section) =>
        select(keys, section, (found) => found.length === 0),
      ),
  };
}

/** Every key of a document, for an import. What looks like a secret is hidden. */
export function importedValues(document: IniDocument): ConfigValues {
  const settings = new Sections<string>();
  const repeated = new Sections<string[]>();
  const flags = new Sections<null>();
  for (const { section, key } of document.keys()) {
    const found = document.values({ section, key });
    const shown = found.map((value) => (looksSecret(key, value ?? '') ? HIDDEN : (value ?? '')));
    if (found.length > 1) repeated.add(section, key, shown);
    else if (found[0] === null) flags.add(section, key, null);
    else settings.add(section, key, shown[0] ?? '');
  }
  const keysAlone = flags.all();
  return {
    settings: settings.all(),
    repeated: repeated.all(),
    flags: keysAlone && mapValues(keysAlone, Object.keys),
    absent: null,
  };
}

/** Keys gathered by section. */
class Sections<T> {
  private readonly sections = new Map<string, [string, T][]>();

  public add(section: string, key: string, value: T): void {
    const keys = this.sections.get(section) ?? [];
    keys.push([key, value]);
    this.sections.set(section, keys);
  }

  /** Null when there are none. */
  public all(): Record<string, Record<string, T>> | null {
    if (this.sections.size === 0) return null;
    return Object.fromEntries([...this.sections].map(([name, keys]) => [name, Object.fromEntries(keys)]));
  }
}

function collect<T>(
  known: BySection<unknown>,
  managed: BySection<readonly string[]>,
  read: (section: string, key: string) => T | undefined,
): Record<string, Record<string, T>> {
  const none: readonly string[] = [];
  return mapValues({ ...mapValues(known, () => none), ...managed }, (keys, section) => {
    const found = keys.map((key) => [key, read(section, key)] as const);
    return Object.fromEntries(found.filter((pair): pair is [string, T] => pair[1] !== undefined));
  });
}

/** What is hidden stays so until the configuration says what belongs there. */
function spelled(value: string | null, known: string | undefined): string {
  const actual = value ?? '';
  return known !== undefined && (known === HIDDEN || known.trim() === actual) ? known : actual;
}
