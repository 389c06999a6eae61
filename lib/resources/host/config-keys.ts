import type { Wanted } from '../../host/config-files/config-files';
import type { KeyName } from '../../ini';

export type BySection<T> = Readonly<Record<string, T>>;
export type ByKey<T> = BySection<Readonly<Record<string, T>>>;

/** What a configuration file is asked to hold, or holds: keys by section. */
export interface ConfigValues {
  readonly settings: ByKey<string> | null;
  readonly repeated: ByKey<readonly string[]> | null;
  readonly flags: BySection<readonly string[]> | null;
  readonly absent: BySection<readonly string[]> | null;
}

export type ConfigKind = keyof ConfigValues;
export const CONFIG_KINDS = ['settings', 'repeated', 'flags', 'absent'] as const;

/** Which keys are ours. Kept beside the state, which loses sight of a key that somebody took out of the file. */
export type ManagedKeys = Readonly<Record<ConfigKind, BySection<readonly string[]>>>;

export function managedKeys({ settings, repeated, flags, absent }: ConfigValues): ManagedKeys {
  const keys = (map: ByKey<unknown> | null) => mapValues(map ?? {}, Object.keys);
  return { settings: keys(settings), repeated: keys(repeated), flags: flags ?? {}, absent: absent ?? {} };
}

/** Of several accounts of what is ours: all keys, once. */
export function keyNames(...managed: readonly ManagedKeys[]): KeyName[] {
  const names = new Map<string, KeyName>();
  for (const account of managed) {
    for (const kind of CONFIG_KINDS) {
      for (const [section, keys] of Object.entries(account[kind])) {
        for (const key of keys) names.set(JSON.stringify([section, key]), { section, key });
      }
    }
  }
  return [...names.values()];
}

/** Both accounts in one. */
export function allKeys(one: ManagedKeys, other: ManagedKeys): ManagedKeys {
  const union = (kind: ConfigKind) => {
    const sections = [...new Set([...Object.keys(one[kind]), ...Object.keys(other[kind])])];
    return Object.fromEntries(
      sections.map((name) => [name, [...new Set([...(one[kind][name] ?? []), ...(other[kind][name] ?? [])])]]),
    );
  };
  return { settings: union('settings'), repeated: union('repeated'), flags: union('flags'), absent: union('absent') };
}

/** How each key is to stand. White space around a value is not part of it, as all readers of such files have it. */
export function wantedKeys({ settings, repeated, flags, absent }: ConfigValues): Wanted[] {
  const wanted: Wanted[] = [];
  const add = (section: string, key: string, values: readonly (string | null)[], lastCounts = false) =>
    wanted.push({ name: { section, key }, values, lastCounts });
  for (const [section, keys] of Object.entries(settings ?? {})) {
    for (const [key, value] of Object.entries(keys)) add(section, key, [value.trim()], true);
  }
  for (const [section, keys] of Object.entries(repeated ?? {})) {
    for (const [key, values] of Object.entries(keys))
      add(
        section,
        key,
        values.map((value) => value.trim()),
      );
  }
  for (const [section, keys] of Object.entries(flags ?? {})) for (const key of keys) add(section, key, [null], true);
  for (const [section, keys] of Object.entries(absent ?? {})) for (const key of keys) add(section, key, []);
  return wanted;
}

/** The map with every value changed. */
export function mapValues<T, U>(map: BySection<T>, change: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value, name)]));
}
