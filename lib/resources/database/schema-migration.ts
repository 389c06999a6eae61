import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { GONE, resource } from '../../schema/resource';
import type { Runtime } from '../runtime';
import { runMigrations } from './migration-run';
import {
  type SchemaMigrationInputs,
  type SchemaMigrationState,
  schemaMigrationAttributes,
} from './schema-migration-attributes';

/** What makes two places the same: revisions are compared in this form. */
const joined = (revisions: readonly string[]) => revisions.join(',');

/** The migrations of a service's database. */
export const schemaMigration = resource<Runtime>()({
  name: 'schema_migration',
  description:
    "The schema of a service's database, kept at the newest revision that the installed package has. Both are read from where Alembic keeps them, " +
    'so a pending migration shows in the plan as a change of `revision`, without the slow tool being run. Applying runs the command; ' +
    'when it fails half-way, what it did stays, and it goes on from there when it runs again. Destroying does nothing: the schema goes with its database. ' +
    'It cannot be imported; create it, and where nothing is pending nothing changes.',
  example: `resource "stackwright_schema_migration" "keystone" {
  host               = "node1"
  name               = "keystone"
  database           = stackwright_mariadb_database.keystone.name
  command            = ["keystone-manage", "db_sync"]
  run_as             = "keystone"
  versions_directory = "/usr/lib/python3/dist-packages/keystone/common/sql/migrations/versions"
  triggers           = { keystone = stackwright_package.keystone.versions["keystone"] }
}`,
  attributes: schemaMigrationAttributes,
  unique: ['host', 'database', 'version_table'],
  timeouts: { create: 1800, read: 60, update: 1800, delete: 60 },

  async read({ runtime, diagnostics }, state) {
    const host = runtime.host(state.host);
    const [database, has, wants] = await Promise.all([
      host.mariadb.databases.info(state.database),
      host.mariadb.databases.revisions(state.database, state.version_table),
      host.migrations.heads(state.versions_directory),
    ]);
    if (!database) return GONE;
    const revision = joined(has ?? []);
    if (wants && wants.length > 0) return { ...state, revision, wanted_revision: joined(wants) };
    // An error would keep the package from coming back that brings the directory.
    const { summary, detail } = noRevisions(state, wants);
    const kept = 'What it had last is taken for what it has.';
    diagnostics.warn(summary, `${detail} ${kept}`, at('versions_directory'));
    return { ...state, revision };
  },

  async plan(_, { prior, planned }) {
    const { revision } = planned;
    if (!prior || typeof revision !== 'string' || prior.revision === prior.wanted_revision) return undefined;
    return { planned: { revision: prior.wanted_revision } };
  },

  create: (context, inputs) => migrate(context, inputs, true),
  update: (context, inputs) => migrate(context, inputs, false),
  // The schema goes with its database.
  delete: async () => undefined,
});

/** @param always whether the command runs even if the revisions say that nothing is to do */
async function migrate(
  context: Context<Runtime>,
  inputs: SchemaMigrationInputs,
  always: boolean,
): Promise<SchemaMigrationState> {
  const { runtime, signal } = context;
  const host = runtime.host(inputs.host);
  const look = async () =>
    joined((await host.mariadb.databases.revisions(inputs.database, inputs.version_table)) ?? []);
  if (!(await host.mariadb.databases.info(inputs.database))) {
    throw new DiagnosticError(
      'No such database',
      `${host.mariadb.name} has no database ${inputs.database} for ${inputs.name} to migrate. Create it first: refer to it with stackwright_mariadb_database.`,
      at('database'),
    );
  }
  const wants = await host.migrations.heads(inputs.versions_directory);
  if (!wants || wants.length === 0) throw noRevisions(inputs, wants);
  const wanted = joined(wants);
  const foreseen = [inputs.wanted_revision, inputs.revision].find((one) => typeof one === 'string' && one !== wanted);
  if (foreseen !== undefined) {
    throw new DiagnosticError(
      'The package changed since the plan',
      `The plan was to bring the database of ${inputs.name} to ${foreseen}, but what is installed on ${inputs.host} now wants ${wanted}. Plan again.`,
      at('versions_directory'),
    );
  }
  const before = await look();
  context.save({ ...inputs, revision: before, wanted_revision: wanted });
  if (!always && before === wanted) return { ...inputs, revision: before, wanted_revision: wanted };
  try {
    await runMigrations(host, inputs, signal);
  } catch (error) {
    // It may have come half-way. If that cannot be seen either, the first failure is what there is to tell.
    const half = await look().catch(() => before);
    context.save({ ...inputs, revision: half, wanted_revision: wanted });
    throw error;
  }
  const after = await look();
  if (after !== wanted) {
    throw new DiagnosticError(
      'Not migrated',
      `\`${inputs.command.join(' ')}\` succeeded on ${inputs.host}, but the database ${inputs.database} has ${after || 'no revision'} and not ${wanted}. ` +
        `Check that ${inputs.name} is configured to use this database, and that versions_directory and version_table are its own.`,
      at('command'),
    );
  }
  return { ...inputs, revision: after, wanted_revision: wanted };
}

function noRevisions(
  { name, host, versions_directory: directory }: SchemaMigrationInputs | SchemaMigrationState,
  found: readonly string[] | null,
): DiagnosticError {
  const what = found === null ? 'does not exist' : 'holds no revision of Alembic';
  return new DiagnosticError(
    'No migrations found',
    `${directory} ${what} on ${host}, so what ${name} wants is not known. Install its package, or mend versions_directory.`,
    at('versions_directory'),
  );
}
