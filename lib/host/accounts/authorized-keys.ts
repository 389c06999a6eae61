import { createHash } from 'node:crypto';
import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import type { FileInfo, Files } from '../files/files';

/** The user that an authorized_keys file lets in. */
export interface KeyOwner {
  readonly name: string;
  readonly home: string;
}

/** The keys that let somebody log in as a user, in `~/.ssh/authorized_keys`. */
export class AuthorizedKeys {
  constructor(
    private readonly connection: SshConnection,
    private readonly files: Files,
  ) {}

  /**
   * The lines of the file; none where there is no file. Where sshd would not heed the file, since others may write it, a
   * first line says so.
   * @param expected spares reading the file when it holds just these lines
   */
  public async read(owner: KeyOwner, expected: readonly string[], signal?: AbortSignal): Promise<readonly string[]> {
    const [directory, file] = await Promise.all([
      this.files.info(directoryOf(owner)),
      this.files.info(keysPath(owner)),
    ]);
    if (!file) return [];
    // A link could lead anywhere, and what root reads there would stand in state.
    if (file.type !== 'file') return [`(authorized_keys is a ${file.type})`];
    const problem = notHeeded(owner, directory, '~/.ssh') ?? notHeeded(owner, file, 'authorized_keys');
    const lines = file.sha256 === hash(content(expected)) ? expected : await this.lines(owner, signal);
    return problem === undefined ? lines : [problem, ...lines];
  }

  /** Writes exactly these lines, in a file that is the user's alone. */
  public async write(owner: KeyOwner, lines: readonly string[], signal?: AbortSignal): Promise<void> {
    const directory = directoryOf(owner);
    const { name } = owner;
    // Root must not be led elsewhere by a link that the user made.
    await this.connection.check(
      sh`
      if [ -L ${directory} ]; then echo ${`${directory} is a symbolic link`} >&2; exit 1; fi
      mkdir -p -m 0700 -- ${directory}
      chown -- ${name}: ${directory} && chmod go-w -- ${directory}`,
      { signal },
    );
    const group = (await this.connection.read(sh`id -gn -- ${name}`, { signal })).stdout.toString('utf8').trim();
    await this.connection.upload(keysPath(owner), content(lines), { owner: name, group, mode: 0o600, signal });
  }

  /** Removes the directory of the file if it is empty. */
  public async tidy(owner: KeyOwner, signal?: AbortSignal): Promise<void> {
    const directory = directoryOf(owner);
    await this.connection.check(sh`if [ -d ${directory} ]; then rmdir --ignore-fail-on-non-empty -- ${directory}; fi`, {
      signal,
    });
  }

  private async lines(owner: KeyOwner, signal?: AbortSignal): Promise<string[]> {
    const text = (await this.files.content(keysPath(owner), signal)).toString('utf8');
    return text.split('\n').filter((line) => line.trim() !== '');
  }
}

export function keysPath(owner: KeyOwner): string {
  return `${directoryOf(owner)}/authorized_keys`;
}

function directoryOf({ home }: KeyOwner): string {
  return `${home === '/' ? '' : home}/.ssh`;
}

function content(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Why sshd would not heed it: it must be the user's own or root's, and writable by nobody else. */
function notHeeded({ name }: KeyOwner, info: FileInfo | null, what: string): string | undefined {
  if (!info) return undefined;
  const writable = (Number.parseInt(info.mode, 8) & 0o022) !== 0;
  const foreign = info.owner !== name && info.owner !== 'root';
  return writable || foreign ? `(${what} is not heeded: owner ${info.owner}, mode ${info.mode})` : undefined;
}
