import type { Duplex, Readable } from 'node:stream';
import { CommandError } from './command-errors';
import { runCommand } from './commands';
import { dial, openSocket, type Transport } from './dial';
import { download } from './download';
import { ChannelRefused, ConnectionLost, HostUnreachable } from './errors';
import { Locks } from './locks';
import { addressOf, type SshOptions } from './options';
import type { ShellCommand } from './quote';
import { Reconnector } from './reconnector';
import type { RunOptions, RunResult } from './run';
import { Session } from './session';
import { type UploadOptions, upload } from './upload';
import { WorkerPool } from './worker-pool';

/** What a connection consists of while it lives. */
interface Live {
  readonly session: Session;
  readonly pool: WorkerPool;
}

/**
 * The one connection to a host. It is made when first needed, kept, and made again when it was lost; a command that was
 * running at that moment fails with ConnectionLost, since whether it was done is not known. It does not keep the process
 * alive while nothing is asked of it.
 */
export class SshConnection {
  /** `user@host:port`. */
  public readonly address: string;
  private readonly jump?: SshConnection;
  private readonly locks = new Locks();
  private readonly live: Reconnector<Live>;

  public constructor(public readonly options: SshOptions) {
    this.address = addressOf(options);
    this.jump = options.jump && new SshConnection(options.jump);
    this.live = new Reconnector<Live>(
      options,
      (signal) => this.dial(signal),
      ({ session }) => session.lostBecause,
    );
  }

  /** Connects now; any other method does so by itself. A failure is remembered for a while, unless `fresh`. */
  public async connect(options: { readonly signal?: AbortSignal; readonly fresh?: boolean } = {}): Promise<void> {
    await this.live.get(options.signal, options.fresh);
  }

  /** Runs a command and gives whatever came of it, an exit code other than 0 too. */
  public async run(command: ShellCommand, options: RunOptions = {}): Promise<RunResult> {
    for (let again = options.repeatable ?? false; ; again = false) {
      const { session, pool } = await this.live.get(options.signal);
      try {
        return await runCommand(session, pool, this.options, command, options);
      } catch (error) {
        if (!again || !(error instanceof ConnectionLost)) throw error;
      }
    }
  }

  /** Runs a command that must succeed. @throws {CommandError} for an exit code other than 0 */
  public async check(command: ShellCommand, options: RunOptions = {}): Promise<RunResult> {
    const result = await this.run(command, options);
    if (result.exitCode === 0) return result;
    throw new CommandError(this.address, command.summary, result.exitCode, result.stderr);
  }

  /**
   * Runs a command that must succeed and that only looks: when the connection is lost on the way, it is asked once more.
   * @throws {CommandError} for an exit code other than 0
   */
  public read(command: ShellCommand, options: RunOptions = {}): Promise<RunResult> {
    return this.check(command, { ...options, repeatable: true });
  }

  /** Writes a file in one step: it is there with all its content, mode and owner, or as it was before. */
  public upload(path: string, content: string | Buffer | Readable, options: UploadOptions = {}): Promise<void> {
    return upload(this, path, content, options);
  }

  /** Reads a file of any size. The stream fails when the file cannot be read to its end. */
  public async download(path: string, options: { readonly signal?: AbortSignal } = {}): Promise<Readable> {
    const { session, pool } = await this.live.get(options.signal);
    return download(session, pool, this.options, path, options.signal);
  }

  /** A stream to a port as the host sees it. Who asked for it closes it. */
  public async forward(host: string, port: number, options: { readonly signal?: AbortSignal } = {}): Promise<Duplex> {
    const { session } = await this.live.get(options.signal);
    const channel = await session.forward(host, port, options.signal);
    channel.once('close', session.hold());
    return channel;
  }

  /** Runs `work` while nobody else in this process holds that lock of the host. Turns are granted in order. */
  public withLock<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.locks.with(name, work, signal);
  }

  /** Drops the connection, for instance after telling the host to reboot. The next use makes a new one. */
  public drop(): void {
    this.live.current?.session.end();
  }

  /** Ends the connection for good, with whatever still runs on it. */
  public end(): void {
    this.live.end(new ConnectionLost(this.address, 'it was used', 'it was ended here'));
    this.drop();
    this.jump?.end();
  }

  private async dial(signal: AbortSignal): Promise<Live> {
    const session = new Session(this.options, await dial(this.options, (inner) => this.open(inner), signal), () =>
      this.hold(),
    );
    return { session, pool: new WorkerPool(session, this.options) };
  }

  private async open(signal: AbortSignal): Promise<Transport> {
    const { jump } = this;
    if (!jump) return openSocket(this.options, signal);
    const { session } = await jump.live.get(signal);
    try {
      return await session.forward(this.options.host, this.options.port ?? 22, signal);
    } catch (error) {
      if (!(error instanceof ChannelRefused || error instanceof ConnectionLost)) throw error;
      // To whoever waits for this host it is away, as it would be without another one in between.
      const detail = `${jump.address}, on the way to it, cannot connect to it. ${error.message}`;
      throw new HostUnreachable(this.address, 'refused', detail, { cause: error });
    }
  }

  /** Keeps the connection that this one goes through alive, while this one is used. */
  private hold(): () => void {
    return this.jump?.live.current?.session.hold() ?? (() => undefined);
  }
}
