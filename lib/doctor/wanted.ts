import { ringFiles } from '../host/swift/ring-files';
import { unitName } from '../host/units/drop-in';
import { isRecord, type Value } from '../plugin/value/value';
import { ringAttributes } from '../resources/object-store/ring-attributes';
import type { Stack } from '../stack/stack';

/** A unit that the stack keeps on a host. */
export interface WantedUnit {
  readonly name: string;
  readonly active: boolean;
  /** Files on a change of which it restarts. */
  readonly reads: readonly string[];
  /** Where it answers once it is ready; null when that is not at a port. */
  readonly port: number | null;
}

/** A file system that the stack keeps on a host. */
export interface WantedFileSystem {
  readonly device: string;
  readonly mountPoint: string;
  /** Null: whoever has it. */
  readonly owner: string | null;
  readonly group: string | null;
}

/** A ring that the stack keeps. */
export interface WantedRing {
  readonly directory: string;
  /** As in the names of its files. */
  readonly name: string;
  /** Names of the hosts that have copies. */
  readonly copies: readonly string[];
}

/** What the stack says of one host. */
export interface WantedHost {
  readonly units: readonly WantedUnit[];
  /** Values of configuration files, by path, section and key; secrets in them are references. */
  readonly settings: ReadonlyMap<string, Readonly<Record<string, Readonly<Record<string, string>>>>>;
  /** Paths of whole files. */
  readonly files: readonly string[];
  readonly fileSystems: readonly WantedFileSystem[];
  /** Swift's rings that are built on this host. */
  readonly rings: readonly WantedRing[];
}

/** Text that is known. */
export function text(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function wantedOf(stack: Stack, host: string): WantedHost {
  const on = (type: string) => stack.resources(type).filter(({ values }) => values.host === host);
  return {
    units: on('service').flatMap(({ values }) => {
      const name = text(values.name);
      const reads = isRecord(values.restart_on) ? Object.keys(values.restart_on).filter((key) => key[0] === '/') : [];
      return name === undefined
        ? []
        : [{ name: unitName(name), active: values.active !== false, reads, port: portOf(values.readiness) }];
    }),
    settings: new Map(
      on('config_file').flatMap(({ values }) => {
        const path = text(values.path);
        return path === undefined ? [] : [[path, settingsIn(values.settings ?? null)] as const];
      }),
    ),
    files: on('file').flatMap(({ values }) => text(values.path) ?? []),
    fileSystems: on('filesystem').flatMap(({ values }) => {
      const [device, mountPoint] = [text(values.device), text(values.mount_point)];
      if (device === undefined || mountPoint === undefined) return [];
      return [{ device, mountPoint, owner: text(values.owner) ?? null, group: text(values.group) ?? null }];
    }),
    rings: on('swift_ring').flatMap(({ values }) => {
      const type = text(values.type);
      if (type === undefined) return [];
      const directory = text(values.directory) ?? ringAttributes.directory.default ?? '';
      const index = typeof values.policy_index === 'number' ? values.policy_index : 0;
      const copies = Array.isArray(values.distribute_to) ? values.distribute_to : [];
      return [{ directory, name: ringFiles(directory, type, index).name, copies: copies.filter((host) => text(host)) }];
    }),
  };
}

/** The port that a readiness looks at. */
function portOf(readiness: Value | undefined): number | null {
  if (!isRecord(readiness)) return null;
  const [, port] = /:(\d+)(?:\/|$)/.exec(text(readiness.tcp) ?? text(readiness.http) ?? '') ?? [];
  return port === undefined ? null : Number(port);
}

function settingsIn(value: Value): Record<string, Record<string, string>> {
  if (!isRecord(value)) return {};
  const sections = Object.entries(value).map(([section, keys]) => {
    const known = isRecord(keys) ? Object.entries(keys).filter(([, inner]) => typeof inner === 'string') : [];
    return [section, Object.fromEntries(known) as Record<string, string>] as const;
  });
  return Object.fromEntries(sections);
}
