import type { RunResult } from './run';

/** A command that has been started, in a kept shell or in one of its own. */
export interface Running {
  /** The process that everything the command starts descends from. */
  readonly pid: number;
  /** Rejects when the command was cut short: lost connection, ended shell, too much output. */
  readonly done: Promise<RunResult>;
  /** What it has written to stderr up to now. */
  readonly stderrSoFar: () => string;
  /** Gives up on the answer and on the shell. Ending the processes is another matter. */
  readonly abandon: (why: string) => void;
}
