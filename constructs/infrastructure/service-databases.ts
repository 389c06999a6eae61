import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { MigrationFacts } from '../core/platform/facts';
import { Secret } from '../core/secret';
import type { MariaDb } from './maria-db';
import type { MariaDbDatabase } from './maria-db-database';
import type { MariaDbUser } from './maria-db-user';
import type { Package } from './package';
import { SchemaMigration } from './schema-migration';

/** A database of a service, and the URL by which it connects as its own user. */
export interface ServiceDatabase {
  readonly database: MariaDbDatabase;
  readonly connection: string;
  /** Who connects. */
  readonly user: MariaDbUser;
}

/** The databases of a service on the same host, and one user who may do everything in them, from that host alone. */
export function serviceDatabases(
  server: MariaDb,
  service: string,
  names: readonly string[],
  password: Secret = Secret.named(`${service}/database`),
): ServiceDatabase[] {
  const databases = names.map((name) => server.addDatabase(name));
  const { _localClient: from } = server;
  const user = server.addUser(service, { from: from === undefined ? undefined : [from], password });
  for (const database of databases) user.grant(database);
  return databases.map((database) => ({ database, connection: database.connectionUrl(user), user }));
}

/** How one of them is kept at the newest revision. */
export interface ServiceMigration {
  /** What messages call the service. */
  readonly name: string;
  readonly database: MariaDbDatabase;
  readonly facts: MigrationFacts;
  /** User of the host to run as. */
  readonly user: string;
  readonly packages: Package;
  readonly dependsOn: readonly ITerraformDependable[];
}

export function migrated(scope: Construct, id: string, migration: ServiceMigration): SchemaMigration {
  const { name, database, facts, user, packages, dependsOn } = migration;
  return new SchemaMigration(scope, id, {
    host: database.host,
    name,
    database,
    command: [...facts.command],
    runAs: user,
    versionsDirectory: facts.versionsPath,
    logFile: facts.logPath,
    packages,
    dependsOn: [...dependsOn],
  });
}
