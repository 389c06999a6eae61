import type { Readable } from 'node:stream';

/** How one command is to run. */
export interface RunOptions {
  /** What the command reads; nothing when left out. Any bytes. It is never shown, logged or put into an argument. */
  readonly stdin?: string | Buffer | Readable;
  /** From when the command starts, not from when it waits for a free shell. @default - no limit */
  readonly timeoutSeconds?: number;
  /** Ends the command and its processes on the host. */
  readonly signal?: AbortSignal;
  /** The user to run as; needs root or sudo. @default - root where sudo is on, otherwise the user that logged in */
  readonly asUser?: string;
  /**
   * Nothing but time is lost when the command runs twice, as with one that only reads: it runs again when the connection
   * was lost on the way. Not for a stream as stdin. @default false
   */
  readonly repeatable?: boolean;
  /** A command that writes more to stdout or stderr is ended. @default 64 MiB */
  readonly maxOutputBytes?: number;
}

/** What a command left behind. */
export interface RunResult {
  /** Byte for byte. */
  readonly stdout: Buffer;
  readonly stderr: string;
  /** 128 and the signal's number for a command that a signal ended, as shells have it. */
  readonly exitCode: number;
}
