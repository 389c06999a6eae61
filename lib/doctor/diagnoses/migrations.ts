import { ServerUnavailable } from '../../host/server-unavailable';
import { isRecord } from '../../plugin/value/value';
import { schemaMigrationAttributes } from '../../resources/database/schema-migration-attributes';
import type { Diagnosis } from '../diagnosis';
import type { Examination } from '../examination';
import { type Finding, problem } from '../finding';
import { text } from '../wanted';

/** Databases that are behind the packages that use them, or were never filled. */
export const migrations: Diagnosis = {
  subject: 'migrations',
  async look(examination) {
    const wanted = examination.stack.resources('schema_migration');
    return (await Promise.all(wanted.map(({ values }) => lookAt(examination, values)))).flat();
  },
};

async function lookAt({ hosts }: Examination, values: object): Promise<Finding[]> {
  if (!isRecord(values)) return [];
  const examined = hosts.find(({ name }) => name === values.host);
  const [database, directory] = [text(values.database), text(values.versions_directory)];
  if (!examined || database === undefined || directory === undefined) return [];
  const { mariadb, migrations: installed } = examined.host;
  const table = text(values.version_table) ?? schemaMigrationAttributes.version_table.default ?? '';
  try {
    const [exists, has, wants] = await Promise.all([
      mariadb.databases.info(database),
      mariadb.databases.revisions(database, table),
      installed.heads(directory),
    ]);
    const service = text(values.name) ?? database;
    const place = { host: examined.name, object: `database ${database}` };
    const fix = `Deploy the stack, which migrates it (${commandOf(values.command)}); then restart the service.`;
    if (!exists) return [problem(`${mariadb.name} has no database ${database} for ${service}.`, place, fix)];
    if (!has || has.length === 0) {
      const cause = `The database ${database} on ${examined.name} was never migrated, so ${service} finds no tables: requests end with 500, and what is made stays as it was begun.`;
      return [problem(cause, place, fix)];
    }
    if (!wants || wants.length === 0 || wants.join() === has.join()) return [];
    const cause = `Migrations are pending for ${service}: the database ${database} on ${examined.name} is at ${has.join(', ')}, and what is installed wants ${wants.join(', ')}.`;
    return [problem(cause, place, fix)];
  } catch (error) {
    // That it does not answer is told once, and not here.
    if (error instanceof ServerUnavailable) return [];
    throw error;
  }
}

function commandOf(command: unknown): string {
  return Array.isArray(command) ? command.join(' ') : 'its db_sync';
}
