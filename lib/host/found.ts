import { createHash } from 'node:crypto';
import type { SshConnection } from '../ssh/connection';
import { type ShellCommand, sh } from '../ssh/quote';
import type { RunOptions } from '../ssh/run';

const ROOT = '/var/lib/stackwright/found';
const LONGEST = 200;

/**
 * Remembers, on the host itself, how things were found before they were first changed, so that destroying what changed them
 * puts them back even if Terraform's state was lost in between. One note a thing, in a directory for its kind.
 */
export class Found {
  private readonly directory: string;

  /** @param kind a word for what is remembered: `units`, say */
  constructor(
    private readonly connection: SshConnection,
    kind: string,
  ) {
    this.directory = `${ROOT}/${kind}`;
  }

  /** Remembers the note, unless one is remembered already. */
  public async remember(name: string, note: string, signal?: AbortSignal): Promise<void> {
    await this.alone(sh`if [ -e ${this.path(name)} ]; then exit 0; fi; ${this.write(name)}`, { stdin: note, signal });
  }

  /** Remembers the note in place of what is remembered already. */
  public async replace(name: string, note: string, signal?: AbortSignal): Promise<void> {
    await this.alone(this.write(name), { stdin: note, signal });
  }

  /** What was remembered; undefined when nothing is. */
  public async recall(name: string, signal?: AbortSignal): Promise<string | undefined> {
    const path = this.path(name);
    const { stdout } = await this.connection.read(sh`if [ -e ${path} ]; then printf +; cat ${path}; fi`, { signal });
    return stdout.length === 0 ? undefined : stdout.toString('utf8', 1);
  }

  public async forget(name: string, signal?: AbortSignal): Promise<void> {
    await this.alone(
      sh`rm -f -- ${this.path(name)}
      if [ -d ${this.directory} ]; then rmdir -p --ignore-fail-on-non-empty ${this.directory}; fi`,
      { signal },
    );
  }

  /** One at a time, with the originals of files: directories come with the first note and go with the last. */
  private alone(command: ShellCommand, options: RunOptions): Promise<unknown> {
    return this.connection.withLock('originals', () => this.connection.check(command, options), options.signal);
  }

  private write(name: string): ShellCommand {
    const path = this.path(name);
    return sh`set -e
      umask 077
      mkdir -p ${this.directory}
      cat > ${`${path}.new`}
      mv -T -- ${`${path}.new`} ${path}`;
  }

  /** A name that people can read, unless no file could have it. */
  private path(name: string): string {
    const readable = encodeURIComponent(name);
    const file = readable.length <= LONGEST ? readable : createHash('sha256').update(name).digest('hex');
    return `${this.directory}/${file}`;
  }
}
