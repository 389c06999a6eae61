import { isUnknown } from './plugin/value/unknown';
import { bool, list, map, number, object, objectMap, string } from './schema/attribute';
import { at } from './schema/diagnostics';
import type { MaybeUnknown, State } from './schema/model';
import type { Rule } from './schema/resource';
import { each, httpUrl, integer, matches, oneOf } from './schema/validator';

const seconds = (most: number) => [integer(1, most)];

/** How one host is reached. */
export const hostAttributes = {
  address: string({ description: 'Address or name.', required: true, example: '"192.0.2.11"' }),
  port: number({ description: 'Port of its SSH server.', default: 22, validate: [integer(1, 65535)] }),
  user: string({ description: 'Login name. Anyone but root needs `sudo`.', default: 'root' }),
  private_key_path: string({
    description: 'Path of a private key; `~/` is the home directory of who runs Terraform.',
    optional: true,
  }),
  private_key: string({
    description: 'Text of a private key, in place of `private_key_path`.',
    optional: true,
    sensitive: true,
  }),
  passphrase: string({ description: 'Of the private key.', optional: true, sensitive: true }),
  password: string({
    description: 'For password and keyboard-interactive login.',
    optional: true,
    sensitive: true,
  }),
  agent: bool({
    description:
      'Whether to ask the agent at `SSH_AUTH_SOCK` for keys. Left out: when there is neither private key nor password.',
    optional: true,
  }),
  host_key_fingerprints: list('string', {
    description:
      'Host keys that are accepted, as `ssh-keygen -lf` shows them: `SHA256:...`. Any other ends the connection.',
    optional: true,
    validate: [
      each(matches(/^(\S+ )?SHA256:[A-Za-z0-9+/]{43}=?$|^\S+ AAAA/, 'a fingerprint "SHA256:..." or a public key line')),
    ],
  }),
  known_hosts: string({
    description:
      'Path of a known_hosts file that vouches for the host key, in place of `host_key_fingerprints`. Left out: `~/.ssh/known_hosts`.',
    optional: true,
  }),
  jump: string({ description: 'Name of another of these hosts to go through.', optional: true }),
  sudo: bool({ description: 'Whether to become root with sudo.', default: false }),
  sudo_password: string({
    description: 'What sudo asks for; left out when it asks for nothing.',
    optional: true,
    sensitive: true,
  }),
  connect_timeout_seconds: number({
    description: 'How long one try to connect and log in may take.',
    default: 15,
    validate: seconds(600),
  }),
  wait_seconds: number({
    description: 'How long to wait at first for a host that answers nobody yet, such as one that was just made.',
    default: 0,
    validate: [integer(0, 3600)],
  }),
  reconnect_seconds: number({
    description: 'How long to wait for a host that was connected before, such as one that reboots.',
    default: 180,
    validate: seconds(3600),
  }),
  workers: number({
    description: 'Shells kept open on the connection. sshd allows ten sessions in all unless it is told otherwise.',
    default: 4,
    validate: [integer(1, 10)],
  }),
  on_unreachable: string({
    description:
      'What a plan does when the host does not answer: `error`, or `keep` what is known of its objects, with a warning.',
    default: 'error',
    validate: [oneOf('error', 'keep')],
  }),
};

/** How one cloud's APIs are reached, and as whom. */
export const cloudAttributes = {
  auth_url: string({
    description: "Keystone's URL; `/v3` may be left out.",
    required: true,
    validate: [httpUrl],
    example: '"http://192.0.2.11:5000/v3"',
  }),
  username: string({ description: 'Name of the user.', default: 'admin' }),
  user_domain: string({ description: 'Name of the domain of the user.', default: 'Default' }),
  password: string({
    description: "The user's password.",
    optional: true,
    sensitive: true,
    example: '"{{secret:keystone/admin}}"',
  }),
  token: string({
    description:
      'A token in place of user and password. It is good for what it was made for, unless `project` or `domain` say otherwise.',
    optional: true,
    sensitive: true,
  }),
  project: string({
    description: 'Name of the project for which it asks; left out together with `domain`: for the whole system.',
    optional: true,
    example: '"admin"',
  }),
  domain: string({
    description:
      'Name of the domain of `project`; without `project`, the domain for which it asks. Left out: `Default`.',
    optional: true,
  }),
  region: string({ description: 'Region whose APIs are used. Left out: any.', optional: true }),
  interface: string({
    description: 'Which of the endpoints in the catalog are used.',
    default: 'internal',
    validate: [oneOf('public', 'internal', 'admin')],
  }),
  host: string({
    description:
      'Name of one of the `hosts`, from which the APIs can be reached: requests go through its SSH connection. Left out: directly.',
    optional: true,
  }),
  ca_file: string({
    description: "Path of a file with the certificates of the authorities that are trusted. Left out: the system's.",
    optional: true,
  }),
  database: object(
    {
      host: string({
        description: 'Name of the host that the database server is on, one of the `hosts`.',
        required: true,
      }),
      name: string({ description: 'Name of the database.', default: 'keystone' }),
    },
    {
      description:
        "Where Keystone's database is. With it, a user's password that somebody else has changed is found at no cost; left out, it is not looked for.",
      optional: true,
    },
  ),
};

/** The provider's configuration. None of it is kept in state. */
export const providerAttributes = {
  hosts: objectMap(hostAttributes, {
    description: 'The hosts by the names that resources use for them.',
    optional: true,
  }),
  clouds: objectMap(cloudAttributes, {
    description: 'The clouds by the names that resources use for them.',
    optional: true,
  }),
  master_key_file: string({
    description:
      'Path of the file with the master key from which secrets are derived; mode 0600. Left out: the environment variable `STACKWRIGHT_MASTER_KEY`.',
    optional: true,
  }),
  secrets: map('string', {
    description:
      'Secrets with values of their own, by name (or `NAME@VERSION`); all others are derived from the master key.',
    optional: true,
    sensitive: true,
    verbatim: true,
  }),
};

/** Who asks has to prove it in one way. */
export const oneProofACloud: Rule<typeof providerAttributes> = {
  description: 'Each of the `clouds` has either a `password` or a `token`.',
  problems({ clouds }) {
    if (clouds === null || isUnknown(clouds)) return [];
    return Object.entries(clouds as Readonly<Record<string, MaybeUnknown<CloudConfiguration>>>).flatMap(
      ([name, cloud]) => {
        if (isUnknown(cloud) || (cloud.password === null) !== (cloud.token === null)) return [];
        const both = cloud.password !== null;
        const detail = `The cloud "${name}" has ${both ? 'both a password and a token. Keep one of them.' : 'neither a password nor a token. Give one of them.'}`;
        return [
          {
            severity: 'error' as const,
            summary: 'Conflicting attributes',
            detail,
            path: at('clouds', { key: name }, 'password'),
          },
        ];
      },
    );
  },
};

export type HostConfiguration = State<typeof hostAttributes>;
export type CloudConfiguration = State<typeof cloudAttributes>;
