import { CommandError } from '../../ssh/command-errors';
import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { Found } from '../found';
import type { RingFiles } from './ring-files';
import { RING_PROGRAM } from './ring-program';
import { type RingForecast, type RingProblem, RingRefused, type RingReport, type WantedRing } from './ring-report';

/**
 * By what partitions are dealt out where several devices have the same claim. Always the same, so that a trial tells what
 * will be: `swift-ring-builder FILE rebalance --seed 1` comes to the same ring.
 */
export const RING_SEED = '1';

/** What a shell ends with that finds no such command. */
const NO_SUCH_COMMAND = 127;
/** How many builders are kept as they were before a change. */
const BACKUPS = 20;
/** A ring of 2^24 partitions with its replicas is smaller than this, packed. */
const LARGEST_RING = 512 * 1024 * 1024;

/** Whose the files of a ring are. */
export interface RingOwnership {
  readonly owner: string;
  readonly group: string;
  /** Octal. */
  readonly mode: string;
}

/** From what a change starts, and how far it may go. */
export interface RingStart {
  /** SHA-256 that the builder's file must have. Null: whatever is there is made what is wanted. */
  readonly from: string | null;
  /** Seconds since 1970 by which to judge which partitions may move. Null: now. */
  readonly now: number | null;
  /** Rebalance although nothing about the devices changes, if that makes it better. */
  readonly rebalance?: boolean;
  /** As if there were no builder yet. */
  readonly fresh?: boolean;
}

/** Rings and their builders on a host. Whatever moves partitions is done by Swift's own library there. */
export class Rings {
  /** Which builders were made, and what their last rebalance moved. */
  public readonly notes: Found;

  constructor(private readonly connection: SshConnection) {
    this.notes = new Found(connection, 'swift-rings');
  }

  /** Seconds since 1970 by the host's clock. */
  public async time(): Promise<number> {
    return Number((await this.connection.read(sh`date +%s`)).stdout.toString('utf8'));
  }

  /** What the builder holds. Takes seconds of processor time. @throws {RingRefused} */
  public inspect(files: RingFiles, signal?: AbortSignal): Promise<RingReport> {
    return this.ask<RingReport>(files, null, { from: null, now: null }, null, signal);
  }

  /** What a change would come to; it is tried on a copy, and nothing is written. @throws {RingRefused} */
  public foresee(files: RingFiles, wanted: WantedRing, start: RingStart, signal?: AbortSignal): Promise<RingForecast> {
    return this.ask<RingForecast>(files, wanted, start, null, signal);
  }

  /** The same, with the builder, if it changes, and the ring laid ready beside the files that they are to replace. @throws {RingRefused} */
  public stage(
    files: RingFiles,
    wanted: WantedRing,
    start: RingStart,
    ownership: RingOwnership,
    signal?: AbortSignal,
  ): Promise<RingForecast> {
    return this.ask<RingForecast>(files, wanted, start, ownership, signal);
  }

  /**
   * Puts what lies ready in its place, after a copy of builder and ring as they are has been put among the backups.
   * @throws {RingRefused} when the builder is another one by now
   */
  public async commit(files: RingFiles, forecast: RingForecast, signal?: AbortSignal): Promise<void> {
    const { found, changed } = forecast;
    const { name, builder, ring, stagedBuilder, stagedRing } = files;
    const { exitCode, stderr } = await this.connection.run(
      sh`set -e
      builder=${builder} ring=${ring} name=${name}
      hash=$(if [ -e "$builder" ]; then sha256sum < "$builder"; fi)
      if [ "\${hash%% *}" != ${found ?? ''} ]; then exit 9; fi
      # What a run that was killed goes on to lay ready is not what this one has made.
      is() { hash=$(sha256sum < "$1"); [ "\${hash%% *}" = "$2" ] || exit 9; }
      is ${stagedRing} ${forecast.ring}
      if [ ${changed ? 'yes' : 'no'} = yes ]; then
        is ${stagedBuilder} ${forecast.builder}
        if [ -e "$builder" ]; then
          backups=$(readlink -m -- ${files.backups})
          mkdir -p -- "$backups"
          stamp=$(date +%s)
          cp -p -- "$builder" "$backups/$stamp.before.$name.builder"
          if [ -e "$ring" ]; then cp -p -- "$ring" "$backups/$stamp.before.$name.ring.gz"; fi
          ls -1 -- "$backups" | grep -E "^[0-9]+\.before\.$name\.builder\$" | sort -n | head -n -${BACKUPS} |
            while read -r old; do rm -f -- "$backups/$old" "$backups/\${old%.builder}.ring.gz"; done
        fi
        mv -fT -- ${stagedBuilder} "$builder"
      fi
      mv -fT -- ${stagedRing} "$ring"`,
      { signal },
    );
    if (exitCode === 9) throw new RingRefused('changed', 'by somebody else just now');
    if (exitCode !== 0) throw new RingRefused('not-written', stderr.trim());
  }

