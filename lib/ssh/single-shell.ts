import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { OutputTooLarge } from './command-errors';
import { newMark } from './command-text';
import { ShellEnded } from './errors';
import type { SshOptions } from './options';
import { Output } from './output';
import type { ShellCommand } from './quote';
import { openShell } from './remote-shell';
import type { RunResult } from './run';
import type { Running } from './running';
import type { Session } from './session';
import { signalNumber } from './signal-number';

/** A command in a shell of its own, whose stdout is read by whoever started it. */
export interface SingleShell {
  readonly pid: number;
  readonly channel: ClientChannel;
}

/**
 * Starts a command in a shell of its own. Its stdin is then the channel itself, raw and of any size. The command's text
 * goes ahead of it, so that no process list shows it; the mark at its end proves that it arrived whole.
 */
export async function openSingleShell(
  session: Session,
  options: SshOptions,
  command: ShellCommand,
  signal?: AbortSignal,
): Promise<SingleShell> {
  const mark = `#${newMark()}`;
  const text = Buffer.from(`${command.text}\n${mark}`);
  const script = `c=$(head -c ${text.length}); case $c in *"${mark}") eval "$c";; *) exit 255;; esac`;
  const shell = await openShell(session, options, script, signal);
  shell.channel.write(text);
  return shell;
}

/** Runs one command with a large or endless stdin and collects what it says. */
export async function startSingle(
  session: Session,
  options: SshOptions,
  command: ShellCommand,
  stdin: Buffer | Readable | undefined,
  limit: number,
  signal?: AbortSignal,
): Promise<Running> {
  const { channel, pid } = await openSingleShell(session, options, command, signal);
  const stdout = new Output(limit);
  const stderr = new Output(limit);
  const done = new Promise<RunResult>((resolve, reject) => {
    let exitCode: number | undefined;
    let reason = 'it was closed';
    const collect = (output: Output) => (chunk: Buffer) => {
      output.add(chunk);
      if (output.tooLarge) reject(new OutputTooLarge(session.address, command, limit));
    };
    channel.on('data', collect(stdout));
    channel.stderr.on('data', collect(stderr));
    channel.on('exit', (code: number | null, by?: string) => {
      exitCode = code ?? 128 + signalNumber(by);
      reason = `exit code ${exitCode}`;
    });
    channel.on('close', () => {
      const doing = `running ${command.summary}`;
      if (exitCode !== undefined) resolve({ stdout: stdout.bytes, stderr: stderr.bytes.toString(), exitCode });
      else if (session.lostBecause !== undefined) reject(session.lossWhile(doing));
      else reject(new ShellEnded(session.address, doing, reason));
    });
    channel.resume();
    channel.stderr.resume();
    send(channel, stdin).catch(reject);
  });
  const abandon = () => {
    channel.destroy();
  };
  return { pid, done, stderrSoFar: () => stderr.bytes.toString(), abandon };
}

/** Feeds a channel as fast as the host takes it, and stops when the command ends without wanting the rest. */
async function send(channel: ClientChannel, stdin: Buffer | Readable | undefined): Promise<void> {
  const closed = once(channel, 'close');
  let open = true;
  channel.once('close', () => {
    open = false;
    // The source may be waiting for something that nobody wants any more.
    if (stdin instanceof Readable) stdin.destroy();
  });
  if (Buffer.isBuffer(stdin)) channel.write(stdin);
  else if (stdin !== undefined) {
    for await (const chunk of stdin) {
      if (!open) break;
      if (!channel.write(chunk)) await Promise.race([once(channel, 'drain'), closed]);
    }
  }
  channel.end();
}
