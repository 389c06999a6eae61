import type { GrantTarget } from './grant-target';
import { GRANT_OPTION, type Granted, privilegeName } from './grants';
import { sqlText } from './sql';

const oneLine = (text: string) => text.trim().replace(/\n\s*/g, ' ');

/** Every account but the roles. `grantee` is how the tables of privileges write it. */
export const ACCOUNTS = oneLine(`
  SELECT JSON_OBJECT('user', User, 'host', Host, 'grantee', CONCAT('''', User, '''@''', Host, ''''),
    'tls', COALESCE(JSON_VALUE(Priv, '$.ssl_type'), 0) + 0 > 0)
  FROM mysql.global_priv WHERE COALESCE(JSON_VALUE(Priv, '$.is_role'), 0) + 0 = 0`);

/**
 * For each account of the user, whether this password lets it in and nothing else does: no other plugin, not locked, not
 * expired, no certificate asked for.
 */
export function loginQuestion(user: string, hash: string): string {
  return oneLine(`
    SELECT JSON_OBJECT('host', Host, 'takes',
      COALESCE(JSON_VALUE(Priv, '$.plugin'), '') = 'mysql_native_password'
      AND COALESCE(JSON_VALUE(Priv, '$.authentication_string'), '') = ${sqlText(hash)}
      AND COALESCE(JSON_LENGTH(Priv, '$.auth_or'), 1) = 1
      AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) + 0 = 0
      AND COALESCE(JSON_VALUE(Priv, '$.ssl_type'), 0) + 0 < 2
      AND COALESCE(JSON_VALUE(Priv, '$.password_last_changed'), 1) + 0 <> 0)
    FROM mysql.global_priv WHERE User = ${sqlText(user)}`);
}

/** Rows of the tables of privileges, one a target and account. */
export interface GrantRow {
  readonly grantee: string;
  readonly target: GrantTarget;
  readonly privileges: readonly string[];
  readonly grantable: string;
}

/** One question for each table of privileges. */
export const GRANTS: readonly string[] = [
  schemaQuestion('USER_PRIVILEGES', "'level', 'global'", 'GRANTEE', 'PRIVILEGE_TYPE'),
  schemaQuestion(
    'SCHEMA_PRIVILEGES',
    "'level', 'database', 'pattern', TABLE_SCHEMA",
    'GRANTEE, TABLE_SCHEMA',
    'PRIVILEGE_TYPE',
  ),
  schemaQuestion(
    'TABLE_PRIVILEGES',
    "'level', 'table', 'database', TABLE_SCHEMA, 'table', TABLE_NAME",
    'GRANTEE, TABLE_SCHEMA, TABLE_NAME',
    'PRIVILEGE_TYPE',
  ),
  schemaQuestion(
    'COLUMN_PRIVILEGES',
    "'level', 'table', 'database', TABLE_SCHEMA, 'table', TABLE_NAME",
    'GRANTEE, TABLE_SCHEMA, TABLE_NAME',
    "CONCAT(PRIVILEGE_TYPE, ' (', COLUMN_NAME, ')')",
  ),
  oneLine(`
    SELECT JSON_OBJECT('grantee', CONCAT('''', User, '''@''', Host, ''''),
      'target', JSON_OBJECT('level', 'routine', 'kind', Routine_type, 'database', Db, 'name', Routine_name),
      'privileges', JSON_ARRAY(REPLACE(Proc_priv, 'Grant', '${GRANT_OPTION}')), 'grantable', 'NO')
    FROM mysql.procs_priv`),
  oneLine(`
    SELECT JSON_OBJECT('grantee', CONCAT('''', User, '''@''', Host, ''''),
      'target', JSON_OBJECT('level', 'role', 'role', Role), 'privileges', JSON_ARRAY('ROLE'), 'grantable', 'NO')
    FROM mysql.roles_mapping`),
];

/** What is all: for the server the privileges of its root, below that those that its tables have a place for. */
export const ALL_PRIVILEGES = oneLine(`
  SELECT JSON_OBJECT(
    'global', (SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE GRANTEE =
      CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')),
    'database', (SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'mysql' AND TABLE_NAME = 'db'
      AND COLUMN_NAME LIKE '%\\\\_priv' AND COLUMN_NAME <> 'Grant_priv'),
    'table', (SELECT LENGTH(COLUMN_TYPE) - LENGTH(REPLACE(COLUMN_TYPE, ',', '')) FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = 'mysql' AND TABLE_NAME = 'tables_priv' AND COLUMN_NAME = 'Table_priv'))`);

/** The privileges of one account, those on one target together. */
export function grantedBy(rows: readonly GrantRow[], grantee: string): Granted[] {
  const found = new Map<string, { target: GrantTarget; privileges: Set<string> }>();
  for (const row of rows) {
    if (row.grantee !== grantee) continue;
    const key = JSON.stringify(row.target);
    const entry = found.get(key) ?? { target: row.target, privileges: new Set<string>() };
    const { level } = row.target;
    // Those on a routine come as one value of a SET.
    const names = level === 'routine' ? row.privileges.flatMap((set) => set.split(',')) : row.privileges;
    for (const name of names.map(privilegeName)) {
      if (name !== 'USAGE') entry.privileges.add(name);
    }
    if (row.grantable === 'YES') entry.privileges.add(GRANT_OPTION);
    if (entry.privileges.size > 0) found.set(key, entry);
  }
  return [...found.values()].map(({ target, privileges }) => ({ target, privileges: [...privileges] }));
}

function schemaQuestion(table: string, target: string, group: string, privilege: string): string {
  return oneLine(`
    SELECT JSON_OBJECT('grantee', GRANTEE, 'target', JSON_OBJECT(${target}), 'privileges', JSON_ARRAYAGG(${privilege}),
      'grantable', MAX(IS_GRANTABLE))
    FROM information_schema.${table} GROUP BY ${group}`);
}
