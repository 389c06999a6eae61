import { decodeOctal, encodeOctal } from './escapes';

export const FSTAB = '/etc/fstab';

/** What a line of fstab says. */
export interface FstabEntry {
  /** The device: a path, `UUID=...` or `LABEL=...`. */
  readonly spec: string;
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
  /** When the file system is checked at boot: 0 never, 2 after the root file system. */
  readonly pass: number;
}

/** The names under which fstab may speak of one file system. */
export interface FileSystemNames {
  readonly devices: readonly string[];
  readonly uuids: readonly string[];
}

/** Whether an entry is about that file system. */
export function isAbout({ spec }: FstabEntry, { devices, uuids }: FileSystemNames): boolean {
  const [, uuid] = /^UUID="?([^"]*)"?$/i.exec(spec) ?? [];
  if (uuid !== undefined) return uuids.some((known) => known.toLowerCase() === uuid.toLowerCase());
  return devices.includes(spec) || uuids.some((known) => spec === `/dev/disk/by-uuid/${known}`);
}

/** The entries of fstab in their order. */
export function parseFstab(text: string): FstabEntry[] {
  return text.split('\n').flatMap((line) => parseLine(line) ?? []);
}

/** The line of an entry, without its end. */
export function fstabLine({ spec, target, type, options, pass }: FstabEntry): string {
  return [encodeOctal(spec), encodeOctal(target), type, options.join(',') || 'defaults', 0, pass].join(' ');
}

/** The lines about that file system as they stand there. */
export function linesAbout(text: string, names: FileSystemNames): string[] {
  return text.split('\n').filter((line) => lineIsAbout(line, names));
}

/**
 * Puts the lines in the place of those about that file system: where the first of them stands, at the end if there is none.
 * Everything else stays byte for byte.
 */
export function replaceLines(text: string, names: FileSystemNames, lines: readonly string[]): string {
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const all = ended.split('\n').slice(0, -1);
  const first = all.findIndex((line) => lineIsAbout(line, names));
  if (first < 0 && lines.length === 0) return text;
  const place = first < 0 ? all.length : first;
  const rest = (part: readonly string[]) => part.filter((line) => !lineIsAbout(line, names));
  return [...rest(all.slice(0, place)), ...lines, ...rest(all.slice(place))].map((line) => `${line}\n`).join('');
}

function lineIsAbout(line: string, names: FileSystemNames): boolean {
  const entry = parseLine(line);
  return entry !== undefined && isAbout(entry, names);
}

function parseLine(line: string): FstabEntry | undefined {
  const fields = line.trim().split(/[ \t]+/);
  const [spec = '', target = '', type = '', options = 'defaults', , pass = '0'] = fields;
  if (spec === '' || spec.startsWith('#') || type === '') return undefined;
  return {
    spec: decodeOctal(spec),
    target: decodeOctal(target),
    type,
    options: options.split(',').filter((option) => option !== ''),
    pass: Number(pass),
  };
}
