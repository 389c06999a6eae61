import { list, map, string } from '../../schema/attribute';
import type { Inputs, State } from '../../schema/model';
import { each, matches, notEmpty } from '../../schema/validator';
import { ACCOUNT_NAME } from '../host/ownership';
import { absolutePath } from '../host/paths';
import { hostAttribute } from '../host-attribute';
import { databaseName } from './server-names';

/** What may touch the revisions, here and there. */
const FOLLOWED = ['command', 'run_as', 'database', 'version_table', 'versions_directory', 'triggers'];

export const schemaMigrationAttributes = {
  host: hostAttribute,
  name: string({
    description: 'Whose migrations they are, for messages.',
    required: true,
    validate: [matches(/^[^\0\n\r]*\S[^\0\n\r]*$/, 'one line that is not empty')],
    example: '"keystone"',
  }),
  database: string({
    description: 'Name of the database, on the MariaDB server of the same host.',
    required: true,
    replace: true,
    validate: [databaseName],
    example: '"keystone"',
  }),
  command: list('string', {
    description:
      'The command that brings the database up to date: its words, without a shell. It has to be repeatable; only its exit code tells ' +
      'whether it succeeded.',
    required: true,
    validate: [notEmpty(), each(matches(/^[^\0]+$/, 'a word that is not empty'))],
    example: '["keystone-manage", "db_sync"]',
  }),
  run_as: string({
    description: "User to run the command as: the service's own, which may read its configuration. Root when left out.",
    optional: true,
    validate: [ACCOUNT_NAME],
    example: '"keystone"',
  }),
  versions_directory: string({
    description:
      "Alembic's directory of revisions on the host, as the installed package brings it. What it has newest is what the database should have.",
    required: true,
    validate: [absolutePath],
    example: '"/usr/lib/python3/dist-packages/keystone/common/sql/migrations/versions"',
  }),
  version_table: string({
    description: 'The table in which Alembic keeps the revisions that the database has.',
    default: 'alembic_version',
    replace: true,
    validate: [matches(/^[A-Za-z0-9_$]{1,64}$/, 'up to 64 letters, digits, "_" and "$"')],
  }),
  log_file: string({
    description:
      'Log of the command on the host. When it fails, the error tells what it logged, for tools that say little on their output.',
    optional: true,
    validate: [absolutePath],
    example: '"/var/log/keystone/keystone.log"',
  }),
  triggers: map('string', {
    description:
      "Values whose change may bring other revisions, such as the package's version: migrations are looked for again then.",
    optional: true,
    example: '{ keystone = stackwright_package.keystone.versions["keystone"] }',
  }),
  revision: string({
    description: 'The revisions that the database has, joined by ",". Empty before the first migration.',
    computed: true,
    follows: FOLLOWED,
  }),
  wanted_revision: string({
    description: 'The newest revisions of the installed package, joined by ",".',
    computed: true,
    follows: FOLLOWED,
  }),
};

export type SchemaMigrationInputs = Inputs<typeof schemaMigrationAttributes>;
export type SchemaMigrationState = State<typeof schemaMigrationAttributes>;
