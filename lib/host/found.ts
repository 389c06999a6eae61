import type { SshConnection } from '../ssh/connection';
import { sh } from '../ssh/quote';

const ROOT = '/var/lib/stackwright/found';

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
    const path = this.path(name);
    await this.connection.check(
      sh`
      if [ -e ${path} ]; then exit 0; fi
      umask 077
      mkdir -p ${this.directory}
      cat > ${`${path}.new`}
      mv -T -- ${`${path}.new`} ${path}`,
      { stdin: note, signal },
    );
  }

  /** What was remembered; undefined when nothing is. */
  public async recall(name: string, signal?: AbortSignal): Promise<string | undefined> {
    const path = this.path(name);
    const { stdout } = await this.connection.check(sh`if [ -e ${path} ]; then printf +; cat ${path}; fi`, { signal });
    return stdout.length === 0 ? undefined : stdout.toString('utf8', 1);
  }

  public async forget(name: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(
      sh`rm -f -- ${this.path(name)}
      if [ -d ${this.directory} ]; then rmdir -p --ignore-fail-on-non-empty ${this.directory}; fi`,
      { signal },
    );
  }

  private path(name: string): string {
    return `${this.directory}/${encodeURIComponent(name)}`;
  }
}
