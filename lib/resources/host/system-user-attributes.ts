import { bool, list, number, set, string } from '../../schema/attribute';
import type { Inputs, State } from '../../schema/model';
import { each, integer, matches, type Validator } from '../../schema/validator';
import { hostAttribute } from '../host-attribute';
import { absolutePath } from './paths';

const NAME = matches(
  /^(?=.{1,32}$)[A-Za-z_][A-Za-z0-9_-]*\$?$/,
  'a name of at most 32 letters, digits, "_" and "-" that begins with a letter or "_"',
);

const KEY = matches(
  /^(?=[^\n\r\0]*$).*(^|\s)(ssh|ecdsa|sk)-\S+\s+AAAA[A-Za-z0-9+/]+={0,3}(\s|$)/,
  'one public key an element, as it stands in a `.pub` file, with options before it if need be',
);

/** What can stand in a field of /etc/passwd. */
const FIELD: Validator<string> = {
  description: 'text without ":" and line breaks',
  problem: (value) =>
    /[:\p{Cc}]/u.test(value) ? 'Leave out ":", line breaks and other control characters.' : undefined,
};

export const systemUserAttributes = {
  host: hostAttribute,
  name: string({
    description: 'Login name.',
    required: true,
    replace: true,
    validate: [NAME],
    example: '"swift"',
  }),
  uid: number({
    description:
      'Number of the user. Left out: the next free one. A change does not touch files outside the home directory: they keep the old number.',
    optional: true,
    computed: true,
    stable: true,
    validate: [integer(1, 4294967293)],
  }),
  group: string({
    description: 'Primary group, made if it is missing. Left out: one of the same name as the user.',
    optional: true,
    computed: true,
    stable: true,
    validate: [NAME],
  }),
  groups: set('string', {
    description: 'All supplementary groups. They must exist; membership in any other is taken away.',
    default: [],
    validate: [each(NAME)],
    example: '["adm", "kvm"]',
  }),
  home: string({
    description:
      "Home directory. Left out: the host's choice, such as `/home/NAME`. A change moves what is in it, unless `create_home` is false.",
    optional: true,
    computed: true,
    stable: true,
    validate: [absolutePath, FIELD],
  }),
  shell: string({
    description: 'Login shell. Left out: `/bin/bash`, or `/usr/sbin/nologin` for a system user.',
    optional: true,
    computed: true,
    validate: [absolutePath, FIELD],
  }),
  comment: string({ description: 'Full name or purpose.', default: '', validate: [FIELD] }),
  system: bool({
    description: 'Whether it gets a number from the range for system users, when it is made without a `uid`.',
    default: false,
    replace: true,
  }),
  create_home: bool({ description: 'Whether there is a home directory.', default: true }),
  authorized_keys: list('string', {
    description:
      'Public keys that let somebody log in as this user: all lines of `~/.ssh/authorized_keys`. Left out: the file is left alone.',
    optional: true,
    validate: [each(KEY)],
    example: '["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPZ0WlQqLKXYDYtJAcSEHdkQgRQ6YmGwU8eaqvJpJ2l operator"]',
  }),
  remove_home: bool({
    description: 'Whether destroying removes the home directory too, with all that is in it.',
    default: false,
  }),
};

export type SystemUserInputs = Inputs<typeof systemUserAttributes>;
export type SystemUserState = State<typeof systemUserAttributes>;
