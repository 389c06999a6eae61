import { PROTOCOL_VERSION } from './handshake';
import { log } from './log';
import { once, type ServiceSource } from './serve';
import { startServer } from './server';

/** One provider's entry in TF_REATTACH_PROVIDERS, a JSON object of these by source address. */
export interface Reattach {
  readonly Protocol: 'grpc';
  readonly ProtocolVersion: number;
  readonly Pid: number;
  /** Always true: Terraform takes other entries for protocol 5. */
  readonly Test: true;
  readonly Addr: { readonly Network: string; readonly String: string };
}

export interface ServeForReattachOptions {
  /** Takes secrets out of diagnostics and of this process's log. Default: nothing is taken out. */
  readonly redact?: (text: string) => string;
}

/**
 * Serves the provider from within this process, for tests and debugging: Terraform connects where
 * `TF_REATTACH_PROVIDERS={"SOURCE":<reattach as JSON>}` says instead of starting a process. Without TLS, on a socket in
 * a directory that only this user can enter. Several can be served at once; `close` ends one.
 */
export async function serveForReattach(
  source: ServiceSource,
  options: ServeForReattachOptions = {},
): Promise<{ reattach: Reattach; close(): Promise<void> }> {
  const redact = options.redact ?? ((text: string) => text);
  const redactBefore = log.redact; // another provider's in this process
  log.redact = (text) => redact(redactBefore(text));
  const server = await startServer({
    service: once(source),
    redact,
    log,
    clientCertificate: undefined,
    onShutdown: async () => undefined,
  });
  const remove = () => server.close();
  process.once('exit', remove); // for who forgets to close
  const { network, address } = server.address;
  return {
    reattach: {
      Protocol: 'grpc',
      ProtocolVersion: PROTOCOL_VERSION,
      Pid: process.pid,
      Test: true,
      Addr: { Network: network, String: address },
    },
    async close() {
      server.abort('The provider is being closed.');
      await server.drain(5000);
      process.removeListener('exit', remove);
      server.close();
    },
  };
}
