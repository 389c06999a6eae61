import type { User } from '../../host/accounts/accounts';
import { keysPath } from '../../host/accounts/authorized-keys';
import type { Host } from '../../host/host';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { GONE, resource } from '../../schema/resource';
import { CommandError } from '../../ssh/command-errors';
import { HostUnreachable } from '../../ssh/errors';
import { importOnHost } from '../host-and';
import type { Runtime } from '../runtime';
import { recallUser, refuseTakenUid, rememberUser, restoreAccount, settleAccount } from './system-user-account';
import { type SystemUserInputs, type SystemUserState, systemUserAttributes } from './system-user-attributes';

/** Below this number users are the system's own, unless /etc/login.defs was changed. */
const FIRST_ORDINARY_UID = 1000;

/** A user of a host. */
export const systemUser = resource<Runtime>()({
  name: 'system_user',
  description:
    'A user of a host, with its groups, home directory and the keys that may log in. A user that is there already is taken over: ' +
    'it gets what the configuration says, and what it had before when this is destroyed. A user that this made is removed, its ' +
    'home directory only with `remove_home`. A user made here has no password.',
  example: `resource "stackwright_system_user" "operator" {
  host            = "node1"
  name            = "operator"
  groups          = ["adm", "sudo"]
  authorized_keys = [file("operator.pub")]
}`,
  attributes: systemUserAttributes,
  timeouts: { create: 120, read: 60, update: 120, delete: 300 },

  async read({ runtime, signal, importing }, state) {
    const host = runtime.host(state.host);
    const tables = await host.accounts.tables();
    const user = tables.user(state.name);
    if (!user) return GONE;
    const home = await host.files.info(user.home);
    const managesKeys = importing ? (await host.files.info(keysPath(user))) !== null : state.authorized_keys !== null;
    const expected = state.authorized_keys ?? [];
    return {
      host: state.host,
      name: state.name,
      uid: user.uid,
      group: tables.primaryGroup(user),
      groups: tables.supplementaryGroups(user),
      home: user.home,
      shell: user.shell,
      comment: user.comment,
      system: importing ? user.uid < FIRST_ORDINARY_UID : state.system,
      create_home: importing || state.create_home ? home?.type === 'directory' : false,
      authorized_keys: managesKeys ? await host.authorizedKeys.read(user, expected, signal) : null,
      remove_home: importing ? false : state.remove_home,
    };
  },

  async plan({ runtime, diagnostics }, { config, prior, planned }) {
    const { uid, name, system } = planned;
    if (prior && typeof uid === 'number' && uid !== prior.uid) {
      const detail = `uid of ${prior.name} changes from ${prior.uid} to ${uid}. Files outside its home directory keep the old number.`;
      diagnostics.warn('Files keep the old number', detail, at('uid'));
    }
    const { host } = planned;
    if (typeof uid === 'number' && uid !== prior?.uid && typeof host === 'string' && typeof name === 'string') {
      await foreseeUid(runtime.host(host), name, uid);
    }
    if (config.shell !== null || typeof system !== 'boolean') return undefined;
    return { planned: { shell: system ? '/usr/sbin/nologin' : '/bin/bash' } };
  },

  async create(context, inputs) {
    const { runtime, signal } = context;
    const host = runtime.host(inputs.host);
    await rememberUser(host, inputs, signal);
    await settleAccount(host, inputs, signal);
    context.save({ ...(await settled(host, inputs)), authorized_keys: null });
    await settleKeys(context, host, inputs);
    return settled(host, inputs);
  },

  async update(context, inputs, prior) {
    const host = context.runtime.host(inputs.host);
    // The original of the file goes with the place where it stood.
    const leaves = inputs.authorized_keys === null || (typeof inputs.home === 'string' && inputs.home !== prior.home);
    if (prior.authorized_keys !== null && leaves) {
      const user = await existingUser(host, inputs.name);
      await host.originals.restore(keysPath(user), context.signal);
    }
    await settleAccount(host, inputs, context.signal);
    await settleKeys(context, host, inputs);
    return settled(host, inputs);
  },

  async planDestroy({ runtime, diagnostics, signal }, state) {
    if (!state.remove_home) return;
    const before = await recallUser(runtime.host(state.host), state.name, signal);
    if (before?.user) return;
    const detail = `${state.home} on ${state.host} will be removed with all that is in it, since remove_home is true.`;
    diagnostics.warn('Files will be lost', detail, at('remove_home'));
  },

  async delete({ runtime, signal }, state) {
    const host = runtime.host(state.host);
    const user = (await host.accounts.tables()).user(state.name);
    if (user && state.authorized_keys !== null) {
      await host.originals.restore(keysPath(user), signal);
      await host.authorizedKeys.tidy(user, signal);
    }
    await restoreAccount(host, state.name, state.remove_home, signal);
    await host.usersFound.forget(state.name, signal);
    await host.groupsMade.forget(state.name, signal);
  },

  import: importOnHost('name', 'node1:operator'),
});

async function settleKeys({ signal }: Context<Runtime>, host: Host, inputs: SystemUserInputs): Promise<void> {
  const { name, authorized_keys: keys } = inputs;
  if (keys === null) return;
  const user = await existingUser(host, name);
  const actual = await host.authorizedKeys.read(user, keys, signal);
  if (JSON.stringify(actual) === JSON.stringify(keys)) return;
  try {
    await host.originals.keep(keysPath(user), signal);
    await host.authorizedKeys.write(user, keys, signal);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const detail = `The keys of ${name} cannot be written to ${keysPath(user)} on ${host.name}: ${error.stderr.trim()}`;
    throw new DiagnosticError('Keys not written', detail, at('authorized_keys'));
  }
}

/** The state after the work: as planned, with what the host chose where the plan leaves it open. */
async function settled(host: Host, inputs: SystemUserInputs): Promise<SystemUserState> {
  const user = await existingUser(host, inputs.name);
  const { uid, home, shell } = user;
  return { ...inputs, uid, home, shell, group: (await host.accounts.tables()).primaryGroup(user) };
}

async function existingUser(host: Host, name: string): Promise<User> {
  const user = (await host.accounts.tables()).user(name);
  if (!user) throw new Error(`the user ${name} vanished from ${host.name} while it was being managed`);
  return user;
}

async function foreseeUid(host: Host, name: string, uid: number): Promise<void> {
  try {
    refuseTakenUid(host.name, name, uid, await host.accounts.tables());
  } catch (error) {
    // A host that this very apply brings up cannot be looked at yet; the tools will refuse it then.
    if (!(error instanceof HostUnreachable)) throw error;
  }
}
