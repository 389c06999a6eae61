import type { Host } from '../../host/host';
import type { Ownership } from '../../host/keystone/key-repositories';
import type { KeyKind, Rotation } from '../../host/keystone/key-rotation';
import { RotationFailed, saidBy } from '../../host/keystone/keystone-keys';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Runtime } from '../runtime';
import type { FernetKeysInputs, FernetKeysState } from './fernet-keys-attributes';

/** Kept beside the state: by what to tell that nobody has changed the units. */
export const UNITS = 'units';

/** How a repository was before it was first changed. */
export interface KeysBefore {
  /** Null when there was no directory. */
  readonly directory: Ownership | null;
  /** Null when there were no keys: then all that are there later are ours. */
  readonly key: Ownership | null;
}

/** For which text keys are rotated, and the newest key that there was before; null when that is not to be done. */
interface RotationNote {
  readonly rotation: string | null;
  readonly since: number | null;
}

export async function recallKeys(
  { keystoneKeys }: Host,
  path: string,
  signal: AbortSignal,
): Promise<KeysBefore | undefined> {
  const note = await keystoneKeys.repositories.found.recall(path, signal);
  return note === undefined ? undefined : (JSON.parse(note) as KeysBefore);
}

/** Makes a repository what is asked for. */
export async function keepKeys(
  { runtime, signal, private: facts }: Context<Runtime>,
  inputs: FernetKeysInputs,
  prior: FernetKeysState | null,
): Promise<FernetKeysState> {
  const host = runtime.host(inputs.host);
  const { path, owner, group, rotation, rotation_schedule: schedule } = inputs;
  const { keystoneKeys } = host;
  const { repositories } = keystoneKeys;
  const directory = { owner, group, mode: inputs.directory_mode };
  const key = { owner, group, mode: inputs.key_mode };
  try {
    if (!(await recallKeys(host, path, signal))?.key) await repositories.setUp(path, directory, key, signal);
    await repositories.own(path, directory, key, signal);
  } catch (error) {
    throw explained(host.name, inputs, error);
  }
  if (rotation !== null && rotation !== prior?.rotation) await rotateOnce(host, inputs, rotation, signal);
  if (schedule === null) {
    await keystoneKeys.removeSchedule(path, signal);
    facts.set(UNITS, undefined);
  } else facts.set(UNITS, await keystoneKeys.setSchedule({ ...rotationOf(inputs), schedule, owner, group }, signal));
  return { ...inputs };
}

/** Puts a repository back as it was found, and leaves one of which nothing is remembered. */
export async function releaseKeys(host: Host, path: string, signal: AbortSignal): Promise<void> {
  const { keystoneKeys } = host;
  const { repositories } = keystoneKeys;
  await keystoneKeys.removeSchedule(path, signal);
  const before = await recallKeys(host, path, signal);
  if (before && !before.key) await repositories.remove(path, before.directory === null, signal);
  const now = before?.directory ? await repositories.info(path) : null;
  if (now && before?.directory) await repositories.own(path, before.directory, before.key ?? before.directory, signal);
  await repositories.found.forget(path, signal);
  await repositories.rotations.forget(path, signal);
}

function rotationOf({ kind, path, max_active_keys: maxActiveKeys, key_mode: keyMode }: FernetKeysInputs): Rotation {
  return { kind: kind as KeyKind, path, maxActiveKeys, keyMode };
}

/** Remembers on the host that keys are not to be rotated for this text: they are new. */
export async function rememberNew({ keystoneKeys }: Host, path: string, rotation: string | null, signal: AbortSignal) {
  const note: RotationNote = { rotation, since: null };
  await keystoneKeys.repositories.rotations.replace(path, JSON.stringify(note), signal);
}

/** What is to be rotated for is remembered on the host first: whenever an apply is killed, the next one can tell whether it was done. */
async function rotateOnce(host: Host, inputs: FernetKeysInputs, rotation: string, signal: AbortSignal): Promise<void> {
  const { path, owner } = inputs;
  const { repositories } = host.keystoneKeys;
  const text = await repositories.rotations.recall(path, signal);
  let note = text === undefined ? undefined : (JSON.parse(text) as RotationNote);
  if (note?.rotation !== rotation) {
    const keys = (await repositories.info(path))?.keys.keys() ?? [];
    note = { rotation, since: Math.max(0, ...keys) };
    await repositories.rotations.replace(path, JSON.stringify(note), signal);
  }
  if (note.since === null) return;
  try {
    await host.keystoneKeys.rotate({ ...rotationOf(inputs), since: note.since }, owner, signal);
  } catch (error) {
    if (!(error instanceof RotationFailed)) throw error;
    const detail =
      `The keys in ${path} on ${host.name} were not rotated. keystone-manage says:\n${error.said}\n\n` +
      'Mend what it complains of, and apply again: the keys that are there go on being good.';
    throw new DiagnosticError('Keys not rotated', detail, at('rotation'));
  }
}

function explained(host: string, { path, owner, group }: FernetKeysInputs, error: unknown): unknown {
  const said = saidBy(error);
  if (said === undefined) return error;
  if (/invalid (user|group|spec)/.test(said)) {
    const detail = `${host} has no user "${owner}" or no group "${group}": ${said} Install Keystone first and let this depend on its package, or mend the names.`;
    return new DiagnosticError('No such user', detail, at('owner'));
  }
  const detail = `The keys cannot be kept in ${path} on ${host}: ${said} The directory above it has to be there; Keystone's package brings /etc/keystone.`;
  return new DiagnosticError('No place for keys', detail, at('path'));
}
