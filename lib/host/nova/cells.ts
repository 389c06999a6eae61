import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import type { RunResult } from '../../ssh/run';
import type { MariaDb } from '../mariadb/mariadb';

/** Where a cell's database and queue are, as Nova's API database has it. */
export interface Cell {
  readonly uuid: string;
  readonly name: string;
  readonly transport_url: string;
  readonly database_connection: string;
}

/** The cell of servers that were never placed: Nova knows it by this. */
export const CELL0 = '00000000-0000-0000-0000-000000000000';
/** What Nova enters for the queue of that cell, which has none. */
export const NO_QUEUE = 'none:///';

/** Nova's cells, on the host of its API database. Reading asks the database, since nova-manage takes five seconds. */
export class Cells {
  constructor(
    private readonly connection: SshConnection,
    private readonly mariadb: MariaDb,
  ) {}

  /** @throws {SqlError} when there is no such database or no such table in it */
  public all(database: string): Promise<readonly Cell[]> {
    const table = `\`${database.replaceAll('`', '``')}\`.cell_mappings`;
    const columns = ['uuid', 'name', 'transport_url', 'database_connection'];
    const pairs = columns.map((column) => `'${column}', ${column}`).join(', ');
    return this.mariadb.select<Cell>(`SELECT JSON_OBJECT(${pairs}) FROM ${table}`);
  }

  /** Runs `nova-manage cell_v2`. What it is given holds templates and no passwords. */
  public manage(words: readonly string[], user: string, signal?: AbortSignal): Promise<RunResult> {
    return this.connection.run(sh`exec nova-manage cell_v2 ${words} </dev/null`, { asUser: user, signal });
  }
}

/** A URL without the passwords in it, of which one with several servers has as many. */
export function withoutPassword(url: string): string {
  return url.replace(/((?:\/\/|,)[^:@/,]*):[^@{}]*@/g, '$1:***@');
}
