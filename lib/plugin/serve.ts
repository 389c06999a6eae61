import { writeSync } from 'node:fs';
import { HandshakeError, handshakeLine, type Invitation, readInvitation } from './handshake';
import { log } from './log';
import { watchParent } from './parent';
import { startServer } from './server';
import type { ProviderService } from './service';
import { keepStdoutClean, toStderr } from './stdio';

export interface ServeOptions {
  /** Takes secrets out of every log line and diagnostic. Default: nothing is taken out. */
  readonly redact?: (text: string) => string;
  /** Called before the process ends, to say goodbye to hosts; waited for at most half a second. */
  readonly close?: () => Promise<void>;
}

/** How long running calls have to give their partial answer, in milliseconds. Terraform kills two seconds after Shutdown. */
const GRACE = 1500;
/** Terraform dials right after the handshake, which it awaits for a minute; later nobody will come. In milliseconds. */
const NOBODY_CAME = 60_000;

/** The service, or what makes it. Given the latter, loading the provider's code overlaps with Terraform's connecting. */
export type ServiceSource = ProviderService | (() => ProviderService | Promise<ProviderService>);

/**
 * Makes this process a Terraform provider: tells Terraform where it listens and answers until Terraform has no more use
 * for it. The promise resolves when the provider listens; the process then ends by itself, whatever else it has open.
 *
 * It ends on Terraform's Shutdown call, on SIGTERM and SIGHUP, and when Terraform is gone, however that ended. It does
 * not end on SIGINT: a terminal sends Ctrl-C to both, and Terraform then asks running calls to stop by itself.
 */
export async function serve(source: ServiceSource, options: ServeOptions = {}): Promise<void> {
  const redact = options.redact ?? ((text: string) => text);
  log.redact = redact;
  const invitation = invited();
  keepStdoutClean(log);

  let connected = false;
  let ending = false;
  const service = once(source);
  const server = await startServer({
    service,
    redact,
    log,
    clientCertificate: invitation.clientCertificate,
    socketDirectory: invitation.socketDirectory,
    onConnected: () => {
      connected = true;
    },
    onDisconnected: () => parent.check(),
    onShutdown: async () => {
      // This call's own answer goes out first, because ending waits for calls.
      void end(0, 'Terraform has ended.');
    },
  }).catch((error: unknown) => cannotStart(error instanceof Error ? error.message : String(error), true));

  async function end(code: number, reason: string): Promise<void> {
    if (ending) return;
    ending = true;
    log.debug('The provider ends', { reason });
    server.abort(reason);
    await server.drain(GRACE);
    await within(500, options.close);
    process.exit(code);
  }

  const parent = watchParent(() => void end(1, 'Terraform is gone.'));
  setTimeout(() => {
    if (!connected) void end(1, 'Nobody connected.');
  }, NOBODY_CAME).unref();
  process.once('exit', () => server.close());
  process.on('SIGINT', () => log.debug('SIGINT ignored: Terraform decides what an interrupt means'));
  process.on('SIGTERM', () => void end(0, 'The provider was asked to terminate.'));
  process.on('SIGHUP', () => void end(0, 'The terminal was closed.'));
  // When Terraform is killed nobody reads the log any more. An unheard error event would end in `crash`, which writes again.
  process.stderr.on('error', () => undefined);
  const crash = (error: unknown) => {
    if (ending) return;
    // Terraform shows lines from `panic:` on to the user. What the running calls have done is answered first.
    toStderr(redact(`panic: ${error instanceof Error ? error.stack : String(error)}\n`));
    void end(1, 'The provider failed unexpectedly (see the log).');
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  writeSync(1, handshakeLine(server.address, server.certificate?.der, invitation));
  setImmediate(() => service().catch(() => undefined)); // the first call reports what went wrong
}

/** The invitation, or the end of the process with an explanation. */
function invited(): Invitation {
  try {
    return readInvitation(process.env);
  } catch (error) {
    if (!(error instanceof HandshakeError)) throw error;
    return cannotStart(error.message, error.toTerraform);
  }
}

/** Ends the process. Terraform shows a first line of standard output to the user if it is no handshake. */
function cannotStart(reason: string, toTerraform: boolean): never {
  writeSync(toTerraform ? 1 : 2, `${reason.replaceAll(/[|\n]/g, ' ')}\n`);
  process.exit(1);
}

export function once(source: ServiceSource): () => Promise<ProviderService> {
  let service: Promise<ProviderService> | undefined;
  return () => {
    service ??= Promise.resolve().then(() => (typeof source === 'function' ? source() : source));
    return service;
  };
}

async function within(milliseconds: number, action: (() => Promise<void>) | undefined): Promise<void> {
  if (!action) return;
  const timeout = new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  const closed = action().catch((error: unknown) => log.warn('Closing failed', { error }));
  await Promise.race([closed, timeout]);
}
