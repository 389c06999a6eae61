import type { AccountInfo } from '../../host/mariadb/accounts';
import { describeGrants, sameGrants } from '../../host/mariadb/grants';
import type { MariaDb } from '../../host/mariadb/mariadb';
import { passwordHash } from '../../host/mariadb/password-hash';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { GONE, resource } from '../../schema/resource';
import { importOnHost } from '../host-and';
import { OTHER_PASSWORD, passwordToTry } from '../password-attribute';
import type { Runtime } from '../runtime';
import { dropAccounts, settleAccounts } from './mariadb-accounts';
import { type MariadbUserState, mariadbUserAttributes } from './mariadb-user-attributes';

/** A user of a MariaDB server. */
export const mariadbUser = resource<Runtime>()({
  name: 'mariadb_user',
  description:
    'A user of the MariaDB server on a host: its accounts, password and privileges. Only the hash of the password reaches the server, ' +
    'and never by a list of processes; whether it still is the password is found out by letting the server compare. A user that exists ' +
    'and is as configured is taken over, or can be imported: then destroying leaves it as it is. Destroying drops a user that this made.',
  example: `resource "stackwright_mariadb_user" "nova" {
  host     = "node1"
  name     = "nova"
  password = "{{secret:nova/database}}"
  grants = {
    "nova.*"     = ["ALL"]
    "nova_api.*" = ["ALL"]
  }
}`,
  attributes: mariadbUserAttributes,
  unique: ['host', 'name'],
  timeouts: { create: 60, read: 60, update: 60, delete: 60 },

  async read({ runtime }, state) {
    const { accounts: server } = runtime.host(state.host).mariadb;
    // After an import nothing but the name is known.
    const { from, grants = {}, password } = state as Partial<MariadbUserState>;
    const hash = password ? passwordHash(passwordToTry(password)) : null;
    const { accounts, all } = await server.info(state.name, hash);
    if (accounts.length === 0) return GONE;
    const judged = expectedOf(accounts, from ?? []);
    const described = judged.map(({ granted }) => describeGrants(granted, grants ?? {}, all));
    const requiring = judged.map(({ requiresTls }) => requiresTls);
    return {
      host: state.host,
      name: state.name,
      from: accounts.map(({ host }) => host).sort(),
      password:
        password && judged.every(({ takesPassword }) => takesPassword) ? passwordToTry(password) : OTHER_PASSWORD,
      // Of accounts that should be alike, the one that is not is what there is to tell.
      grants: described.find((one) => !sameGrants(one, grants ?? {})) ?? grants ?? {},
      require_tls: requiring.find((one) => one !== state.require_tls) ?? state.require_tls ?? false,
    };
  },

  async create(context, inputs) {
    const { mariadb } = context.runtime.host(inputs.host);
    const before = await mariadb.accounts.info(inputs.name, passwordHash(inputs.password));
    const { accounts, all } = before;
    // Before it is made: a run that is killed in between has made it all the same.
    if (accounts.length === 0) await mariadb.usersMade.remember(inputs.name, '', context.signal);
    else if (!(await isOurs(mariadb, inputs.name, context.signal))) {
      const differing = differences(accounts, inputs, (account) => describeGrants(account.granted, inputs.grants, all));
      if (differing.length > 0) {
        throw new DiagnosticError(
          'The user exists already',
          `${mariadb.name} has a user ${inputs.name} that is not as configured: ${differing.join('; ')}. To change it, import it as ` +
            `"${inputs.host}:${inputs.name}"; else give this one another name.`,
          at('name'),
        );
      }
    }
    context.save(inputs);
    await settleAccounts(mariadb, inputs, before, context.signal);
    return { ...inputs };
  },

  async update({ runtime, signal }, inputs) {
    const { mariadb } = runtime.host(inputs.host);
    const before = await mariadb.accounts.info(inputs.name, passwordHash(inputs.password));
    if (before.accounts.length === 0) await mariadb.usersMade.remember(inputs.name, '', signal);
    await settleAccounts(mariadb, inputs, before, signal);
    return { ...inputs };
  },

  async planDestroy({ runtime, diagnostics, signal }, { host, name }) {
    const { mariadb } = runtime.host(host);
    if (await isOurs(mariadb, name, signal)) return;
    const detail = `The user ${name} of ${mariadb.name} is not known to have been made here, so destroying leaves it, with its password and grants.`;
    diagnostics.warn('The user stays', detail, at('name'));
  },

  async delete({ runtime, signal }, { host, name }) {
    const { mariadb } = runtime.host(host);
    if (!(await isOurs(mariadb, name, signal))) return;
    await dropAccounts(mariadb, name, signal);
    await mariadb.usersMade.forget(name, signal);
  },

  import: importOnHost('name', 'node1:nova'),
});

/** Whether it was made here; a note says so, which is written before it is made. */
async function isOurs(mariadb: MariaDb, name: string, signal: AbortSignal): Promise<boolean> {
  return (await mariadb.usersMade.recall(name, signal)) !== undefined;
}

/** The accounts that should be there, as far as they are; all of them where none of those is. */
function expectedOf(accounts: readonly AccountInfo[], from: readonly string[]): readonly AccountInfo[] {
  const expected = accounts.filter(({ host }) => from.includes(host));
  return expected.length > 0 ? expected : accounts;
}

/** In what an existing user is not as configured, in words. */
function differences(
  accounts: readonly AccountInfo[],
  wanted: MariadbUserState,
  grantsOf: (account: AccountInfo) => MariadbUserState['grants'],
): string[] {
  const from = accounts.map(({ host }) => host).sort();
  const grants = accounts.map(grantsOf).find((one) => !sameGrants(one, wanted.grants));
  const found: string[] = [];
  if (from.join() !== [...wanted.from].sort().join()) found.push(`from is ${JSON.stringify(from)}`);
  if (!accounts.every(({ takesPassword }) => takesPassword)) found.push('password is another one');
  if (grants) found.push(`grants is ${JSON.stringify(grants)}`);
  if (accounts.some(({ requiresTls }) => requiresTls !== wanted.require_tls))
    found.push(`require_tls is ${!wanted.require_tls}`);
  return found;
}
