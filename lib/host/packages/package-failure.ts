import { type Report, STILL_LOCKED } from '../detached';
import { REFRESHED } from './apt';

/**
 * Why packages could not be installed or removed:
 * - `not-found`: no list has them; `virtual`: other packages provide them;
 * - `outdated`: the lists name files that the archive has no more;
 * - `interrupted`: dpkg was cut short earlier; `busy`: another program holds its lock;
 * - `unreachable`: the archive does not answer; `disk-full`, `read-only`;
 * - `held`, `conflict`, `unmet`: what is installed stands in the way;
 * - `script`: a package's own script failed.
 */
export type PackageFailure =
  | 'not-found'
  | 'virtual'
  | 'outdated'
  | 'interrupted'
  | 'busy'
  | 'unreachable'
  | 'disk-full'
  | 'read-only'
  | 'held'
  | 'conflict'
  | 'unmet'
  | 'script'
  | 'other';

// The first that fits counts: a full disk, say, makes scripts fail too.
const SIGNS: readonly (readonly [PackageFailure, RegExp])[] = [
  ['interrupted', /dpkg was interrupted, you must manually run/],
  ['disk-full', /No space left on device|have enough free space in/],
  ['read-only', /Read-only file system/],
  ['busy', /Could not get lock|Unable to acquire the dpkg frontend lock|is locked by another process/],
  ['virtual', /is a virtual package provided by:/],
  ['outdated', /^E: Failed to fetch .*( 404 |Hash Sum mismatch|unexpected size)/m],
  ['unreachable', /^[EW]: (Failed to fetch|Some index files failed|Unable to fetch)|Could not resolve/m],
  ['not-found', /^E: (Unable to locate package|Package '.*' has no installation candidate|Couldn't find)/m],
  ['held', /Held packages were changed/],
  ['conflict', /Packages need to be removed but remove is disabled/],
  ['unmet', /unmet dependencies|Unable to correct problems/i],
  ['script', /Errors were encountered while processing/],
];

const SHOWN_LINES = 25;

/** A package transaction failed. */
export class PackagesFailed extends Error {
  /** Whether the package lists were fetched before it failed. */
  public readonly refreshed: boolean;
  /** The packages that no list has or that are only virtual. */
  public readonly missing: readonly string[];
  /** The packages that could not be set up. */
  public readonly broken: readonly string[];

  private constructor(
    public readonly reason: PackageFailure,
    /** The last lines that apt and dpkg said. */
    public readonly said: string,
    log: string,
  ) {
    super(`${reason}: ${said}`);
    this.name = 'PackagesFailed';
    this.refreshed = log.includes(REFRESHED);
    this.missing = firstGroups(log, /^E: (?:Unable to locate package |Package ')([^\s']+)/gm);
    const processed = /^Errors were encountered while processing:\n((?: .*\n?)+)/m.exec(log)?.[1] ?? '';
    this.broken = firstGroups(processed, /^ ([^\s:]+)/gm);
  }

  /** What a report that tells of a failure means. */
  public static from({ exitCode, log }: Report): PackagesFailed {
    const said = log
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('stackwright: '))
      .slice(-SHOWN_LINES)
      .join('\n');
    if (exitCode === STILL_LOCKED)
      return new PackagesFailed('busy', 'Another package transaction is still running.', log);
    const reason = SIGNS.find(([, sign]) => sign.test(log))?.[0] ?? 'other';
    return new PackagesFailed(reason, said, log);
  }
}

function firstGroups(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}
