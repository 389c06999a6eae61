import type { Diagnostic } from '../../plugin/diagnostic';
import { isUnknown } from '../../plugin/value/unknown';
import { number, string } from '../../schema/attribute';
import { at } from '../../schema/diagnostics';
import type { Config, Inputs, State } from '../../schema/model';
import { integer, matches, oneOf } from '../../schema/validator';
import { ACCOUNT_NAME, octalMode, sameMode } from '../host/ownership';
import { absolutePath } from '../host/paths';
import { hostAttribute } from '../host-attribute';

/** Keystone keeps this many keys for credentials, whatever it is configured to. */
const CREDENTIAL_KEYS = 3;

const mode = (of: string, octal: string) =>
  string({
    description: `Permissions of ${of}, as an octal mode.`,
    default: octal,
    validate: [octalMode],
    same: sameMode,
  });

export const fernetKeysAttributes = {
  host: hostAttribute,
  kind: string({
    description:
      'What the keys are for: `fernet` for tokens, `credential` for the credentials that Keystone keeps for users.',
    default: 'fernet',
    replace: true,
    validate: [oneOf('fernet', 'credential')],
  }),
  path: string({
    description:
      'The directory with the keys: `key_repository` in `[fernet_tokens]` or `[credential]` of Keystone. When left out it is the one ' +
      'that Keystone uses when it is told nothing, `/etc/keystone/fernet-keys` or `/etc/keystone/credential-keys`.',
    optional: true,
    computed: true,
    replace: true,
    validate: [absolutePath],
  }),
  owner: string({
    description: 'Name of the user that Keystone runs as.',
    default: 'keystone',
    validate: [ACCOUNT_NAME],
  }),
  group: string({ description: "Name of that user's group.", default: 'keystone', validate: [ACCOUNT_NAME] }),
  directory_mode: mode('the directory', '0700'),
  key_mode: mode('each key', '0600'),
  max_active_keys: number({
    description:
      'How many keys a rotation keeps, the next one and the one in use among them. A token is good for as long as its key is there. Of ' +
      'kind `credential` it is always 3.',
    default: CREDENTIAL_KEYS,
    validate: [integer(2, 1000)],
  }),
  rotation: string({
    description:
      'Any change of this text rotates the keys once. New keys are not rotated for it. The keys of kind `credential` are rotated with ' +
      'the credentials encrypted anew before and after, for which Keystone needs its database.',
    optional: true,
    example: '"2026-11"',
  }),
  rotation_schedule: string({
    description:
      'When systemd rotates the keys by itself, as in `systemd.time(7)`. Only of kind `fernet`. What such a rotation changes is no ' +
      'difference in a plan.',
    optional: true,
    validate: [matches(/^[A-Za-z0-9 *:.,/~_+-]+$/, 'a calendar event such as "weekly" or "Mon *-*-* 03:00"')],
    example: '"weekly"',
  }),
};
type Attributes = typeof fernetKeysAttributes;
export type FernetKeysInputs = Inputs<Attributes> & { readonly path: string };
export type FernetKeysState = State<Attributes>;

/** Where Keystone looks for keys when it is told nothing. */
export function defaultPath(kind: string): string {
  return `/etc/keystone/${kind}-keys`;
}

/** What the kind of the keys rules out. */
export function kindProblems({
  kind,
  max_active_keys: most,
  rotation_schedule: schedule,
}: Config<Attributes>): Diagnostic[] {
  if (kind !== 'credential') return [];
  const problems: Diagnostic[] = [];
  const problem = (attribute: string, detail: string) =>
    problems.push({ severity: 'error', summary: 'Not for credentials', detail, path: at(attribute) });
  if (schedule !== null && !isUnknown(schedule)) {
    problem(
      'rotation_schedule',
      'Keys of kind "credential" are not rotated on a schedule: a rotation that fails to encrypt all credentials anew needs somebody who looks after it. ' +
        'Leave rotation_schedule out, and change rotation when they are to be rotated.',
    );
  }
  if (most !== null && !isUnknown(most) && most !== CREDENTIAL_KEYS) {
    problem(
      'max_active_keys',
      `max_active_keys is ${most}. Keystone always keeps ${CREDENTIAL_KEYS} keys of kind "credential": leave it out.`,
    );
  }
  return problems;
}
