/** How the host proves that it is the right one. With neither, every connection fails and shows the offered key. */
export interface HostKeyOptions {
  /**
   * Keys that the host may show: `SHA256:...`, the same with its type before it (`ssh-ed25519 SHA256:...`), or a whole
   * public key line (`ssh-ed25519 AAAA...`).
   */
  readonly fingerprints?: readonly string[];
  /** Text of a known_hosts file. */
  readonly knownHosts?: string;
  /** Path of a known_hosts file; `~/` is the home directory. */
  readonly knownHostsPath?: string;
}

/** Everything needed to reach one host. */
export interface SshOptions {
  /** Address or name. */
  readonly host: string;
  /** @default 22 */
  readonly port?: number;
  readonly user: string;
  /** Text of a private key. */
  readonly privateKey?: string;
  /** Path of a private key; `~/` is the home directory. */
  readonly privateKeyPath?: string;
  /** Of the private key. */
  readonly passphrase?: string;
  /** For password and keyboard-interactive login. */
  readonly password?: string;
  /**
   * Path of an agent's socket, or true for the one in SSH_AUTH_SOCK.
   * @default - true when there is no private key and no password
   */
  readonly agent?: boolean | string;
  readonly hostKeys: HostKeyOptions;
  /** The host to go through. It may have a jump of its own. */
  readonly jump?: SshOptions;
  /** Commands run as root through sudo; an object when sudo asks for a password. @default false */
  readonly sudo?: boolean | { readonly password?: string };
  /** For each try to connect, up to being logged in. @default 15 */
  readonly connectTimeoutSeconds?: number;
  /** How long a host that answers nobody yet is waited for at first. @default 0 - one try */
  readonly waitForHostSeconds?: number;
  /** How long a host that was connected before is waited for, for instance while it reboots. @default 180 */
  readonly reconnectSeconds?: number;
  /** While a command runs, the host is asked this often whether it is still there; three missed answers are a loss. @default 10 */
  readonly keepaliveSeconds?: number;
  /** Shells kept open for commands. sshd allows ten sessions in all unless told otherwise. @default 4 */
  readonly workers?: number;
}

/** `user@host:port`, as errors name a host. */
export function addressOf({ host, port = 22, user }: SshOptions): string {
  return `${user}@${host.includes(':') ? `[${host}]` : host}:${port}`;
}
