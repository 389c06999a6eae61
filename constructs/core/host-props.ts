import type { Host } from './host';
import type { Platform } from './platform';

export interface HostProps {
  /** Address or DNS name by which the host is reached from where Terraform runs. */
  readonly address: string;

  /**
   * What the provider, its messages and import IDs call the host.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Port of the SSH server, from 1 to 65535.
   *
   * @default 22
   */
  readonly port?: number;

  /**
   * Login name. Anyone but root needs `sudo`.
   *
   * @default 'root'
   */
  readonly user?: string;

  /**
   * Private key to log in with. A relative path starts where the program runs; `~/` is the home directory of who deploys.
   *
   * @default - the agent's keys, or `password`
   */
  readonly privateKeyPath?: string;

  /**
   * What the private key is encrypted with: the text of a `Secret` or a sensitive Terraform variable.
   *
   * @default - it is not encrypted
   */
  readonly passphrase?: string;

  /**
   * Password to log in with: the text of a `Secret` or a sensitive Terraform variable.
   *
   * @default - login by key
   */
  readonly password?: string;

  /**
   * Whether to ask the SSH agent for keys.
   *
   * @default - when there is neither `privateKeyPath` nor `password`
   */
  readonly agent?: boolean;

  /**
   * Host keys that are accepted: fingerprints (`SHA256:...`, as `ssh-keygen -lf` shows them) or whole public keys
   * (`ssh-ed25519 AAAA...`).
   *
   * Of these, Terraform's provisioners can check a whole ECDSA key only (`ssh-keyscan -t ecdsa ADDRESS` shows it): give it too
   * if you use `connection`.
   *
   * @default - `knownHostsPath` vouches for the host
   */
  readonly hostKeyFingerprints?: string[];

  /**
   * A known_hosts file that vouches for the host key, in the place of `hostKeyFingerprints`.
   *
   * @default '~/.ssh/known_hosts'
   */
  readonly knownHostsPath?: string;

  /**
   * A host to go through.
   *
   * @default - the host is reached directly
   */
  readonly jumpHost?: Host;

  /**
   * Whether to become root with sudo.
   *
   * @default false
   */
  readonly sudo?: boolean;

  /**
   * What sudo asks for: the text of a `Secret` or a sensitive Terraform variable. Implies `sudo`.
   *
   * @default - sudo asks for nothing
   */
  readonly sudoPassword?: string;

  /**
   * How long to wait at first for a host that answers nobody yet, such as one that was just made; in seconds, up to an hour.
   *
   * @default 0
   */
  readonly waitSeconds?: number;

  /**
   * Whether plans go on without the host when it does not answer, with what was last known of it and a warning.
   *
   * @default false - it is an error
   */
  readonly keepWhenUnreachable?: boolean;

  /**
   * The hostname that the host shall have.
   *
   * @default - it is left as it is
   */
  readonly hostname?: string;

  /**
   * What the host runs.
   *
   * @default Platform.DEBIAN_12
   */
  readonly platform?: Platform;
}
