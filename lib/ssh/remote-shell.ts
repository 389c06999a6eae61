import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { ENVIRONMENT } from './environment';
import { ShellEnded, SudoNotAllowed, type SudoReason } from './errors';
import type { SshOptions } from './options';
import type { Session } from './session';
import { sudoPrefix, sudoReason } from './sudo';

/** A shell that has started on the host, as root where sudo is asked for. */
export interface RemoteShell {
  /** Read up to the shell's greeting and paused; the shell says nothing more before it is told something. */
  readonly channel: ClientChannel;
  /** The process that everything the shell starts descends from. */
  readonly pid: number;
}

/**
 * Starts `/bin/sh` on a channel of its own. `script` is its fixed text: it holds no value and none of `'`, `!`, `\` and
 * newline, so that any login shell hands it on unchanged.
 * @throws {SudoNotAllowed | ShellEnded | ChannelRefused | ConnectionLost} or the signal's reason
 */
export async function openShell(
  session: Session,
  options: SshOptions,
  script: string,
  signal?: AbortSignal,
): Promise<RemoteShell> {
  const token = randomBytes(12).toString('hex');
  const prompt = `password-${token}`;
  const greeting = `${ENVIRONMENT}; cd /; echo ${token} $$; ${script}`;
  const channel = await session.exec(`${sudoPrefix(options, prompt)}/bin/sh -c '${greeting}'`, signal);
  const release = session.hold();
  try {
    const pid = await new Greeting(session, options, channel, token, prompt).read(signal);
    return { channel, pid };
  } catch (error) {
    channel.destroy();
    throw error;
  } finally {
    release();
  }
}

/** Reads the first line of a new shell, answering sudo's question for a password on the way. */
class Greeting {
  private output = '';
  private errors = '';
  private exit = 'it was closed';
  private passwordSent = false;

  public constructor(
    private readonly session: Session,
    private readonly options: SshOptions,
    private readonly channel: ClientChannel,
    private readonly token: string,
    private readonly prompt: string,
  ) {}

  /** Gives the shell's process id. */
  public read(signal?: AbortSignal): Promise<number> {
    const { channel } = this;
    return new Promise<number>((resolve, reject) => {
      const onOutput = (chunk: Buffer) => {
        this.output += chunk.toString('latin1');
        const pid = this.pid();
        if (pid !== undefined) finish(() => resolve(pid));
      };
      const onError = (chunk: Buffer) => {
        this.errors += chunk.toString();
        const wrong = this.answerPrompt();
        if (wrong) finish(() => reject(wrong));
      };
      const onExit = (code: number | null, by?: string) => {
        this.exit = code === null ? `signal ${by}` : `exit code ${code}`;
      };
      const onClose = () => finish(() => reject(this.refusal()));
      const abort = () => finish(() => reject(signal?.reason));
      const finish = (settle: () => void) => {
        signal?.removeEventListener('abort', abort);
        channel.off('data', onOutput).off('exit', onExit).off('close', onClose).pause();
        channel.stderr.off('data', onError).pause();
        settle();
      };
      channel.on('data', onOutput).on('exit', onExit).on('close', onClose);
      channel.stderr.on('data', onError);
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  private pid(): number | undefined {
    const [, pid] = new RegExp(`${this.token} (\\d+)\n`).exec(this.output) ?? [];
    return pid === undefined ? undefined : Number(pid);
  }

  /** sudo is answered only when it really asks: with NOPASSWD the password would go to the shell. */
  private answerPrompt(): SudoNotAllowed | undefined {
    const { sudo } = this.options;
    const asked = this.errors.split(this.prompt).length - 1;
    if (asked === 0 || typeof sudo !== 'object') return undefined;
    if (asked > 1) return this.sudoError('wrong-password', 'sudo did not accept the password');
    if (!this.passwordSent) this.channel.write(`${sudo.password}\n`);
    this.passwordSent = true;
    return undefined;
  }

  private refusal(): Error {
    const said = this.errors.replaceAll(this.prompt, '').trim();
    if (this.session.lostBecause !== undefined) return this.session.lossWhile('a shell was starting');
    const reason = sudoReason(said);
    if (reason) return this.sudoError(reason, said);
    const how = [this.exit, said, this.output.trim()].filter((part) => part !== '').join(': ');
    return new ShellEnded(this.session.address, 'starting', how);
  }

  private sudoError(reason: SudoReason, said: string): SudoNotAllowed {
    return new SudoNotAllowed(this.session.address, this.options.user, reason, said);
  }
}
