import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { type AuthContext, type Connection, Server, type ServerChannel, type Session, utils } from 'ssh2';
import { Semaphore } from '../../../lib/semaphore';
import type { SshOptions } from '../../../lib/ssh';
import { fingerprintOf } from '../../../lib/ssh/host-keys';

/** A key pair in the forms that tests need. */
export interface KeyPair {
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA...` */
  readonly publicLine: string;
  readonly fingerprint: string;
}

export function newKeyPair(type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519', passphrase?: string): KeyPair {
  const lock = passphrase === undefined ? {} : { passphrase, cipher: 'aes256-ctr', rounds: 4 };
  const bits = type === 'rsa' ? 2048 : 256;
  const pair = utils.generateKeyPairSync(type as 'rsa', { bits, ...lock } as never);
  // One in some hundred keys that the library makes is malformed.
  if (utils.parseKey(pair.private, passphrase) instanceof Error) return newKeyPair(type, passphrase);
  const blob = Buffer.from(pair.public.split(' ')[1] ?? '', 'base64');
  return { privateKey: pair.private, publicLine: pair.public.trim(), fingerprint: fingerprintOf(blob) };
}

export interface LocalSshdOptions {
  readonly hostKeys?: readonly KeyPair[];
  readonly authorizedKey?: KeyPair;
  readonly password?: string;
  /** The same password, asked for as PAM does. */
  readonly keyboardPassword?: string;
  /** Sessions at a time, as sshd's MaxSessions. */
  readonly maxSessions?: number;
  readonly port?: number;
}

/**
 * A real SSH server in this process: it checks keys and passwords, runs every command in a real `/bin/sh` that leads a
 * session of its own, and forwards real connections, as sshd does.
 */
export class LocalSshd {
  public readonly hostKeys: readonly KeyPair[];
  public readonly authorizedKey: KeyPair;
  /** Command lines of all channels so far. */
  public readonly started: string[] = [];
  public logins = 0;
  /** Files that commands write may not grow over this many blocks of 512 bytes. */
  public fileSizeLimitBlocks?: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly connections = new Set<Connection>();
  private readonly children = new Set<ChildProcess>();

  private constructor(private readonly options: LocalSshdOptions) {
    this.hostKeys = options.hostKeys ?? [newKeyPair()];
    this.authorizedKey = options.authorizedKey ?? newKeyPair();
    const server = new Server({ hostKeys: this.hostKeys.map(({ privateKey }) => privateKey) });
    this.server = server;
    server.on('connection', (connection) => this.serve(connection));
    // The library's server wraps a net.Server that it does not show.
    (server as unknown as { _srv: Server })._srv.on('connection', (socket: unknown) => {
      this.sockets.add(socket as Socket);
      (socket as Socket).setNoDelay(true).once('close', () => this.sockets.delete(socket as Socket));
    });
  }

  public static async start(options: LocalSshdOptions = {}): Promise<LocalSshd> {
    const sshd = new LocalSshd(options);
    await new Promise<void>((resolve) => sshd.server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return sshd;
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Options with which a client gets in. */
  public login(more: Partial<SshOptions> = {}): SshOptions {
    return {
      host: '127.0.0.1',
      port: this.port,
      user: 'tester',
      privateKey: this.authorizedKey.privateKey,
      hostKeys: { fingerprints: this.hostKeys.map(({ fingerprint }) => fingerprint) },
      connectTimeoutSeconds: 5,
      ...more,
    };
  }

  /** Cuts all connections without a word, as a power failure does. Commands that ran go on or not, as they like. */
  public cutConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Goes silent without closing anything, as a host behind a pulled cable does. */
  public freezeConnections(): void {
    for (const socket of this.sockets) socket.pause().removeAllListeners('data');
  }

  /** Stops listening, cuts connections and ends what still runs. */
  public async stop(): Promise<void> {
    this.cutConnections();
    for (const child of this.children) if (child.pid !== undefined) killGroup(child.pid);
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private serve(connection: Connection): void {
    this.connections.add(connection);
    connection.on('error', () => connection.end());
    connection.on('close', () => this.connections.delete(connection));
    connection.on('authentication', (context) => this.authenticate(context));
    connection.on('ready', () => {
      this.logins++;
    });
    let sessions = 0;
    connection.on('session', (accept, reject) => {
      if (sessions >= (this.options.maxSessions ?? 10)) {
        reject();
        return;
      }
      sessions++;
      const session = accept();
      session.once('close', () => sessions--);
      this.runCommands(session);
    });
    connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
      const socket = connect(destPort, destIP);
      socket.once('connect', () => {
        const channel = accept();
        channel.pipe(socket).pipe(channel);
        channel.on('close', () => socket.destroy());
        socket.on('error', () => channel.close());
      });
      socket.once('error', () => reject());
    });
  }

  private authenticate(context: AuthContext): void {
    const { authorizedKey, options } = this;
    const methods: ('publickey' | 'password' | 'keyboard-interactive')[] = ['publickey'];
    if (options.password !== undefined) methods.push('password');
    if (options.keyboardPassword !== undefined) methods.push('keyboard-interactive');
    if (context.method === 'publickey') {
      const key = utils.parseKey(authorizedKey.publicLine);
      if (key instanceof Error) throw key;
      const known = key.getPublicSSH().equals(context.key.data);
      const proven =
        context.signature === undefined || key.verify(context.blob ?? '', context.signature, context.hashAlgo);
      if (known && proven === true) context.accept();
      else context.reject(methods);
    } else if (context.method === 'password' && context.password === options.password) {
      context.accept();
    } else if (context.method === 'keyboard-interactive' && options.keyboardPassword !== undefined) {
      context.prompt([{ prompt: 'Password: ', echo: false }], ([answer]) =>
        answer === options.keyboardPassword ? context.accept() : context.reject(methods),
      );
    } else context.reject(methods);
  }

  private runCommands(session: Session): void {
    session.on('exec', (accept, _reject, { command }) => {
      this.started.push(command);
      const channel = accept();
      this.runShell(command, channel);
    });
  }

  private runShell(command: string, channel: ServerChannel): void {
    const limit = this.fileSizeLimitBlocks === undefined ? '' : `trap '' XFSZ; ulimit -f ${this.fileSizeLimitBlocks}; `;
    const child = spawn('/bin/sh', ['-c', `${limit}${command}`], { detached: true, stdio: 'pipe' });
    this.children.add(child);
    channel.pipe(child.stdin);
    child.stdin.on('error', () => channel.resume());
    const exited = once(child, 'exit').then(([code, signal]) => {
      this.children.delete(child);
      channel.exit(code ?? signal.replace('SIG', ''));
    });
    const turns = new Semaphore(1);
    const finish = () => {
      channel.end();
      channel.close();
    };
    // It fails when the client has closed the channel before the command ended.
    const passed = [child.stdout, child.stderr].map((from, index) =>
      pass(from, index === 0 ? channel : channel.stderr, channel, turns),
    );
    Promise.all([...passed, exited]).then(finish, finish);
    channel.once('close', () => {
      for (const stream of child.stdio) stream?.destroy();
    });
  }
}

/**
 * One write at a time, and each forgotten when it is done: when two streams wait for the client's window together, or one
 * after the other, the library's server writes a wrong one of them again and closes the channel.
 */
async function pass(from: Readable, to: Writable, channel: ServerChannel, turns: Semaphore): Promise<void> {
  for await (const chunk of from) {
    const release = await turns.acquire();
    await new Promise<void>((resolve) => to.write(chunk, () => resolve()));
    Object.assign(channel, { _chunk: undefined, _chunkcb: undefined, _chunkErr: undefined, _chunkcbErr: undefined });
    release();
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
