import type { MariaDbClient } from './client';
import { sqlName, sqlText } from './sql';
import { NO_SUCH_DATABASE, NO_SUCH_TABLE, SqlError } from './sql-error';

export interface DatabaseInfo {
  readonly name: string;
  readonly characterSet: string;
  readonly collation: string;
}

/** A table, with the server's own estimate of its rows. */
export interface TableInfo {
  readonly name: string;
  readonly rows: number;
}

const ALL =
  `SELECT JSON_OBJECT('name', SCHEMA_NAME, 'characterSet', DEFAULT_CHARACTER_SET_NAME, 'collation', DEFAULT_COLLATION_NAME)
  FROM information_schema.SCHEMATA`.replace(/\n\s*/g, ' ');

/** The databases of a server. */
export class Databases {
  constructor(private readonly client: MariaDbClient) {}

  /** The database; null when the server has none of that name. */
  public async info(name: string): Promise<DatabaseInfo | null> {
    const all = await this.client.select<DatabaseInfo>(ALL);
    return all.find((database) => database.name === name) ?? null;
  }

  public async tables(name: string): Promise<readonly TableInfo[]> {
    return this.client.select<TableInfo>(
      `SELECT JSON_OBJECT('name', TABLE_NAME, 'rows', COALESCE(TABLE_ROWS, 0)) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlText(name)}`,
    );
  }

  /** What a revision table holds, sorted; null when there is no such table. */
  public async revisions(database: string, table: string): Promise<readonly string[] | null> {
    const question = `SELECT JSON_OBJECT('revision', version_num) FROM ${sqlName(database)}.${sqlName(table)}`;
    try {
      const rows = await this.client.select<{ readonly revision: string }>(question);
      return rows.map(({ revision }) => revision).sort();
    } catch (error) {
      if (error instanceof SqlError && (error.code === NO_SUCH_TABLE || error.code === NO_SUCH_DATABASE)) return null;
      throw error;
    }
  }

  public async create({ name, characterSet, collation }: DatabaseInfo, signal?: AbortSignal): Promise<void> {
    const options = `CHARACTER SET ${sqlText(characterSet)} COLLATE ${sqlText(collation)}`;
    await this.client.change([`CREATE DATABASE IF NOT EXISTS ${sqlName(name)} ${options}`], { signal });
  }

  /** For tables made from then on; those that are there keep theirs. */
  public async alter({ name, characterSet, collation }: DatabaseInfo, signal?: AbortSignal): Promise<void> {
    const options = `CHARACTER SET ${sqlText(characterSet)} COLLATE ${sqlText(collation)}`;
    await this.client.change([`ALTER DATABASE ${sqlName(name)} ${options}`], { signal });
  }

  public async drop(name: string, signal?: AbortSignal): Promise<void> {
    await this.client.change([`DROP DATABASE IF EXISTS ${sqlName(name)}`], { signal });
  }
}
