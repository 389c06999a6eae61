import { createHash } from 'node:crypto';
import type { SshConnection } from '../ssh/connection';
import { type ShellCommand, sh } from '../ssh/quote';
import type { RunResult } from '../ssh/run';

/** Where a host remembers how it was before: readable by root only, since an original may hold a secret. */
const DIRECTORY = '/var/lib/stackwright/originals';

/**
 * Remembers, on the host itself, what stood where something is about to be written, so that destroying it brings back
 * the original with owner, mode and times. That nothing stood there is remembered too: then what an interrupted run has
 * left is not taken for an original by the next one, whether or not Terraform's state knows of it.
 */
export class Originals {
  constructor(private readonly connection: SshConnection) {}

  /** Remembers what stands at the path, if anything, unless that is remembered already. */
  public async keep(path: string, signal?: AbortSignal): Promise<void> {
    const { kept, absent, beside } = memory(path);
    await this.alone(
      sh`
      if [ -e ${kept} ] || [ -L ${kept} ] || [ -e ${absent} ]; then exit 0; fi
      umask 077
      mkdir -p ${DIRECTORY}
      if [ -e ${path} ] || [ -L ${path} ]; then
        cp -a -T -- ${path} ${beside} && mv -T -- ${beside} ${kept}
      else
        : > ${absent}
      fi`,
      signal,
    );
  }

  /**
   * Brings the original back; where there was none, removes what stands at the path.
   * @param unknown what to do with what stands there when nothing is remembered: `remove` what never had an original, such as
   * what was imported; `leave` what had one, since that may be what stands there, brought back by a run that was killed
   * @returns whether anything stands there of which nothing is known
   */
  public async restore(path: string, signal?: AbortSignal, unknown: 'remove' | 'leave' = 'remove'): Promise<boolean> {
    const { kept, absent } = memory(path);
    const returning = `${path}.stackwright-original`;
    const { stdout } = await this.alone(
      sh`
      if [ -e ${kept} ] || [ -L ${kept} ]; then
        cp -a -T -- ${kept} ${returning} && mv -T -- ${returning} ${path} || exit
      elif [ ! -e ${absent} ] && [ ${unknown} = leave ]; then
        if [ -e ${path} ] || [ -L ${path} ]; then echo left; fi
      else
        rm -f -- ${path} || exit
      fi
      rm -f -- ${kept} ${absent}
      if [ -d ${DIRECTORY} ]; then rmdir -p --ignore-fail-on-non-empty ${DIRECTORY}; fi`,
      signal,
    );
    return stdout.length > 0;
  }

  /** One at a time: the directory comes with the first original and goes with the last. */
  private alone(command: ShellCommand, signal: AbortSignal | undefined): Promise<RunResult> {
    return this.connection.withLock('originals', () => this.connection.check(command, { signal }), signal);
  }
}

function memory(path: string): { kept: string; absent: string; beside: string } {
  const kept = `${DIRECTORY}/${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  return { kept, absent: `${kept}.absent`, beside: `${kept}.new` };
}
