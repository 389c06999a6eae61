import { ACCOUNTS, ALL_PRIVILEGES, GRANTS, type GrantRow, grantedBy, loginQuestion } from './account-questions';
import type { ChangeOptions, MariaDbClient } from './client';
import type { AllPrivileges, Granted } from './grants';

/** One account: a user's name at one of the hosts that it comes from. */
export interface AccountInfo {
  readonly host: string;
  readonly requiresTls: boolean;
  /** Whether the password that was asked for, and it alone, lets the account in. */
  readonly takesPassword: boolean;
  readonly granted: readonly Granted[];
}

/** The accounts of a user, and what the server counts as all privileges. */
export interface UserInfo {
  readonly accounts: readonly AccountInfo[];
  readonly all: AllPrivileges;
}

interface AccountRow {
  readonly user: string;
  readonly host: string;
  readonly grantee: string;
  readonly tls: boolean;
}

/** The accounts of a server. */
export class DatabaseAccounts {
  constructor(private readonly client: MariaDbClient) {}

  /**
   * What there is of a user. The server compares the hash of the password and answers yes or no: none is ever read.
   *
   * @param hash what is kept of the password that is expected; null when none is
   */
  public async info(user: string, hash: string | null): Promise<UserInfo> {
    const [rows, grants, alls, logins] = await Promise.all([
      this.client.select<AccountRow>(ACCOUNTS),
      Promise.all(GRANTS.map((question) => this.client.select<GrantRow>(question))),
      this.client.select<AllPrivileges>(ALL_PRIVILEGES),
      hash === null ? [] : this.client.select<{ host: string; takes: boolean }>(loginQuestion(user, hash)),
    ]);
    const [all] = alls;
    if (!all) throw new Error(`${this.client.server} did not say what all privileges are`);
    const taking = new Set(logins.filter(({ takes }) => takes).map(({ host }) => host));
    const accounts = rows
      .filter((row) => row.user === user)
      .map(({ host, grantee, tls }) => ({
        host,
        requiresTls: tls,
        takesPassword: taking.has(host),
        granted: grantedBy(grants.flat(), grantee),
      }));
    return { accounts, all };
  }

  public change(statements: readonly string[], options: ChangeOptions): Promise<void> {
    return this.client.change(statements, options);
  }
}
