import type { UserInfo } from '../../host/mariadb/accounts';
import { grantStatements } from '../../host/mariadb/grants';
import type { MariaDb } from '../../host/mariadb/mariadb';
import { passwordHash } from '../../host/mariadb/password-hash';
import { sqlAccount, sqlText } from '../../host/mariadb/sql';
import type { MariadbUserInputs } from './mariadb-user-attributes';

/** Makes the accounts of a user what they should be, where something is to do. @param before how they are */
export async function settleAccounts(
  mariadb: MariaDb,
  wanted: MariadbUserInputs,
  before: UserInfo,
  signal: AbortSignal,
): Promise<void> {
  const hash = passwordHash(wanted.password);
  const options = `IDENTIFIED VIA mysql_native_password USING ${sqlText(hash)} REQUIRE ${wanted.require_tls ? 'SSL' : 'NONE'} ACCOUNT UNLOCK`;
  const logins: string[] = [];
  for (const host of wanted.from) {
    const account = before.accounts.find((candidate) => candidate.host === host);
    const name = sqlAccount(wanted.name, host);
    if (!account) logins.push(`CREATE USER IF NOT EXISTS ${name} ${options}`);
    else if (!account.takesPassword || account.requiresTls !== wanted.require_tls)
      logins.push(`ALTER USER ${name} ${options}`);
  }
  await mariadb.accounts.change(logins, { signal, secret: true });
  const grants = wanted.from.flatMap((host) => {
    const granted = before.accounts.find((account) => account.host === host)?.granted ?? [];
    return grantStatements(sqlAccount(wanted.name, host), wanted.grants, granted, before.all);
  });
  const tooMany = before.accounts.filter(({ host }) => !wanted.from.includes(host));
  const drops = tooMany.map(({ host }) => `DROP USER IF EXISTS ${sqlAccount(wanted.name, host)}`);
  await mariadb.accounts.change([...grants, ...drops], { signal });
}

/** Drops every account of a user. */
export async function dropAccounts(mariadb: MariaDb, name: string, signal: AbortSignal): Promise<void> {
  const { accounts } = await mariadb.accounts.info(name, null);
  const drops = accounts.map(({ host }) => `DROP USER IF EXISTS ${sqlAccount(name, host)}`);
  await mariadb.accounts.change(drops, { signal });
}
