import { type ClientHttp2Session, connect } from 'node:http2';
import { createConnection } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Certificate } from '../../../lib/plugin/certificate';
import type { Address } from '../../../lib/plugin/handshake';
import { type Method, methods, type Written } from '../../../lib/plugin/wire/generated/messages';

/** Why a call was not answered: gRPC's status and text. */
export class CallError extends Error {
  constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** What terraform does, as far as tests need it by hand: calls on one connection. */
export class Client {
  private constructor(private readonly session: ClientHttp2Session) {}

  /** With `own` (its certificate) and `server` (the server's, as PEM) over TLS, without both in plain text. */
  public static async connect(
    { network, address }: Address,
    server?: string,
    own?: Partial<Certificate>,
  ): Promise<Client> {
    const [host = '', port = ''] = address.split(':');
    const where = network === 'tcp' ? { host, port: Number(port) } : { path: address.replace(/^@/, '\0') };
    const tls = { ca: server, servername: 'localhost', ALPNProtocols: ['h2'], key: own?.privateKeyPem, cert: own?.pem };
    const socket = server === undefined ? createConnection(where) : connectTls({ ...where, ...tls });
    const session = connect('http://localhost', { createConnection: () => socket, maxSessionMemory: 4096 });
    await new Promise<void>((resolve, reject) => {
      session.once('remoteSettings', () => resolve()).once('error', reject);
      session.once('close', () => reject(new Error('The connection was closed.')));
    });
    session.on('error', () => undefined);
    return new Client(session);
  }

  public call<Q, S>(method: Method<Q, S>, request: Written<Q>): Promise<S> {
    return this.send(method.path, method.request.encode(request)).then((bytes) => method.response.decode(bytes));
  }

  /** Sends one message as it is, or (`prefixed` false) these bytes without the message's prefix. */
  public send(path: string, message: Uint8Array, prefixed = true): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const stream = this.session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      const chunks: Buffer[] = [];
      let status: Record<string, unknown> = {};
      stream.on('response', (headers) => Object.assign(status, headers));
      stream.on('trailers', (trailers) => {
        status = { ...status, ...trailers };
      });
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('close', () => {
        if (status['grpc-status'] === '0') resolve(Buffer.concat(chunks).subarray(5));
        else reject(new CallError(Number(status['grpc-status']), decodeURIComponent(String(status['grpc-message']))));
      });
      const prefix = Buffer.alloc(prefixed ? 5 : 0);
      if (prefixed) prefix.writeUInt32BE(message.length, 1);
      stream.write(prefix);
      stream.end(message);
    });
  }

  public close(): void {
    this.session.destroy();
  }
}

export { methods };
