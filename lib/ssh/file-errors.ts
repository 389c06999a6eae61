import type { CommandError } from './command-errors';
import { SshError } from './errors';

/** Why a file could not be written or read. */
export type FileFailure =
  | 'disk-full'
  | 'read-only'
  | 'no-directory'
  | 'not-found'
  | 'is-directory'
  | 'permission'
  | 'no-such-owner'
  | 'busy'
  | 'incomplete'
  | 'other';

/** What the host's programs say (in the C locale) and what a person can do about it; the first that fits counts. */
const FAILURES: readonly (readonly [RegExp, FileFailure, string])[] = [
  [
    /No space left|quota exceeded|File too large/i,
    'disk-full',
    'The disk, quota or file size limit is reached: make room on the host.',
  ],
  [/Read-only file system/, 'read-only', 'The file system is mounted read-only.'],
  [/invalid (user|group|spec)/, 'no-such-owner', 'The owner or group does not exist on the host: create it first.'],
  [/Is a directory|overwrite directory/, 'is-directory', 'A directory stands there.'],
  [/Not a directory/, 'no-directory', 'Part of the path is not a directory.'],
  [/Permission denied|Operation not permitted/, 'permission', 'Log in as root or turn sudo on, or correct the path.'],
  [/Incomplete content/, 'incomplete', 'Its content did not arrive whole: try again.'],
  [/resource busy/, 'busy', 'It is a mount point and cannot be replaced.'],
];
const NO_DIRECTORY = 'Its directory does not exist, or is not a directory: create it first.';
const NOT_FOUND = 'There is no such file.';

/** A file on the host could not be written or read. What was there before is still there. */
export class RemoteFileError extends SshError {
  public constructor(
    public readonly address: string,
    public readonly path: string,
    public readonly reason: FileFailure,
    doing: 'written' | 'read',
    detail: string,
  ) {
    super(`The file ${path} on ${address} cannot be ${doing}: ${detail}`);
  }

  /** Tells from what a failed command said why it failed. */
  public static from(error: CommandError, path: string, doing: 'written' | 'read'): RemoteFileError {
    const said = error.stderr.trim();
    const found = FAILURES.find(([pattern]) => pattern.test(said));
    if (found) return new RemoteFileError(error.address, path, found[1], doing, `${found[2]} (${lastLine(said)})`);
    if (/nonexistent|No such file/.test(said)) {
      const [reason, detail] =
        doing === 'written' ? (['no-directory', NO_DIRECTORY] as const) : (['not-found', NOT_FOUND] as const);
      return new RemoteFileError(error.address, path, reason, doing, detail);
    }
    return new RemoteFileError(
      error.address,
      path,
      'other',
      doing,
      `${lastLine(said) || `exit code ${error.exitCode}`}.`,
    );
  }
}

const lastLine = (text: string) => text.slice(text.lastIndexOf('\n') + 1);
