/**
 * What Terraform (HashiCorp's go-plugin) tells a provider in its environment when it starts it, and the one line with
 * which the provider answers on standard output.
 */

/** No secret: Terraform sets it so that a provider run by hand can say what it is instead of waiting for a client. */
export const MAGIC_COOKIE = {
  name: 'TF_PLUGIN_MAGIC_COOKIE',
  value: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
} as const;

/** The provider protocol's version that this provider speaks. Terraform 1.0 and later do. */
export const PROTOCOL_VERSION = 6;

export interface Invitation {
  /** PEM text of the only client certificate to accept. Undefined (debugging only): no TLS. */
  readonly clientCertificate: string | undefined;
  /** Where the client wants the socket to be, if it minds. */
  readonly socketDirectory: string | undefined;
  /** Whether the client wants to be told that connections are not multiplexed (clients that do not ask reject it). */
  readonly asksForMultiplexing: boolean;
}

/** The provider was not started by something that can talk to it. The message is for a person. */
export class HandshakeError extends Error {
  constructor(
    message: string,
    /** Whether Terraform is there to show the message (it shows a first line of standard output that is no handshake). */
    public readonly toTerraform: boolean,
  ) {
    super(message);
  }
}

/** Reads the invitation from the environment. Throws {@link HandshakeError} when there is none that can be accepted. */
export function readInvitation(env: NodeJS.ProcessEnv): Invitation {
  if (env[MAGIC_COOKIE.name] !== MAGIC_COOKIE.value) {
    throw new HandshakeError(
      'This is a Terraform provider: Terraform starts it by itself when a configuration uses it. ' +
        'There is nothing to run by hand.',
      false,
    );
  }
  const offered = env.PLUGIN_PROTOCOL_VERSIONS;
  if (offered && !offered.split(',').includes(String(PROTOCOL_VERSION))) {
    throw new HandshakeError(
      `This provider speaks plugin protocol ${PROTOCOL_VERSION}, this Terraform only ${offered}: use Terraform 1.5 or later.`,
      true,
    );
  }
  return {
    clientCertificate: env.PLUGIN_CLIENT_CERT || undefined,
    socketDirectory: env.PLUGIN_UNIX_SOCKET_DIR || undefined,
    asksForMultiplexing: Boolean(env.PLUGIN_MULTIPLEX_GRPC),
  };
}

export interface Address {
  readonly network: 'unix' | 'tcp';
  /** A socket's path (`@name` for a Linux socket without a path), or `127.0.0.1:PORT`. */
  readonly address: string;
}

/** The line that tells the client where to connect and which certificate to expect (DER; undefined without TLS). */
export function handshakeLine(listening: Address, certificate: Buffer | undefined, invitation: Invitation): string {
  if (/[|\n]/.test(listening.address)) {
    throw new Error(`The socket path ${JSON.stringify(listening.address)} cannot be told to Terraform: set TMPDIR.`);
  }
  // Go's decoder takes the standard alphabet without padding.
  const encoded = certificate?.toString('base64').replace(/=+$/, '') ?? '';
  const fields = ['1', PROTOCOL_VERSION, listening.network, listening.address, 'grpc', encoded];
  if (invitation.asksForMultiplexing) fields.push('false');
  return `${fields.join('|')}\n`;
}
