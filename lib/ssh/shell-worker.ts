import type { ClientChannel } from 'ssh2';
import { OutputTooLarge } from './command-errors';
import { framed, newMark } from './command-text';
import { ShellEnded } from './errors';
import type { SshOptions } from './options';
import { Output } from './output';
import type { ShellCommand } from './quote';
import { openShell } from './remote-shell';
import type { Running } from './running';
import type { Session } from './session';

/** What the running command has said so far. */
interface Current {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly settle: () => void;
}

const LAST_WORDS_MS = 500;

/** One shell on the host that is kept open and runs one command after another. */
export class ShellWorker {
  private current?: Current;
  private broken?: string;

  private constructor(
    private readonly session: Session,
    private readonly channel: ClientChannel,
    public readonly pid: number,
  ) {
    channel.on('data', (chunk: Buffer) => this.take('stdout', chunk));
    channel.stderr.on('data', (chunk: Buffer) => this.take('stderr', chunk));
    channel.on('exit', (code: number | null, by?: string) => {
      const how = code === null ? `signal ${by} killed it` : `it left with exit code ${code}`;
      this.broken ??= how;
      // What it said last may still be on its way; a process that it leaves behind can keep the channel open for ever.
      setTimeout(() => this.retire(how), LAST_WORDS_MS).unref();
    });
    channel.on('close', () => this.retire('its channel was closed'));
    channel.resume();
    channel.stderr.resume();
  }

  public static async open(session: Session, options: SshOptions, signal?: AbortSignal): Promise<ShellWorker> {
    const { channel, pid } = await openShell(session, options, 'exec /bin/sh', signal);
    return new ShellWorker(session, channel, pid);
  }

  /** Whether it can take a command. */
  public get alive(): boolean {
    return this.broken === undefined;
  }

  /** Sends a command. Only one may run at a time. */
  public start(command: ShellCommand, stdin: Buffer | undefined, limit: number): Running {
    const mark = newMark();
    const stdout = new Output(limit, mark);
    const stderr = new Output(limit, mark);
    const ended = new Promise<void>((resolve) => {
      this.current = { stdout, stderr, settle: resolve };
      if (this.alive) this.channel.write(framed(command, mark, stdin));
      else resolve();
    });
    const result = async () => {
      await ended;
      const tooLarge = stdout.tooLarge || stderr.tooLarge;
      if (tooLarge || !stdout.ended || !stderr.ended) throw this.interruption(command, tooLarge ? limit : undefined);
      this.current = undefined;
      return { stdout: stdout.bytes, stderr: stderr.bytes.toString(), exitCode: Number(stdout.line) };
    };
    return {
      pid: this.pid,
      done: result(),
      stderrSoFar: () => stderr.bytes.toString(),
      abandon: (why) => this.retire(why),
    };
  }

  /** Ends the shell. Processes that it started are not its business. */
  public retire(why: string): void {
    this.broken ??= why;
    this.channel.destroy();
    this.current?.settle();
  }

  private take(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    // Only a process that an earlier command left behind can speak now; its words would end up in the next answer.
    if (!this.current) {
      this.retire('a process left in the background wrote to its output');
      return;
    }
    const { stdout, stderr, settle } = this.current;
    const output = stream === 'stdout' ? stdout : stderr;
    if (!output.tooLarge) output.add(chunk);
    if ((stdout.ended && stderr.ended) || output.tooLarge) settle();
  }

  private interruption(command: ShellCommand, exceeded: number | undefined): Error {
    if (exceeded !== undefined) return new OutputTooLarge(this.session.address, command, exceeded);
    const doing = `running ${command.summary}`;
    if (this.session.lostBecause !== undefined) return this.session.lossWhile(doing);
    return new ShellEnded(this.session.address, doing, this.broken ?? 'it was closed');
  }
}
