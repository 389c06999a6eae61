import { connect as connectSocket, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { Authentication } from './authentication';
import { HostKeyChanged, HostUnreachable, type SshError, type UnreachableReason } from './errors';
import { HostKeyVerifier } from './host-keys';
import { addressOf, type SshOptions } from './options';
import { ssh2 } from './ssh2';

/** Where the bytes go: a socket of our own, or a channel through another host. */
export type Transport = Socket | Duplex;

/** A client that is logged in. */
export interface Dialled {
  readonly client: Client;
  readonly transport: Transport;
}

/** Opens the way to a host, once per try. */
export type OpenTransport = (signal: AbortSignal) => Promise<Transport>;

/**
 * One try to connect and log in. Nothing is sent to a host whose key is not trusted.
 * @throws {HostUnreachable | AuthenticationFailed | HostKeyUnknown | HostKeyChanged | HostKeyRevoked | SshOptionsInvalid}
 * or the signal's reason
 */
export async function dial(options: SshOptions, open: OpenTransport, signal: AbortSignal): Promise<Dialled> {
  const verifier = await HostKeyVerifier.load(options);
  let changed: HostKeyChanged | undefined;
  for (const algorithms of verifier.tries) {
    const authentication = await Authentication.load(options);
    const transport = await open(signal);
    try {
      const client = await logIn({ options, transport, verifier, algorithms, authentication }, signal);
      return { client, transport };
    } catch (error) {
      transport.destroy();
      if (changed !== undefined && error instanceof HostUnreachable) break;
      if (!(error instanceof HostKeyChanged)) throw error;
      changed = error;
    }
  }
  throw changed;
}

interface Login {
  readonly options: SshOptions;
  readonly transport: Transport;
  readonly verifier: HostKeyVerifier;
  readonly algorithms: readonly string[];
  readonly authentication: Authentication;
}

function logIn({ options, transport, verifier, algorithms, authentication }: Login, signal: AbortSignal) {
  return new Promise<Client>((resolve, reject) => {
    const client = new (ssh2().Client)();
    let distrust: SshError | undefined;
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', abort);
      finish();
    };
    const fail = (error: unknown) => settle(() => reject(error));
    const abort = () => {
      client.destroy();
      fail(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    client.on('ready', () => settle(() => resolve(client)));
    client.on('close', () => fail(closed(options, authentication)));
    client.on('error', (error: Error & { level?: string }) => {
      if (isPassing(error)) return authentication.note(error.message);
      if (distrust) return fail(distrust);
      if (error.level === 'client-authentication' || /authentication failures/i.test(error.message)) {
        return fail(authentication.failure());
      }
      return fail(unreachable(options, error));
    });
    client.connect({
      sock: transport,
      username: options.user,
      readyTimeout: 0,
      algorithms: { serverHostKey: [...algorithms] as never },
      hostVerifier: (key: Buffer) => {
        distrust = verifier.verify(key);
        return distrust === undefined;
      },
      authHandler: authentication.handler,
    });
  });
}

/** ssh2 also reports what it goes on after: an agent that does not answer, a key that cannot sign. */
function isPassing({ level, message }: Error & { level?: string }): boolean {
  return level === 'agent' || (level === 'client-authentication' && message.startsWith('Error'));
}

function closed(options: SshOptions, authentication: Authentication): HostUnreachable {
  const detail = authentication.begun
    ? `the host closed the connection while '${options.user}' was logging in; its sshd log tells why`
    : 'something accepts connections there and closes them at once. sshd may be starting, or have reached MaxStartups';
  return new HostUnreachable(addressOf(options), 'closed', `${detail}.`);
}

/** Opens a TCP connection without Nagle's delay: commands are small packets that wait for their answer. */
export function openSocket(options: SshOptions, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host: options.host, port: options.port ?? 22, noDelay: true });
    const abort = () => {
      socket.destroy();
      reject(signal.reason);
    };
    const failed = (error: Error) => {
      signal.removeEventListener('abort', abort);
      reject(unreachable(options, error));
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', failed);
    socket.once('connect', () => {
      signal.removeEventListener('abort', abort);
      socket.removeListener('error', failed);
      resolve(socket);
    });
  });
}

const SYSTEM_ERRORS: Readonly<Record<string, readonly [UnreachableReason, string]>> = {
  ECONNREFUSED: ['refused', 'the connection was refused. Is sshd running, and is the port right?'],
  ETIMEDOUT: ['timed-out', 'it did not answer in time. Is the host up, and does a firewall let SSH through?'],
  ENOTFOUND: ['name-not-found', 'its name is not known. Check the spelling or give the address.'],
  EAI_AGAIN: ['name-not-found', 'its name could not be looked up: the name server did not answer.'],
  EHOSTUNREACH: ['no-route', 'there is no route to it. Is the host up and its address right?'],
  ENETUNREACH: ['no-route', 'there is no route to its network.'],
  ECONNRESET: ['closed', 'the connection was reset while being set up.'],
  EPIPE: ['closed', 'the connection was closed while being set up.'],
};

function unreachable(options: SshOptions, error: Error & { code?: string }): HostUnreachable {
  // Several addresses of one name fail as one AggregateError, whose message is empty.
  const first = error instanceof AggregateError ? (error.errors[0] as Error & { code?: string }) : error;
  const [reason, detail] = SYSTEM_ERRORS[first.code ?? ''] ?? [
    'not-ssh',
    `no SSH session came about: ${first.message}.`,
  ];
  return new HostUnreachable(addressOf(options), reason, detail, { cause: error });
}
