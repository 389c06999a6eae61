import type { AccountTables, User, UserAttributes } from '../../host/accounts/accounts';
import { AccountError } from '../../host/accounts/accounts';
import type { Host } from '../../host/host';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { SystemUserInputs } from './system-user-attributes';

/** How a user, and its primary group, was found before it was first managed. */
export interface UserBefore {
  /** Null when there was none. */
  readonly user: (Omit<User, 'gid'> & { readonly group: string; readonly groups: readonly string[] }) | null;
  /** Number of the group of the user's own name; null when there was none. */
  readonly gid: number | null;
}

/** Remembers how things are, unless that is remembered already. */
export async function rememberUser(host: Host, inputs: SystemUserInputs, signal: AbortSignal): Promise<void> {
  const tables = await host.accounts.tables();
  const user = tables.user(inputs.name);
  const before: UserBefore = {
    user: user ? { ...user, group: tables.primaryGroup(user), groups: tables.supplementaryGroups(user) } : null,
    gid: tables.group(inputs.name)?.gid ?? null,
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
    // A user that is there keeps its group unless another is given; a new one gets one of its own.
    const group = wanted.group ?? (current ? undefined : name);
    if (group !== undefined && !tables.group(group)) {
      await rememberGroup(host, name, group, signal);
      await accounts.addGroup(group, { system }, signal);
    }
    if (!current) {
      await accounts.addUser(name, { ...wanted, group: group ?? name }, { system, home: createHome }, signal);
    } else {
      await accounts.changeUser(name, difference(wanted, current, tables), createHome, signal);
      await removeUnusedGroups(host, name, signal);
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
    // userdel takes a group of the user's name along, whoever made it.
    if (before && before.gid !== null && !(await accounts.tables()).group(name)) {
      await accounts.addGroup(name, { gid: before.gid }, signal);
    }
    await removeUnusedGroups(host, name, signal);
  });
}

/** Remembers that a group is about to be made for a user, since groups that were there before are never removed. */
async function rememberGroup(host: Host, user: string, group: string, signal: AbortSignal): Promise<void> {
  const made = await groupsMadeFor(host, user, signal);
  await host.groupsMade.replace(user, JSON.stringify([...made, group]), signal);
}

async function groupsMadeFor(host: Host, user: string, signal: AbortSignal): Promise<readonly string[]> {
  return JSON.parse((await host.groupsMade.recall(user, signal)) ?? '[]') as readonly string[];
}

/** Removes groups that were made for the user and that nobody is in any more. */
async function removeUnusedGroups(host: Host, user: string, signal: AbortSignal): Promise<void> {
  const made = await groupsMadeFor(host, user, signal);
  if (made.length === 0) return;
  const tables = await host.accounts.tables();
  const isUsed = (name: string) => {
    const group = tables.group(name);
    return group !== undefined && (group.members.length > 0 || tables.users.some(({ gid }) => gid === group.gid));
  };
  for (const name of made) {
    if (tables.group(name) && !isUsed(name)) await host.accounts.removeGroup(name, signal);
  }
  await host.groupsMade.replace(user, JSON.stringify(made.filter(isUsed)), signal);
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
