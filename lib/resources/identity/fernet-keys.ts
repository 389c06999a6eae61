import type { Host } from '../../host/host';
import { type KeyRepository, NotADirectory, type Ownership } from '../../host/keystone/key-repositories';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { GONE, resource } from '../../schema/resource';
import { HostUnreachable } from '../../ssh/errors';
import { sameMode } from '../host/ownership';
import { importOnHost } from '../host-and';
import type { Runtime } from '../runtime';
import { defaultPath, fernetKeysAttributes, kindProblems } from './fernet-keys-attributes';
import { type KeysBefore, keepKeys, recallKeys, releaseKeys, rememberNew, UNITS } from './fernet-keys-changes';

/** One of Keystone's key repositories. */
export const fernetKeys = resource<Runtime>()({
  name: 'fernet_keys',
  description:
    'One of the directories in which Keystone keeps keys: those that make its tokens, or those that encrypt credentials. The keys are made on the host ' +
    'and never leave it; neither state nor plan has anything of them. Keys that are there already are used as they are. ' +
    'Destroying this removes the keys that it made, and puts back owner and modes of those that it found or that were imported.',
  example: `resource "stackwright_fernet_keys" "tokens" {
  host              = "node1"
  rotation_schedule = "weekly"
}`,
  attributes: fernetKeysAttributes,
  rules: [
    {
      description: 'Keys of kind `credential` have no `rotation_schedule` and no `max_active_keys` but 3.',
      problems: kindProblems,
    },
  ],
  unique: ['host', 'path'],
  timeouts: { create: 120, read: 60, update: 300, delete: 60 },

  async read(context, state) {
    const host = context.runtime.host(state.host);
    const kind = state.kind ?? (state.path === defaultPath('credential') ? 'credential' : 'fernet');
    const known = { ...state, kind, max_active_keys: state.max_active_keys ?? 3 };
    const repository = await repositoryAt(host, state.path);
    if (!repository || repository.keys.size === 0) return GONE;
    const key = keyOwnership(repository, context.importing ? null : state);
    const { directory } = repository;
    const odd = (name: 'owner' | 'group') => (directory[name] === state[name] ? key[name] : directory[name]);
    const rotation_schedule = await host.keystoneKeys.schedule(state.path, context.private.get(UNITS));
    return {
      ...known,
      owner: odd('owner'),
      group: odd('group'),
      directory_mode: directory.mode,
      key_mode: key.mode,
      rotation_schedule,
    };
  },

  async plan({ runtime, signal }, { config, prior, planned }) {
    const { host, kind, rotation_schedule: schedule } = planned;
    if (typeof schedule === 'string' && schedule !== prior?.rotation_schedule && typeof host === 'string') {
      await foreseeCalendar(runtime.host(host), schedule, signal);
    }
    if (config.path !== null || typeof kind !== 'string') return undefined;
    return { planned: { path: defaultPath(kind) } };
  },

  async create(context, inputs) {
    const { runtime, signal, save } = context;
    const host = runtime.host(inputs.host);
    const wanted = { ...inputs, path: typeof inputs.path === 'string' ? inputs.path : defaultPath(inputs.kind) };
    await rememberKeys(host, wanted.path, signal);
    save(wanted);
    await rememberNew(host, wanted.path, wanted.rotation, signal);
    return keepKeys(context, wanted, null);
  },

  async update(context, inputs, prior) {
    // After an import nothing is remembered yet.
    await rememberKeys(context.runtime.host(inputs.host), prior.path, context.signal);
    return keepKeys(context, { ...inputs, path: prior.path }, prior);
  },

  async planDestroy({ runtime, diagnostics, signal }, { host, kind, path }) {
    const before = await recallKeys(runtime.host(host), path, signal);
    if (!before || before.key) return;
    const lost =
      kind === 'credential'
        ? 'Every credential that Keystone keeps encrypted, such as those for EC2 and TOTP, is lost for good.'
        : 'Every token that is in use becomes invalid at once.';
    diagnostics.warn('Keys will be lost', `The keys in ${path} on ${host} are removed. ${lost}`, at('path'));
  },

  async delete({ runtime, signal }, state) {
    await releaseKeys(runtime.host(state.host), state.path, signal);
  },

  import: importOnHost('path', 'node1:/etc/keystone/fernet-keys'),
});

async function repositoryAt({ name, keystoneKeys }: Host, path: string): Promise<KeyRepository | null> {
  try {
    return await keystoneKeys.repositories.info(path);
  } catch (error) {
    if (!(error instanceof NotADirectory)) throw error;
    throw new DiagnosticError(
      'Not a directory',
      `On ${name}, ${error.message} Remove it there, or give another path.`,
      at('path'),
    );
  }
}

/** Remembers how the repository is, unless that is remembered already. What was remembered of keys that are gone is about other ones. */
async function rememberKeys(host: Host, path: string, signal: AbortSignal): Promise<void> {
  const { found } = host.keystoneKeys.repositories;
  const repository = await repositoryAt(host, path);
  const before: KeysBefore = {
    directory: repository?.directory ?? null,
    key: repository && repository.keys.size > 0 ? keyOwnership(repository, null) : null,
  };
  const remembered = await recallKeys(host, path, signal);
  if (remembered?.key && !before.key) await found.replace(path, JSON.stringify(before), signal);
  else await found.remember(path, JSON.stringify(before), signal);
}

/** What is true of all keys; where they should be alike, the one that is not as expected is what there is to tell. */
function keyOwnership(
  { keys }: KeyRepository,
  expected: { readonly owner: string; readonly group: string; readonly key_mode: string } | null,
): Ownership {
  const all = [...keys.values()];
  const same = (one: string, other: string) => one === other;
  const tell = (name: keyof Ownership, wanted: string | undefined, alike = same) => {
    const values = all.map((key) => key[name]);
    return values.find((value) => wanted !== undefined && !alike(value, wanted)) ?? values[0] ?? '';
  };
  return {
    owner: tell('owner', expected?.owner),
    group: tell('group', expected?.group),
    mode: tell('mode', expected?.key_mode, sameMode),
  };
}

async function foreseeCalendar(host: Host, schedule: string, signal: AbortSignal): Promise<void> {
  let problem: string | undefined;
  try {
    problem = await host.keystoneKeys.calendarProblem(schedule, signal);
  } catch (error) {
    // A host that this very apply brings up cannot be asked yet.
    if (error instanceof HostUnreachable) return;
    throw error;
  }
  if (problem === undefined) return;
  const detail = `rotation_schedule is "${schedule}". systemd on ${host.name} says: ${problem} Give a calendar event such as "weekly" or "Mon *-*-* 03:00".`;
  throw new DiagnosticError('Not a calendar event', detail, at('rotation_schedule'));
}
