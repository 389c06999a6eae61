import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { absolutePath, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import type { MariaDbDatabase } from './maria-db-database';
import type { Package } from './package';

export interface SchemaMigrationProps extends HostResourceProps {
  /** The database, on a server of the same host. */
  readonly database: MariaDbDatabase;

  /** What brings the database to the newest revision, in words: `['keystone-manage', 'db_sync']`. No shell reads it. */
  readonly command: string[];

  /** The directory of Alembic's versions that the service's package brings. */
  readonly versionsDirectory: string;

  /**
   * The packages that bring them: a newer version may bring newer ones.
   *
   * @default - none that could change
   */
  readonly packages?: Package;

  /**
   * What messages call the service.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * User of the host to run as.
   *
   * @default - root
   */
  readonly runAs?: string;

  /**
   * Absolute path of the command's log, which is quoted when it fails: some tools say little on their output.
   *
   * @default - only what the command prints is quoted
   */
  readonly logFile?: string;

  /**
   * The table in which Alembic keeps the revision.
   *
   * @default 'alembic_version'
   */
  readonly versionTable?: string;
}

const RULES: readonly Rule<SchemaMigrationProps>[] = [
  absolutePath('versionsDirectory'),
  absolutePath('logFile'),
  ({ command }) => (command.length === 0 ? 'command is empty: give the program and its arguments.' : undefined),
];

/** The schema of a service's database, kept at the newest revision that its package has. A pending migration shows in the plan. */
export class SchemaMigration extends HostResource {
  public readonly fqn: string;

  public constructor(scope: Construct, id: string, props: SchemaMigrationProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { name = id, database, command, versionsDirectory, packages, runAs, logFile, versionTable } = props;
    const resource = this._define(l1.SchemaMigration, {
      name,
      database: database.name,
      command,
      runAs,
      logFile,
      versionsDirectory,
      versionTable,
      triggers: packages && { packages: packages.revision },
    });
    this.fqn = resource.fqn;
  }
}
