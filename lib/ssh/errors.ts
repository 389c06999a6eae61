/** What every error of this layer is. Its message says what went wrong, with which value, and what to do. */
export abstract class SshError extends Error {
  public constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The options cannot work whatever the host does: a key file that is not there, no way to log in. */
export class SshOptionsInvalid extends SshError {}

/** Why nothing that speaks SSH answered. */
export type UnreachableReason = 'refused' | 'timed-out' | 'name-not-found' | 'no-route' | 'closed' | 'not-ssh';

/** No SSH server answered at the address. */
export class HostUnreachable extends SshError {
  public constructor(
    public readonly address: string,
    public readonly reason: UnreachableReason,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${address} cannot be reached: ${detail}`, options);
  }
}

/** The host was reached and its key is right, but it let nobody in. */
export class AuthenticationFailed extends SshError {
  public constructor(
    public readonly address: string,
    public readonly user: string,
    /** The ways to log in that were tried, in order. */
    public readonly tried: readonly string[],
    /** SSH names of the methods that the host accepts, if it said so. */
    public readonly accepted: readonly string[],
    note?: string,
  ) {
    super(
      [
        `${address} refused to let the user '${user}' in.`,
        `Tried: ${tried.join(', ') || 'nothing'}.`,
        ...(accepted.length > 0 ? [`The host accepts: ${accepted.join(', ')}.`] : []),
        ...(note ? [note] : []),
        `Check the user name, and that the key stands in ~${user}/.ssh/authorized_keys on the host or the password is right.`,
      ].join(' '),
    );
  }
}

/** A key that a host showed. */
export interface OfferedKey {
  /** For instance `ssh-ed25519`. */
  readonly type: string;
  /** `SHA256:` and base64, as ssh-keygen -l prints it. */
  readonly fingerprint: string;
}

const listKeys = (keys: readonly OfferedKey[]) => keys.map((key) => `${key.type} ${key.fingerprint}`).join(', ');

/** Nothing is known about the host's key, so it could be anyone's. */
export class HostKeyUnknown extends SshError {
  public constructor(
    public readonly address: string,
    public readonly offered: readonly OfferedKey[],
  ) {
    super(
      `The host key of ${address} is not known, so nothing was sent to it. It offered ${listKeys(offered)}. ` +
        'Compare that with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host itself; ' +
        'if it is the same, pin this fingerprint or add the host to known_hosts.',
    );
  }
}

/** The host shows another key than the one that is pinned or known. */
export class HostKeyChanged extends SshError {
  public constructor(
    public readonly address: string,
    public readonly offered: readonly OfferedKey[],
    /** What was expected, for people. */
    public readonly expected: readonly string[],
  ) {
    super(
      `The host key of ${address} is not the expected one, so nothing was sent to it. It offered ${listKeys(offered)}; ` +
        `expected ${expected.join(' or ')}. Either the host was installed anew or somebody stands in between. ` +
        'Find out which; if the host has a new key, replace the pinned fingerprint or the known_hosts line.',
    );
  }
}

/** known_hosts says that this key must not be trusted any more. */
export class HostKeyRevoked extends SshError {
  public constructor(
    public readonly address: string,
    public readonly offered: OfferedKey,
  ) {
    super(
      `The host key of ${address}, ${listKeys([offered])}, is marked @revoked in known_hosts, so nothing was sent to it. ` +
        'Give the host a new key.',
    );
  }
}

/** Why commands cannot run as another user. */
export type SudoReason =
  | 'password-required'
  | 'wrong-password'
  | 'tty-required'
  | 'not-allowed'
  | 'missing'
  | 'not-root';

const SUDO_FIX: Record<SudoReason, string> = {
  'password-required': 'Give the sudo password, or allow the user NOPASSWD in /etc/sudoers.d.',
  'wrong-password': 'Correct the sudo password.',
  'tty-required': "Add 'Defaults:USER !requiretty' for the user in /etc/sudoers.d.",
  'not-allowed': "Allow the user to run any command as root in /etc/sudoers.d ('USER ALL=(ALL) NOPASSWD: ALL').",
  missing: 'Install sudo on the host, or log in as root.',
  'not-root': 'Log in as root or turn sudo on.',
};

/** The user was let in but may not act as root, or as the user a command asks for. */
export class SudoNotAllowed extends SshError {
  public constructor(
    public readonly address: string,
    public readonly user: string,
    public readonly reason: SudoReason,
    said: string,
  ) {
    super(`The user '${user}' cannot act as root on ${address}: ${said.trim()}. ${SUDO_FIX[reason]}`);
  }
}

/** The host gives no further channel: MaxSessions of its sshd is reached, or shells are forbidden. */
export class ChannelRefused extends SshError {
  public constructor(address: string, what: string, said: string) {
    super(`${address} refused ${what}: ${said}`);
  }
}

/** The connection ended while something was going on; whether that was done is not known. */
export class ConnectionLost extends SshError {
  public constructor(
    public readonly address: string,
    doing: string,
    why: string,
  ) {
    super(`The connection to ${address} was lost while ${doing}: ${why}. It may or may not have been done.`);
  }
}

/** A shell on the host ended by itself or could not be started. */
export class ShellEnded extends SshError {
  public constructor(
    public readonly address: string,
    doing: string,
    how: string,
  ) {
    super(`The shell on ${address} ended while ${doing}: ${how}.`);
  }
}
