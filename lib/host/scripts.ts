import { randomBytes } from 'node:crypto';
import type { SshConnection } from '../ssh/connection';
import { joinCommands, sh } from '../ssh/quote';
import type { RunResult } from '../ssh/run';

/** Shell text that somebody wrote for `/bin/sh` on a host. */
export interface Script {
  readonly text: string;
  /** Variables by name. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string | null;
  /** Null: root. */
  readonly runAs: string | null;
  /** Null: `/`. */
  readonly workingDirectory: string | null;
}

/** What a script may write to its output: more has no place in a state. */
const MOST_OUTPUT = 1024 * 1024;

/** Scripts on a host. */
export class Scripts {
  constructor(private readonly connection: SshConnection) {}

  /**
   * Runs a script and gives whatever came of it. Text, variables and input all go over standard input: no list of processes
   * shows any of them, and no error quotes them. A script of which only a part arrived does not run.
   */
  public run(
    script: Script,
    how: { readonly signal?: AbortSignal; readonly timeoutSeconds?: number },
  ): Promise<RunResult> {
    const { text, environment, stdin, runAs, workingDirectory } = script;
    const before = joinCommands([
      ...Object.entries(environment).map(([name, value]) => sh`export ${`${name}=${value}`}`),
      ...(workingDirectory === null ? [] : [sh`cd -- ${workingDirectory} || exit`]),
    ]);
    const mark = `#${randomBytes(16).toString('hex')}`;
    const all = Buffer.from(`${before.text}\n${text}\n${mark}`, 'utf8');
    const command = sh`script=$(head -c ${all.length})
case $script in *${mark}) ;; *) echo 'Only a part of the script arrived.' >&2; exit 255;; esac
eval "unset script; $script"`;
    return this.connection.run(command, {
      ...how,
      stdin: Buffer.concat([all, Buffer.from(stdin ?? '', 'utf8')]),
      maxOutputBytes: MOST_OUTPUT,
      ...(runAs !== null && { asUser: runAs }),
    });
  }
}
