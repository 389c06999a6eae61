import type { SudoReason } from './errors';
import type { SshOptions } from './options';

/** What comes before a program so that it runs as root; empty where no sudo is needed. */
export function sudoPrefix({ user, sudo }: SshOptions, prompt: string): string {
  if (!sudo || user === 'root') return '';
  const password = typeof sudo === 'object' ? sudo.password : undefined;
  return password === undefined ? 'env LC_ALL=C sudo -n -- ' : `env LC_ALL=C sudo -S -p ${prompt} -- `;
}

/** Whether commands run as root. */
export function actsAsRoot({ user, sudo }: SshOptions): boolean {
  return user === 'root' || Boolean(sudo);
}

/** sudo's own messages, in its C locale. */
const SUDO_SAYS: readonly (readonly [RegExp, SudoReason])[] = [
  [/must have a tty to run sudo/, 'tty-required'],
  [/incorrect password attempt|no password was provided/, 'wrong-password'],
  [/a password is required|a terminal is required/, 'password-required'],
  [/is not in the sudoers file|is not allowed to (execute|run sudo)|may not run sudo/, 'not-allowed'],
  [/sudo.*(not found|No such file)/, 'missing'],
];

/** Why sudo refused, from what it said; undefined when these are not sudo's words. */
export function sudoReason(said: string): SudoReason | undefined {
  return SUDO_SAYS.find(([pattern]) => pattern.test(said))?.[1];
}