  /** The bytes of a ring that lies ready, or of the one in use. */
  public async content(path: string, signal?: AbortSignal): Promise<Buffer> {
    return (await this.connection.read(sh`cat -- ${path}`, { signal, maxOutputBytes: LARGEST_RING })).stdout;
  }

  /** Lays a ring that another host has made ready beside the file that it is to replace. */
  public async stageCopy(
    { stagedRing }: RingFiles,
    content: Buffer,
    { owner, group, mode }: RingOwnership,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.connection.upload(stagedRing, content, { owner, group, mode: Number.parseInt(mode, 8), signal });
  }

  public async commitCopy({ ring, stagedRing }: RingFiles, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`mv -fT -- ${stagedRing} ${ring}`, { signal });
  }

  /** Gives the files that are there to somebody. */
  public async own(
    { builder, ring }: RingFiles,
    { owner, group, mode }: RingOwnership,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.connection.check(
      sh`for file in ${[builder, ring]}; do
        if [ -e "$file" ]; then chown -- ${`${owner}:${group}`} "$file" && chmod -- ${mode} "$file" || exit; fi
      done`,
      { signal },
    );
  }

  /** Removes what lies ready. */
  public async discard({ stagedBuilder, stagedRing }: RingFiles, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`rm -f -- ${[stagedBuilder, stagedRing]}`, { signal });
  }

  /** Removes the ring alone: a copy. */
  public async removeCopy({ ring, stagedRing }: RingFiles, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`rm -f -- ${[ring, stagedRing]}`, { signal });
  }

  /** Removes builder, ring and backups that were made of them here. */
  public async remove(files: RingFiles, signal?: AbortSignal): Promise<void> {
    const { name, builder, ring, stagedBuilder, stagedRing, backups } = files;
    await this.connection.check(
      // Where this is killed half-way, there is no ring without its builder.
      sh`rm -f -- ${[stagedRing, ring, stagedBuilder, builder]}
      backups=${backups} name=${name}
      if [ -d "$backups" ]; then
        find "$backups/" -maxdepth 1 -type f -regextype posix-extended -regex ".*/[0-9]+\.before\.$name\.(builder|ring\.gz)" -delete || exit
        if [ ! -L "$backups" ]; then rmdir --ignore-fail-on-non-empty -- "$backups"; fi
      fi`,
      { signal },
    );
  }

  /** The program and what it is asked go over standard input. */
  private async ask<T>(
    files: RingFiles,
    wanted: WantedRing | null,
    { from, now, rebalance = false, fresh = false }: RingStart,
    stage: RingOwnership | null,
    signal?: AbortSignal,
  ): Promise<T> {
    const paths = {
      builder: files.builder,
      ring_name: `${files.name}.ring.gz`,
      staged_builder: files.stagedBuilder,
      staged_ring: files.stagedRing,
    };
    const request = JSON.stringify({ paths, wanted, from, now, rebalance, fresh, stage, seed: RING_SEED });
    // With hashes that differ from run to run, sets would have another order and the ring with them.
    const { stdout } = await this.connection
      .check(
        sh`cd / && PYTHONHASHSEED=0 exec python3 -c ${'import json, sys; request = json.loads(sys.stdin.readline()); exec(sys.stdin.read())'}`,
        { stdin: `${request}\n${RING_PROGRAM}`, signal, repeatable: stage === null },
      )
      .catch((error: unknown) => {
        if (!(error instanceof CommandError) || error.exitCode !== NO_SUCH_COMMAND) throw error;
        throw new RingRefused('no-library', 'there is no python3');
      });
    const answer = JSON.parse(stdout.toString('utf8')) as T | { problem: RingProblem; detail: unknown };
    if (isProblem(answer)) throw new RingRefused(answer.problem, `${answer.detail}`);
    return answer;
  }
}

function isProblem<T>(
  answer: T | { problem: RingProblem; detail: unknown },
): answer is { problem: RingProblem; detail: unknown } {
  return typeof answer === 'object' && answer !== null && 'problem' in answer;
}
