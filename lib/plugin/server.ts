import {
  createSecureServer,
  createServer,
  type Http2Server,
  type SecureServerOptions,
  type ServerOptions,
} from 'node:http2';
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
  readonly calls: Calls;
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
  const server = create(certificate, clientCertificate);
  server.on('stream', unaryListener(providerMethods({ ...options, calls })));

  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => {
    sessions.add(session);
    options.onConnected?.();
    session.on('error', (error) => log.debug('Connection failed', { error: error.message }));
    session.once('close', () => {
      sessions.delete(session);
      if (sessions.size === 0) options.onDisconnected?.();
    });
  });
  server.on('tlsClientError', (error: Error) => log.warn('Connection refused', { error: error.message }));

  const endpoint = await listen(server, {
    authenticated: certificate !== undefined,
    directory: options.socketDirectory,
  });
  return {
    address: endpoint.address,
    certificate,
    calls,
    close() {
      server.close();
      for (const session of sessions) session.destroy();
      endpoint.remove();
    },
  };
}

function create(certificate: Certificate | undefined, clientCertificate: string | undefined): Http2Server {
  if (certificate === undefined || clientCertificate === undefined) return createServer(HTTP2);
  const options: SecureServerOptions = {
    ...HTTP2,
    key: certificate.privateKeyPem,
    cert: certificate.pem,
    // Terraform's one-time certificate signs itself, so as the only authority it admits its owner and nobody else.
    ca: clientCertificate,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  };
  return createSecureServer(options);
}
