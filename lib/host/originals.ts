import { createHash } from 'node:crypto';
import type { SshConnection } from '../ssh/connection';
import { SshError } from '../ssh/errors';
import { type ShellCommand, sh } from '../ssh/quote';
import type { RunResult } from '../ssh/run';
import { Batch } from './batch';

/** Where a host remembers how it was before: readable by root only, since an original may hold a secret. */
const DIRECTORY = '/var/lib/stackwright/originals';

/**
 * Remembers, on the host itself, what stood where something is about to be written, so that destroying it brings back
 * the original with owner, mode and times. That nothing stood there is remembered too: then what an interrupted run has
 * left is not taken for an original by the next one, whether or not Terraform's state knows of it.
 */
export class Originals {
  private readonly keeps: Batch<string, undefined>;

  constructor(private readonly connection: SshConnection) {
    this.keeps = new Batch((paths) => this.keepAll(paths), 200, 1);
  }

  /** Remembers what stands at the path, if anything, unless that is remembered already. */
  public async keep(path: string, signal?: AbortSignal): Promise<void> {
    await this.keeps.ask(path, signal);
  }

  /** One command for all of them; one that fails fails alone, with what was said of it. */
  private async keepAll(paths: readonly string[]): Promise<(Error | undefined)[]> {
    const { stdout } = await this.alone(
      sh`
      umask 077
      mkdir -p ${DIRECTORY}
      keep() {
        if [ -e "$2" ] || [ -L "$2" ] || [ -e "$2.absent" ]; then return; fi
        if [ -e "$1" ] || [ -L "$1" ]; then cp -a -T -- "$1" "$2.new" && mv -T -- "$2.new" "$2"; else : > "$2.absent"; fi
      }
      set -- ${paths.flatMap((path) => [path, memory(path).kept])}
      while [ "$#" -gt 0 ]; do
        if said=$(keep "$1" "$2" 2>&1); then printf '\0'; else printf '%s\0' "\${said:-it failed}"; fi
        shift 2
      done`,
      undefined,
    );
    const failures = stdout.toString('utf8').split('\0');
    return paths.map((path, index) =>
      failures[index]
        ? new OriginalNotKept(`${path} cannot be kept before it is overwritten: ${failures[index]}`)
        : undefined,
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

/** What stands at a path could not be copied away, so nothing was overwritten. */
export class OriginalNotKept extends SshError {}

function memory(path: string): { kept: string; absent: string } {
  const kept = `${DIRECTORY}/${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  return { kept, absent: `${kept}.absent` };
}
