/** Which ring: the servers of accounts, of containers, or of objects look in it. */
export type RingType = 'account' | 'container' | 'object';

/** Where a ring's files are. Every host has them in the same directory. */
export interface RingFiles {
  /** `object-1`, as Swift calls it. */
  readonly name: string;
  readonly directory: string;
  /** What Swift's own tools work on. */
  readonly builder: string;
  /** What Swift's servers look in. */
  readonly ring: string;
  /** What is to become the builder and the ring, beside them, so that a rename is all that is left to do. */
  readonly stagedBuilder: string;
  readonly stagedRing: string;
  /** Where Swift's own tools keep backups, too. In Debian it is a link to `/var/backups/swift`. */
  readonly backups: string;
}

export function ringFiles(directory: string, type: string, policyIndex: number): RingFiles {
  const name = policyIndex === 0 ? type : `${type}-${policyIndex}`;
  return {
    name,
    directory,
    builder: `${directory}/${name}.builder`,
    ring: `${directory}/${name}.ring.gz`,
    stagedBuilder: `${directory}/.${name}.builder.stackwright`,
    stagedRing: `${directory}/.${name}.ring.gz.stackwright`,
    backups: `${directory}/backups`,
  };
}

/** Which ring a builder's path is of; undefined for any other path. */
export function ringAt(path: string): { directory: string; type: RingType; policyIndex: number } | undefined {
  const [, directory, type, index] = /^(\/.+)\/(account|container|object)(?:-([1-9]\d*))?\.builder$/.exec(path) ?? [];
  if (directory === undefined || (index !== undefined && type !== 'object')) return undefined;
  return { directory, type: type as RingType, policyIndex: Number(index ?? 0) };
}
