import { sqlName } from './sql';

/** What privileges are on. */
export type GrantTarget =
  | { readonly level: 'global' }
  /** `pattern` as the server has it: `_` and `%` are wildcards unless a backslash stands before them. */
  | { readonly level: 'database'; readonly pattern: string }
  | { readonly level: 'table'; readonly database: string; readonly table: string }
  | { readonly level: 'routine'; readonly kind: string; readonly database: string; readonly name: string }
  | { readonly level: 'role'; readonly role: string };

/** For people, and the key in a configuration: `*.*`, `nova.*`, `nova.instances`. */
export function targetKey(target: GrantTarget): string {
  switch (target.level) {
    case 'global':
      return '*.*';
    case 'database':
      return `${globOf(target.pattern)}.*`;
    case 'table':
      return `${target.database}.${target.table}`;
    case 'routine':
      return `${target.kind.toLowerCase()} ${target.database}.${target.name}`;
    case 'role':
      return `role ${target.role}`;
  }
}

/** The target of a key as it may be configured; undefined when it has not the form of one. */
export function parseTargetKey(key: string): GrantTarget | undefined {
  if (key === '*.*') return { level: 'global' };
  const [, database, table] = /^([A-Za-z0-9_$?*-]{1,64})\.(\*|[A-Za-z0-9_$-]{1,64})$/.exec(key) ?? [];
  if (database === undefined || table === undefined) return undefined;
  if (table === '*') return { level: 'database', pattern: patternOf(database) };
  return /[?*]/.test(database) ? undefined : { level: 'table', database, table };
}

/** What stands after ON; the name of the role for a role. */
export function targetSql(target: GrantTarget): string {
  switch (target.level) {
    case 'global':
      return '*.*';
    case 'database':
      return `${sqlName(target.pattern)}.*`;
    case 'table':
      return `${sqlName(target.database)}.${sqlName(target.table)}`;
    case 'routine':
      return `${target.kind} ${sqlName(target.database)}.${sqlName(target.name)}`;
    case 'role':
      return sqlName(target.role);
  }
}

/** A pattern in a form without escapes: `?` for any character, `*` for any characters. */
function globOf(pattern: string): string {
  // On its own, "*" would read as everything; no name is empty, so this means the same.
  if (pattern === '%') return '?*';
  return pattern.replace(/\\([_%\\])|[_%]/g, (found, escaped?: string) => escaped ?? (found === '_' ? '?' : '*'));
}

function patternOf(glob: string): string {
  if (glob === '?*') return '%';
  return glob.replace(/[_%?*]/g, (character) => ({ '?': '_', '*': '%' })[character] ?? `\\${character}`);
}
