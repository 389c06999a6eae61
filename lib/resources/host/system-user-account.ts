import type { AccountTables, User, UserAttributes } from '../../host/accounts';
import { AccountError } from '../../host/accounts';
import type { Host } from '../../host/host';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { SystemUserInputs } from './system-user-attributes';

/** How a user, and its primary group, was found before it was first managed. */
export interface UserBefore {
  /** Null when there was none. */
  readonly user: (Omit<User, 'gid'> & { readonly group: string; readonly groups: readonly string[] }) | null;
  /** The primary group that it was to have; null when there was none of that name. */
  readonly group: { readonly name: string; readonly gid: number } | null;
}

/** Remembers how things are, unless that is remembered already. */
export async function rememberUser(host: Host, inputs: SystemUserInputs, signal: AbortSignal): Promise<void> {
  const tables = await host.accounts.tables();
  const user = tables.user(inputs.name);
  const group = tables.group(wantedGroup(inputs));
  const before: UserBefore = {
    user: user ? { ...user, group: tables.primaryGroup(user), groups: tables.supplementaryGroups(user) } : null,
    group: group ? { name: group.name, gid: group.gid } : null,
  };
  await host.usersFound.remember(inputs.name, JSON.stringify(before), signal);
}

export async function recallUser(host: Host, name: string, signal: AbortSignal): Promise<UserBefore | undefined> {
  const note = await host.usersFound.recall(name, signal);
  return note === undefined ? undefined : (JSON.parse(note) as UserBefore);
}

/** Makes the user, or gives the one that is there what it lacks. */
export async function settleAccount(host: Host, inputs: SystemUserInputs, signal: AbortSignal): Promise<void> {
  const { accounts } = host;
  const { name, system, create_home: createHome } = inputs;
  const tables = await accounts.tables();
  const current = tables.user(name);
  const wanted = attributesOf(inputs);
  await refuse(host, inputs, tables, signal);
  await saying('User not changed', async () => {
    if (wanted.group !== undefined && !tables.group(wanted.group)) {
      await accounts.addGroup(wanted.group, { system }, signal);
    }
    if (!current) {
      // With --user-group, useradd refuses a group of that name that is there already.
      const group = wanted.group ?? tables.group(name)?.name;
      const all = group === undefined ? wanted : { ...wanted, group };
      await accounts.addUser(name, all, { system, home: createHome }, signal);
    } else {
      const changes = difference(wanted, current, tables);
      await accounts.changeUser(name, changes, createHome, signal);
    }
    const home = (await accounts.tables()).user(name)?.home;
    if (createHome && home !== undefined && !(await host.files.info(home))) await accounts.makeHome(name, signal);
  });
}

/** Puts a user back as it was found, or removes it. */
export async function restoreAccount(
  host: Host,
  name: string,
  removeHome: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { accounts } = host;
  const before = await recallUser(host, name, signal);
  const tables = await accounts.tables();
  const current = tables.user(name);
  await saying('User not removed', async () => {
    if (current && before?.user) {
      const { uid, group, groups, home, shell, comment } = before.user;
      const changes = difference({ uid, group, groups, home, shell, comment }, current, tables);
      await accounts.changeUser(name, changes, true, signal);
    } else if (current) {
      await accounts.removeUser(name, removeHome, signal);
    }
    await restoreGroup(host, current && tables.primaryGroup(current), before, signal);
  });
}

/** userdel takes a group of the user's name along; a group that was made for the user goes when nobody else has it. */
async function restoreGroup(
  host: Host,
  primary: string | undefined,
  before: UserBefore | undefined,
  signal: AbortSignal,
): Promise<void> {
  const tables = await host.accounts.tables();
  if (before?.group) {
    const { name, gid } = before.group;
    if (!tables.group(name)) await host.accounts.addGroup(name, { gid }, signal);
    return;
  }
  const group = primary === undefined || before === undefined ? undefined : tables.group(primary);
  if (!group || group.members.length > 0 || tables.users.some(({ gid }) => gid === group.gid)) return;
  await host.accounts.removeGroup(group.name, signal);
}

function wantedGroup({ group, name }: SystemUserInputs): string {
  return typeof group === 'string' ? group : name;
}

function attributesOf({ uid, group, groups, home, shell, comment }: SystemUserInputs): UserAttributes {
  return {
    ...(typeof uid === 'number' && { uid }),
    ...(typeof group === 'string' && { group }),
    groups,
    ...(typeof home === 'string' && { home }),
    ...(typeof shell === 'string' && { shell }),
    comment,
  };
}

/** What of the wanted attributes is not so yet. */
function difference(wanted: UserAttributes, current: User, tables: AccountTables): UserAttributes {
  const { uid, group, groups, home, shell, comment } = wanted;
  const isSame = (names: readonly string[]) =>
    JSON.stringify([...names].sort()) === JSON.stringify(tables.supplementaryGroups(current));
  return {
    ...(uid !== undefined && uid !== current.uid && { uid }),
    ...(group !== undefined && group !== tables.primaryGroup(current) && { group }),
    ...(groups !== undefined && !isSame(groups) && { groups }),
    ...(home !== undefined && home !== current.home && { home }),
    ...(shell !== undefined && shell !== current.shell && { shell }),
    ...(comment !== undefined && comment !== current.comment && { comment }),
  };
}

/** What the tools would refuse, or worse, would not. */
async function refuse(
  host: Host,
  { name, uid, groups, shell }: SystemUserInputs,
  tables: AccountTables,
  signal: AbortSignal,
): Promise<void> {
  if (typeof uid === 'number') refuseTakenUid(host.name, name, uid, tables);
  const missing = groups.filter((group) => !tables.group(group));
  if (missing.length > 0) {
    throw new DiagnosticError(
      'No such group',
      `groups has ${missing.map((group) => `"${group}"`).join(', ')}, which ${host.name} does not know. ` +
        'Install the package that makes the group first and let this user depend on it, or mend the name.',
      at('groups'),
    );
  }
  if (typeof shell === 'string' && tables.user(name)?.shell !== shell && !(await host.accounts.canRun(shell, signal))) {
    const detail = `shell is "${shell}", which is no program on ${host.name}. Install its package first, or give another shell.`;
    throw new DiagnosticError('No such shell', detail, at('shell'));
  }
}

/** @throws {DiagnosticError} when somebody else has the number */
export function refuseTakenUid(host: string, name: string, uid: number, tables: AccountTables): void {
  const other = tables.users.find((user) => user.uid === uid && user.name !== name);
  if (!other) return;
  const detail = `uid is ${uid}, which is the number of the user "${other.name}" on ${host}. Give another, or leave it out for the next free one.`;
  throw new DiagnosticError('Number taken', detail, at('uid'));
}

async function saying<T>(summary: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AccountError) throw new DiagnosticError(summary, error.message, at('name'));
    throw error;
  }
}
