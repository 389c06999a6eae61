import { joinCommands, type ShellCommand, sh } from '../../ssh/quote';

/** What Keystone's keys are for: tokens, or the credentials that it keeps for its users. */
export type KeyKind = 'fernet' | 'credential';

/** What a rotation has to know. */
export interface Rotation {
  readonly kind: KeyKind;
  readonly path: string;
  /** How many keys are kept. Keystone itself fixes it for credentials. */
  readonly maxActiveKeys: number;
  /** Of the new key. */
  readonly keyMode: string;
  /** The newest key that there was when this rotation was first begun: with a newer one it is done. Without it, keys are rotated in any case. */
  readonly since?: number;
}

/** Where Keystone's configuration stands, wherever it came from. */
const CONFIGURATION = '/etc/keystone/keystone.conf';

/**
 * Bash commands, for the owner of the keys, that rotate them once and succeed only if a new key is in use after it. With `since` they may
 * be repeated: a rotation too many would drop a key that tokens in use were made with.
 *
 * The settings go over those of Keystone's own file. Receipts have the same keys as tokens by default; said to be elsewhere they
 * would be rotated too. `keystone-manage` succeeds even where it has found no keys, so the keys are looked at.
 *
 * A key of credentials may go only when nothing is encrypted with it any more: so before a rotation all credentials are
 * encrypted with the key in use, and after it with the new one. Both want Keystone's database.
 */
export function rotationCommands({ kind, path, maxActiveKeys, keyMode, since }: Rotation): ShellCommand {
  const settings =
    kind === 'fernet'
      ? ['fernet_tokens', 'fernet_receipts'].flatMap((section) => [
          `[${section}]`,
          `key_repository = ${path}`,
          `max_active_keys = ${maxActiveKeys}`,
        ])
      : ['[credential]', `key_repository = ${path}`];
  const manage = (command: string) => sh`manage ${command}`;
  const rotate = (command: string) => sh`if due; then manage ${command}; fi`;
  return joinCommands([
    sh`directory=${path}
newest() { find "$directory" -maxdepth 1 -type f -regex '.*/[0-9]+' -printf '%f\n' | sort -n | tail -n 1; }
manage() { keystone-manage --config-file ${CONFIGURATION} --config-file <(printf '%s\n' '[DEFAULT]' 'use_stderr = true' ${settings}) "$1" || exit; }
before=${since === undefined ? sh`$(newest)` : since}
due() { local now; now=$(newest); [ "\${now:-0}" -le "\${before:-0}" ]; }`,
    ...(kind === 'fernet'
      ? [rotate('fernet_rotate')]
      : [manage('credential_migrate'), rotate('credential_rotate'), manage('credential_migrate')]),
    sh`after=$(newest)
if due; then echo "The key in use is still \${after:-missing}." >&2; exit 1; fi
chmod -- ${keyMode} "$directory/0" "$directory/$after"`,
  ]);
}
