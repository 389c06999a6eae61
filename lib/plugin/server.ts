import { X509Certificate } from 'node:crypto';
import { createSecureServer, createServer, type Http2Server, type Http2Session, type ServerOptions } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { Calls } from './calls';
import { type Certificate, createCertificate } from './certificate';
import { unaryListener } from './grpc';
import type { Address } from './handshake';
import type { Logger } from './log';
import { type MethodsOptions, providerMethods } from './methods';
import { listen } from './socket';

export interface PluginServerOptions extends Pick<MethodsOptions, 'service' | 'redact' | 'onShutdown'> {
  readonly log: Logger;
  /** PEM text of the only client certificate to accept. Undefined: plain text, for debugging and tests. */
  readonly clientCertificate: string | undefined;
  readonly socketDirectory?: string | undefined;
  /** Called when the last connection has been closed. */
  readonly onDisconnected?: () => void;
  /** Called when somebody has connected. */
  readonly onConnected?: () => void;
}

export interface PluginServer {
  readonly address: Address;
  readonly certificate: Certificate | undefined;
  /** Tells every running call to end soon. `reason` is a sentence for the user. */
  abort(reason: string): void;
  /** Resolves when all calls have been answered and all connections closed, or after `milliseconds` at the latest. */
  drain(milliseconds: number): Promise<void>;
  /** Stops listening, closes all connections and removes the socket, at once. */
  close(): void;
}

/** HTTP/2 as Terraform needs it: large messages, many at a time, on one connection. */
const HTTP2: ServerOptions = {
  // In megabytes. Node's default of 10 refuses new calls while large messages are on their way.
  maxSessionMemory: 4096,
  // One megabyte may be under way before the sender waits for us; the default of 64 KiB slows large messages.
  settings: { initialWindowSize: 1 << 20 },
};

export async function startServer(options: PluginServerOptions): Promise<PluginServer> {
  const { clientCertificate, log } = options;
  const calls = new Calls();
  const certificate = clientCertificate === undefined ? undefined : createCertificate();
  const server = create(certificate);

  const sessions = new Set<Http2Session>();
  server.on('session', (session: Http2Session) => {
    session.on('error', (error) => log.debug('Connection failed', { error: error.message }));
    if (clientCertificate !== undefined && !presents(session.socket as TLSSocket, clientCertificate)) {
      log.warn('Connection refused: it did not present the certificate that Terraform announced');
      session.destroy();
      return;
    }
    sessions.add(session);
    options.onConnected?.();
    session.once('close', () => {
      sessions.delete(session);
      if (sessions.size === 0) options.onDisconnected?.();
    });
  });
  server.on('tlsClientError', (error: Error) => log.warn('Connection refused', { error: error.message }));
  const serve = unaryListener(providerMethods({ ...options, calls }), calls);
  server.on('stream', (stream, headers) => {
    if (stream.session && sessions.has(stream.session)) serve(stream, headers);
    else stream.destroy();
  });

  const endpoint = await listen(server, {
    authenticated: certificate !== undefined,
    directory: options.socketDirectory,
  });
  return {
    address: endpoint.address,
    certificate,
    abort: (reason) => calls.abort(reason),
    async drain(milliseconds) {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
      });
      // One after the other: Node before 20.10 drops the calls that are open when a connection is told to close.
      const drained = calls.idle().then(() => Promise.all([...sessions].map(closed)));
      await Promise.race([timeout, drained]);
      clearTimeout(timer);
    },
    close() {
      server.close();
      for (const session of sessions) session.destroy();
      endpoint.remove();
    },
  };
}

function closed(session: Http2Session): Promise<void> {
  return new Promise((resolve) => session.close(resolve));
}

function create(certificate: Certificate | undefined): Http2Server {
  if (certificate === undefined) return createServer(HTTP2);
  return createSecureServer({
    ...HTTP2,
    key: certificate.privateKeyPem,
    cert: certificate.pem,
    minVersion: 'TLSv1.2',
    // Every client has to present a certificate and prove that it holds its key. Whether it is the one certificate is
    // checked for each connection (see presents), not by a chain of trust: giving OpenSSL any authority makes Node 20
    // load all the root certificates it knows first, which is 20 ms of each start.
    requestCert: true,
    rejectUnauthorized: false,
    ca: [],
  });
}

/** Whether the other side has proved to be the owner of this certificate. */
function presents(socket: TLSSocket, certificatePem: string): boolean {
  const presented = socket.getPeerX509Certificate();
  return presented?.raw.equals(new X509Certificate(certificatePem).raw) ?? false;
}
