import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Dialled } from './dial';
import { ChannelRefused, ConnectionLost } from './errors';
import { addressOf, type SshOptions } from './options';

const MISSED_ANSWERS_ALLOWED = 3;

/** What is opened: the callback form in which ssh2 gives a channel. */
type Opening<T> = (done: (error: Error | undefined, channel: T) => void) => void;

/**
 * One live SSH connection. While somebody holds it, it keeps the process alive and asks the host whether it is still
 * there; otherwise it does neither.
 */
export class Session {
  public readonly address: string;
  private readonly client: Dialled['client'];
  private readonly transport: Dialled['transport'];
  private holders = 0;
  private letGoBelow?: () => void;
  private keepalive?: NodeJS.Timeout;
  private why?: string;

  public constructor(
    private readonly options: SshOptions,
    { client, transport }: Dialled,
    /** Holds the connection that this one goes through, if any. */
    private readonly holdBelow?: () => () => void,
  ) {
    this.address = addressOf(options);
    this.client = client;
    this.transport = transport;
    client.on('error', (error) => this.lost(error.message));
    client.on('close', () => this.lost('the host closed it'));
    this.idle();
  }

  /** Why the connection is gone; undefined while it lives. */
  public get lostBecause(): string | undefined {
    return this.why;
  }

  /** Keeps process and connection alive until the returned function is called. */
  public hold(): () => void {
    if (this.holders++ === 0) this.busy();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (--this.holders === 0) this.idle();
    };
  }

  /** Starts a program on the host. @throws {ChannelRefused | ConnectionLost} or the signal's reason */
  public exec(commandLine: string, signal?: AbortSignal): Promise<ClientChannel> {
    return this.open(
      'a session (see MaxSessions in its sshd_config)',
      (done) => this.client.exec(commandLine, done),
      signal,
    );
  }

  /** A stream to a port that the host can reach. @throws {ChannelRefused | ConnectionLost} or the signal's reason */
  public forward(host: string, port: number, signal?: AbortSignal): Promise<Duplex> {
    const what = `a channel to ${host}:${port}`;
    return this.open<ClientChannel>(what, (done) => this.client.forwardOut('127.0.0.1', 0, host, port, done), signal);
  }

  /** The error for something that the loss of the connection cut short. */
  public lossWhile(doing: string): ConnectionLost {
    return new ConnectionLost(this.address, doing, this.why ?? 'the channel broke off');
  }

  public end(): void {
    this.lost('it was ended here');
  }

  private lost(why: string): void {
    if (this.why !== undefined) return;
    this.why = why;
    this.idle();
    this.client.destroy();
    this.transport.destroy();
  }

  private open<T extends Duplex>(what: string, opening: Opening<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const release = this.hold();
      const abort = () => {
        release();
        reject(signal?.reason);
      };
      const done = (error: Error | undefined, channel: T) => {
        release();
        signal?.removeEventListener('abort', abort);
        if (error) return reject(this.refusal(what, error));
        if (signal?.aborted) return channel.destroy();
        resolve(channel);
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      try {
        opening(done);
      } catch (error) {
        // ssh2 throws instead of calling back when its socket is gone already.
        done(error as Error, undefined as never);
      }
    });
  }

  private refusal(what: string, error: Error & { reason?: unknown }): ChannelRefused | ConnectionLost {
    const gone = this.why !== undefined || /^(Not connected|No response from server)/.test(error.message);
    if (gone) return this.lossWhile(`opening ${what}`);
    const said = error.message.replace(/^\(SSH\) /, '').replace(/[: .]*$/, '.');
    return new ChannelRefused(this.address, what, said);
  }

  private busy(): void {
    if (this.transport instanceof Socket) this.transport.ref();
    this.letGoBelow = this.holdBelow?.();
    let missed = 0;
    this.keepalive = setInterval(
      () => {
        if (++missed > MISSED_ANSWERS_ALLOWED) return this.lost('the host stopped answering');
        // Any request that the server must answer will do; there is nothing to cancel, and its "no" is the sign of life.
        this.client.unforwardIn('localhost', 0, () => {
          missed = 0;
        });
      },
      (this.options.keepaliveSeconds ?? 10) * 1000,
    );
    this.keepalive.unref();
  }

  private idle(): void {
    if (this.transport instanceof Socket) this.transport.unref();
    this.letGoBelow?.();
    this.letGoBelow = undefined;
    clearInterval(this.keepalive);
  }
}
