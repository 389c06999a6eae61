import type { TableInfo } from '../../host/mariadb/databases';

const NAMED = 3;

/** What goes with a database, in words: how many tables, about how many rows, and where most of those are. */
export function lossOf(tables: readonly TableInfo[]): string {
  if (tables.length === 0) return 'it has no tables';
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const largest = [...tables].sort((one, other) => other.rows - one.rows).slice(0, NAMED);
  const named = largest.map(({ name, rows: count }) => `${name} (${count})`).join(', ');
  const count = tables.length === 1 ? '1 table' : `${tables.length} tables`;
  return `${count} with about ${rows} ${rows === 1 ? 'row' : 'rows'}, most of them in ${named}`;
}
