import { parseTargetKey } from '../../host/mariadb/grant-target';
import { type Grants, normalPrivileges, privilegeName, sameGrants } from '../../host/mariadb/grants';
import { bool, mapOfSets, set, string } from '../../schema/attribute';
import type { Inputs, State } from '../../schema/model';
import { each, eachKey, notEmpty, type Validator } from '../../schema/validator';
import { hostAttribute } from '../host-attribute';
import { passwordAttribute } from '../password-attribute';
import { PRIVILEGES } from './privileges';
import { clientHost, userName } from './server-names';

const TARGET_FORM =
  '"*.*", "DATABASE.*" or "DATABASE.TABLE"; in the name before ".*", "?" stands for any character and "*" for any characters';

const target: Validator<string> = {
  description: TARGET_FORM,
  problem: (key) => (parseTargetKey(key) ? undefined : `Give ${TARGET_FORM}.`),
};

const privileges: Validator<Grants> = {
  description: 'each with at least one privilege, such as "ALL" or "SELECT"',
  problem(grants) {
    for (const [key, words] of Object.entries(grants)) {
      if (words.length === 0) return `"${key}" has no privilege. Name at least one, or leave the entry out.`;
      const unknown = words.find((word) => !PRIVILEGES.has(privilegeName(word).replace(/ ?\([A-Za-z0-9_$]+\)$/, '')));
      if (unknown !== undefined) {
        return `"${unknown}" on "${key}" is no privilege. Give one such as "ALL", "SELECT", "CREATE TEMPORARY TABLES" or "SELECT (column)".`;
      }
      if (normalPrivileges(words).join() === 'GRANT OPTION') {
        return `"${key}" has only "GRANT OPTION", by which nothing can be granted. Add the privileges that it is about.`;
      }
    }
    return undefined;
  },
};

export const mariadbUserAttributes = {
  host: hostAttribute,
  name: string({
    description: 'Name of the user.',
    required: true,
    replace: true,
    validate: [userName],
    example: '"nova"',
  }),
  from: set('string', {
    description:
      'Where the user may come from: addresses, names, or patterns with `%`. Each is an account of its own to the server; there are ' +
      'no others of this name.',
    default: ['%'],
    validate: [notEmpty(), each(clientHost)],
    example: '["10.0.0.%", "localhost"]',
  }),
  password: passwordAttribute(
    "The user's password, as a reference. An account that lets somebody in by other means (another plugin, a certificate), or " +
      'not at all (locked, expired), counts as one with another password.',
  ),
  grants: mapOfSets({
    description:
      'What the user may do, by what it may do it on: `DATABASE.*`, `DATABASE.TABLE`, or `*.*` for everything. `ALL` is every privilege but ' +
      '`GRANT OPTION`. The user has no other privileges.',
    default: {},
    same: sameGrants,
    validate: [eachKey(target), privileges],
    example: '{ "nova.*" = ["ALL"] }',
  }),
  require_tls: bool({
    description: 'Whether the user has to connect with TLS.',
    default: false,
  }),
};

export type MariadbUserInputs = Inputs<typeof mariadbUserAttributes>;
export type MariadbUserState = State<typeof mariadbUserAttributes>;
