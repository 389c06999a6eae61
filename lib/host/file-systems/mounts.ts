import { decodeOctal } from './escapes';

/** One line of what is mounted where. */
export interface Mount {
  /** Major and minor number of the device, as in `8:17`. */
  readonly number: string;
  /** The directory of the file system that is mounted; `/` unless it is a bind mount of a part. */
  readonly root: string;
  /** Where it is mounted. */
  readonly target: string;
  readonly type: string;
  /** The device, or whatever word stands for it. */
  readonly source: string;
  /** As the kernel words them: those of the mount, then those of the file system, none twice. */
  readonly options: readonly string[];
}

/** Reads the text of /proc/self/mountinfo: the mounts in the order in which they were made. */
export function parseMountinfo(text: string): Mount[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const fields = line.split(' ');
      const separator = fields.indexOf('-', 6);
      const field = (index: number) => decodeOctal(fields[index] ?? '');
      const options = `${fields[5]},${fields[separator + 3] ?? ''}`.split(',').filter((option) => option !== '');
      return {
        number: field(2),
        root: field(3),
        target: field(4),
        type: field(separator + 1),
        source: field(separator + 2),
        options: [...new Set(options)],
      };
    });
}

/**
 * The configured options as they are in fact, told by how the kernel's own words changed since the file system was
 * mounted with them: the kernel adds options of its own and does not show all that it was given.
 */
export function actualOptions(
  configured: readonly string[],
  mountedAs: readonly string[],
  now: readonly string[],
): string[] {
  const lost = mountedAs.filter((option) => !now.includes(option));
  const gained = now.filter((option) => !mountedAs.includes(option));
  return [...new Set([...configured.filter((option) => !lost.includes(option)), ...gained])];
}
