import { type Mount, parseMountinfo } from '../host/file-systems/mounts';
import { isActive, parseUnits } from '../host/units/unit-status';
import { IniDocument, IniSyntaxError } from '../ini';
import { FILE, NEXT } from './host-script';

/** A unit as it is. */
export interface UnitFacts {
  /** Null: systemd knows no such unit. */
  readonly state: 'active' | 'failed' | 'inactive' | 'restarting' | 'starting' | null;
  readonly restarts: number;
  /** Its last lines, of the journal and of its log, unless it has run since it was first started. */
  readonly said: readonly string[];
}

/** Who listens at a port. */
export interface Listener {
  /** `*` and the like for all of the host's addresses. */
  readonly address: string;
  readonly port: number;
  readonly process: string;
  readonly pid: number;
  readonly unit: string | null;
}

/** A configuration file: what stands in it, or why that cannot be told. */
export type ConfigFacts = IniDocument | IniSyntaxError;

/** What was seen of a host at one moment. */
export interface HostFacts {
  readonly architecture: string;
  readonly units: ReadonlyMap<string, UnitFacts>;
  readonly listeners: readonly Listener[];
  /** By path; those that are missing are not in it. */
  readonly configs: ReadonlyMap<string, ConfigFacts>;
  /** Texts of the files with variables of OpenStack's client, by path. */
  readonly environments: ReadonlyMap<string, string>;
  /** `USER:GROUP` by path. */
  readonly owners: ReadonlyMap<string, string>;
  readonly mounts: readonly Mount[];
  /** The wanted devices that are there. */
  readonly devices: ReadonlySet<string>;
  /** SHA-256 by path. */
  readonly rings: ReadonlyMap<string, string>;
  /** Path of the emulator of the host's own architecture; null without. */
  readonly emulator: string | null;
  readonly kvm: boolean;
  /** Names of LVM's volume groups; null where LVM is not installed. */
  readonly volumeGroups: ReadonlySet<string> | null;
  readonly fullDisks: readonly FullDisk[];
}

/** A file system with hardly any room left. */
export interface FullDisk {
  readonly mountPoint: string;
  readonly availableMib: number;
}

/** Below this, databases stop and logs are lost. */
const LEAST_ROOM_MIB = 100;

/** Reads what the host has told. */
export function parseHostFacts(told: string): HostFacts {
  const [
    machine,
    units,
    said,
    sockets,
    processes,
    configs,
    environments,
    owners,
    mounts,
    devices,
    rings,
    qemu,
    kvm,
    groups,
    df,
  ] = told.split(NEXT) as [string, ...string[]];
  return {
    architecture: machine.trim(),
    units: unitsIn(units ?? '', filesIn(said ?? '')),
    listeners: listenersIn(sockets ?? '', processes ?? ''),
    configs: new Map([...filesIn(configs ?? '')].map(([path, content]) => [path, parsed(content)])),
    environments: filesIn(environments ?? ''),
    owners: new Map(
      [...(owners ?? '').matchAll(/^(\S+) \d+ (.*)$/gm)].map(([, owner = '', path = '']) => [path, owner]),
    ),
    mounts: parseMountinfo(mounts ?? ''),
    devices: new Set(lines(devices)),
    rings: new Map(
      [...(rings ?? '').matchAll(/^(\w{64}) [ *](.*)$/gm)].map(([, hash = '', path = '']) => [path, hash]),
    ),
    emulator: qemu?.trim() || null,
    kvm: kvm?.trim() === 'yes',
    volumeGroups: groups?.startsWith('+') ? new Set(lines(groups.slice(1)).map((line) => line.trim())) : null,
    fullDisks: fullDisksIn(df ?? ''),
  };
}

function lines(part: string | undefined): string[] {
  return (part ?? '').split('\n').filter((line) => line !== '');
}

function filesIn(part: string): Map<string, string> {
  const files = part.split(FILE).slice(1);
  return new Map(
    files.map((file) => {
      const end = file.indexOf('\n');
      return [file.slice(0, end), file.slice(end + 1)];
    }),
  );
}

function parsed(content: string): ConfigFacts {
  try {
    return IniDocument.parse(content);
  } catch (error) {
    if (error instanceof IniSyntaxError) return error;
    throw error;
  }
}

function unitsIn(text: string, said: ReadonlyMap<string, string>): Map<string, UnitFacts> {
  const units = parseUnits(text).flatMap((properties) => {
    const name = properties.get('Id');
    if (name === undefined) return [];
    const restarts = Number(properties.get('NRestarts') ?? 0);
    const facts = { state: stateOf(properties), restarts, said: lines(said.get(name)) };
    return [[name, facts] as const];
  });
  return new Map(units);
}

function stateOf(properties: ReadonlyMap<string, string>): UnitFacts['state'] {
  const active = properties.get('ActiveState');
  if (properties.get('LoadState') === 'not-found') return null;
  if (active === 'activating') return isActive(properties) ? 'starting' : 'restarting';
  if (isActive(properties)) return 'active';
  return active === 'failed' ? 'failed' : 'inactive';
}

/** `LISTEN 0 128 192.0.2.11:22 0.0.0.0:* users:(("sshd",pid=7,fd=3),...)`, a line for each socket. */
function listenersIn(sockets: string, processes: string): Listener[] {
  const units = new Map(
    [...processes.matchAll(/^ *(\d+) +(\S+) /gm)].map(([, pid, unit]) => [
      Number(pid),
      unit === '-' ? null : `${unit}`,
    ]),
  );
  return lines(sockets).flatMap((line) => {
    const [, address = '', port, process = '', pid] =
      /^LISTEN +\d+ +\d+ +(\S+):(\d+) +\S+ +users:\(\("([^"]*)",pid=(\d+)/.exec(line) ?? [];
    if (port === undefined) return [];
    const unit = units.get(Number(pid)) ?? null;
    return [{ address: address.replace(/%.*/, ''), port: Number(port), process, pid: Number(pid), unit }];
  });
}

function fullDisksIn(df: string): FullDisk[] {
  const seen = new Map<string, number>();
  for (const [, available, mountPoint = ''] of df.matchAll(/^\S+ +\d+ +\d+ +(\d+) +\d+% (.*)$/gm)) {
    seen.set(mountPoint, Math.floor(Number(available) / 1024));
  }
  return [...seen]
    .map(([mountPoint, availableMib]) => ({ mountPoint, availableMib }))
    .filter(({ availableMib }) => availableMib < LEAST_ROOM_MIB);
}
