import { type GrantTarget, parseTargetKey, targetKey, targetSql } from './grant-target';

/** Privileges of an account on one target, as the server has them. */
export interface Granted {
  readonly target: GrantTarget;
  /** In upper case: `SELECT`, `UPDATE (name)` for a column, `GRANT OPTION`, and `ROLE` for a role. */
  readonly privileges: readonly string[];
}

/** How many privileges are all of them. */
export interface AllPrivileges {
  readonly global: number;
  readonly database: number;
  readonly table: number;
}

/** Privileges by target, as they are configured. */
export type Grants = Readonly<Record<string, readonly string[]>>;

export const ALL = 'ALL';
export const GRANT_OPTION = 'GRANT OPTION';

/** Other names that the server takes for the same privilege. */
const SYNONYMS: Readonly<Record<string, string>> = {
  'ALL PRIVILEGES': ALL,
  'DELETE VERSIONING ROWS': 'DELETE HISTORY',
  'REPLICATION CLIENT': 'BINLOG MONITOR',
  'REPLICA MONITOR': 'SLAVE MONITOR',
  'REPLICATION REPLICA': 'REPLICATION SLAVE',
  'REPLICATION REPLICA ADMIN': 'REPLICATION SLAVE ADMIN',
  'CREATE TEMPORARY TABLE': 'CREATE TEMPORARY TABLES',
};

/** A privilege by the name that the server gives it. The column that may stand behind it keeps its case. */
export function privilegeName(text: string): string {
  const [, words = '', column] = /^([^(]*)(?:\(\s*(.*?)\s*\)\s*)?$/s.exec(text) ?? [];
  const name = words.trim().replace(/\s+/g, ' ').toUpperCase();
  return column === undefined ? (SYNONYMS[name] ?? name) : `${name} (${column})`;
}

/** Privileges without what follows from others, in order. */
export function normalPrivileges(privileges: readonly string[]): readonly string[] {
  const names = new Set(privileges.map(privilegeName));
  return [...names].filter((name) => !names.has(ALL) || name === ALL || name === GRANT_OPTION).sort();
}

/** Whether two ways of writing grants mean the same. */
export function sameGrants(one: Grants, other: Grants): boolean {
  const normal = (grants: Grants) =>
    JSON.stringify(
      Object.keys(grants)
        .sort()
        .map((key) => [key, normalPrivileges(grants[key] ?? [])]),
    );
  return normal(one) === normal(other);
}

/** What an account may, in the form of a configuration; where it is just what is expected, in its words. */
export function describeGrants(granted: readonly Granted[], expected: Grants, all: AllPrivileges): Grants {
  const described: Record<string, readonly string[]> = {};
  for (const { target, privileges } of granted) {
    const key = targetKey(target);
    const words = expected[key];
    described[key] =
      words && isJust(target, privileges, words, all) ? words : normalPrivileges(collapsed(target, privileges, all));
  }
  return described;
}

/** The statements that give an account what it should have and then take what is too much. */
export function grantStatements(
  account: string,
  wanted: Grants,
  granted: readonly Granted[],
  all: AllPrivileges,
): string[] {
  const grants: string[] = [];
  const has = new Map(granted.map(({ target, privileges }) => [targetKey(target), privileges]));
  for (const [key, words] of Object.entries(wanted)) {
    const target = parseTargetKey(key);
    if (!target) throw new TypeError(`${key} is not what privileges can be on`);
    const missing = lacking(target, has.get(key) ?? [], words, all);
    if (missing.length === 0) continue;
    const named = missing.filter((name) => name !== GRANT_OPTION);
    const option = missing.includes(GRANT_OPTION) ? ' WITH GRANT OPTION' : '';
    grants.push(`GRANT ${named.join(', ') || 'USAGE'} ON ${targetSql(target)} TO ${account}${option}`);
  }
  const revokes = granted.flatMap(({ target, privileges }) => {
    if (target.level === 'role') return [`REVOKE ${targetSql(target)} FROM ${account}`];
    const extra = excess(target, privileges, wanted[targetKey(target)] ?? []);
    return extra.length === 0 ? [] : [`REVOKE ${extra.join(', ')} ON ${targetSql(target)} FROM ${account}`];
  });
  return [...grants, ...revokes];
}

function isJust(target: GrantTarget, has: readonly string[], wanted: readonly string[], all: AllPrivileges): boolean {
  return lacking(target, has, wanted, all).length === 0 && excess(target, has, wanted).length === 0;
}

function lacking(target: GrantTarget, has: readonly string[], wanted: readonly string[], all: AllPrivileges): string[] {
  const have = new Set([...has, ...collapsed(target, has, all)]);
  return normalPrivileges(wanted).filter((name) => !have.has(name));
}

function excess(target: GrantTarget, has: readonly string[], wanted: readonly string[]): string[] {
  const allowed = new Set(normalPrivileges(wanted));
  const isCovered = (name: string) => allowed.has(ALL) && counts(target, name);
  return has.filter((name) => !allowed.has(name) && !isCovered(name));
}

/** With `ALL` in the place of all privileges, where they are complete. */
function collapsed(target: GrantTarget, has: readonly string[], all: AllPrivileges): readonly string[] {
  const complete = target.level in all ? all[target.level as keyof AllPrivileges] : Number.POSITIVE_INFINITY;
  const counted = has.filter((name) => counts(target, name));
  if (counted.length < complete) return has;
  return [ALL, ...has.filter((name) => !counts(target, name))];
}

/** Whether a privilege is one of those that `ALL` stands for. */
function counts({ level }: GrantTarget, name: string): boolean {
  return level in { global: 0, database: 0, table: 0 } && name !== GRANT_OPTION && !name.includes('(');
}
