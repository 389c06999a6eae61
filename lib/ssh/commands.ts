import { Readable } from 'node:stream';
import { CommandTimeout } from './command-errors';
import { asUser } from './command-text';
import { endProcesses } from './end-processes';
import { ConnectionLost, SudoNotAllowed } from './errors';
import { addressOf, type SshOptions } from './options';
import type { ShellCommand } from './quote';
import type { RunOptions, RunResult } from './run';
import type { Running } from './running';
import type { Session } from './session';
import { startSingle } from './single-shell';
import { actsAsRoot } from './sudo';
import type { WorkerPool } from './worker-pool';

/** Larger stdin goes raw over a channel of its own; up to here base64 into a kept shell is faster. */
const STDIN_FOR_WORKER = 262_144;
const OUTPUT_LIMIT = 64 * 1024 * 1024;

/** Runs one command on a live session, in a kept shell where its stdin allows that. */
export async function runCommand(
  session: Session,
  pool: WorkerPool,
  options: SshOptions,
  command: ShellCommand,
  how: RunOptions,
): Promise<RunResult> {
  const stdin = typeof how.stdin === 'string' ? Buffer.from(how.stdin) : how.stdin;
  const actual = how.asUser === undefined ? command : switchUser(options, how.asUser, command);
  const limit = how.maxOutputBytes ?? OUTPUT_LIMIT;
  const release = session.hold();
  try {
    if (stdin instanceof Readable || (stdin !== undefined && stdin.length > STDIN_FOR_WORKER)) {
      const start = () => startSingle(session, options, actual, stdin, limit, how.signal);
      const single = await pool.single(start, how.signal);
      return await within(session, options, command, how, single.shell).finally(single.release);
    }
    const { worker, giveBack } = await pool.lease(how.signal);
    return await within(session, options, command, how, worker.start(actual, stdin, limit)).finally(giveBack);
  } finally {
    release();
  }
}

/** Waits for a command's end, and sees to its end when it is cut short. */
async function within(
  session: Session,
  options: SshOptions,
  command: ShellCommand,
  { timeoutSeconds, signal }: RunOptions,
  running: Running,
): Promise<RunResult> {
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  const cut = new Promise<never>((_, reject) => {
    abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    if (timeoutSeconds !== undefined) timer = setTimeout(() => reject(new TimeIsUp()), timeoutSeconds * 1000);
  });
  try {
    return await Promise.race([running.done, cut]);
  } catch (error) {
    const note = await putAnEnd(session, options, running);
    if (!(error instanceof TimeIsUp)) throw error;
    const seconds = timeoutSeconds ?? 0;
    throw new CommandTimeout(session.address, command.summary, seconds, running.stderrSoFar(), note);
  } finally {
    clearTimeout(timer);
    if (abort) signal?.removeEventListener('abort', abort);
  }
}

class TimeIsUp extends Error {}

/** Ends what a command started; when that fails, says so instead of hiding the first error behind a second. */
async function putAnEnd(session: Session, options: SshOptions, running: Running): Promise<string> {
  running.done.catch(() => undefined);
  try {
    if (session.lostBecause === undefined) await endProcesses(session, options, running.pid);
    return 'Its processes were ended.';
  } catch (error) {
    return `Its processes may still run: ${error instanceof ConnectionLost ? 'the connection is gone' : error}.`;
  } finally {
    running.abandon('its command was cut short');
  }
}

function switchUser(options: SshOptions, user: string, command: ShellCommand): ShellCommand {
  if (actsAsRoot(options)) return user === 'root' ? command : asUser(user, command);
  if (user === options.user) return command;
  throw new SudoNotAllowed(addressOf(options), options.user, 'not-root', `a command is to run as '${user}'`);
}
