import { createHash } from 'node:crypto';
import type { SshConnection } from '../ssh/connection';
import { sh } from '../ssh/quote';

/** Where a host remembers how it was before: readable by root only, since an original may hold a secret. */
const DIRECTORY = '/var/lib/stackwright/originals';

/**
 * Remembers, on the host itself, files that are about to be overwritten, so that destroying what overwrote them brings them
 * back with owner, mode and times, even if Terraform's state was lost in between.
 */
export class Originals {
  constructor(private readonly connection: SshConnection) {}

  /** Remembers what stands at the path, unless an original is remembered already. Does nothing where nothing stands. */
  public async keep(path: string, signal?: AbortSignal): Promise<void> {
    const kept = keptPath(path);
    await this.connection.check(
      sh`
      if [ -e ${kept} ] || { [ ! -e ${path} ] && [ ! -L ${path} ]; }; then exit 0; fi
      umask 077
      mkdir -p ${DIRECTORY}
      cp -a -- ${path} ${`${kept}.new`}
      mv -T -- ${`${kept}.new`} ${kept}`,
      { signal },
    );
  }

  /** Brings the original back; without one, removes what stands at the path. */
  public async restore(path: string, signal?: AbortSignal): Promise<void> {
    const kept = keptPath(path);
    await this.connection.check(
      sh`
      if [ -e ${kept} ] || [ -L ${kept} ]; then
        cp -a -T -- ${kept} ${`${path}.stackwright-original`}
        mv -T -- ${`${path}.stackwright-original`} ${path}
        rm -f -- ${kept}
        rmdir -p --ignore-fail-on-non-empty ${DIRECTORY}
      else
        rm -f -- ${path}
      fi`,
      { signal },
    );
  }
}

function keptPath(path: string): string {
  return `${DIRECTORY}/${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
}
