import type { Snapshot, Volume } from '../../openstack/block-storage/objects';
import type { Cloud } from '../../openstack/cloud';
import { OpenStackError } from '../../openstack/errors';
import { DiagnosticError } from '../../schema/diagnostics';

/** Where to look for what Cinder tells nobody by its API. */
const LOGS =
  'cinder-scheduler.log tells where there was no backend to place it, and cinder-volume.log on the host of the backend what its driver said.';

/** What Cinder has told of an object that something went wrong with, as sentences; where to look when that is nothing. */
export async function saidOf(cloud: Cloud, id: string, signal?: AbortSignal): Promise<string> {
  try {
    const [latest] = await cloud.blockStorage.messagesOf(id, signal);
    return latest === undefined ? `Cinder does not say why. ${LOGS}` : `Cinder says: ${sentence(latest)} ${LOGS}`;
  } catch (error) {
    if (!(error instanceof OpenStackError)) throw error;
    return `${LOGS} (What Cinder says of it could not be seen: ${error.message})`;
  }
}

/** Cinder puts what it tried and what came of it into one text: `schedule allocate volume:Could not find ...`. */
function sentence(message: string): string {
  const text = message.replace(/:(?=\S)/, ': ').trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The error for a volume that Cinder has given up. */
export async function volumeFailed(cloud: Cloud, volume: Volume, signal?: AbortSignal): Promise<DiagnosticError> {
  return new DiagnosticError(
    'The volume is in error',
    `${await told('volume', cloud, volume, signal)}\n\nOnce the cause is mended: one that was never there whole is replaced by the next apply; of one ` +
      `that has data, an administrator sets the status back with "openstack volume set --state available ${volume.id}".`,
  );
}

/** The error for a snapshot that Cinder has given up. */
export async function snapshotFailed(cloud: Cloud, snapshot: Snapshot, signal?: AbortSignal): Promise<DiagnosticError> {
  return new DiagnosticError(
    'The snapshot is in error',
    `${await told('snapshot', cloud, snapshot, signal)}\n\nOnce the cause is mended, another one takes its place: apply again, or with -replace when it was ` +
      'there before.',
  );
}

/** The error for what is still there after it was to be deleted. */
export async function notDeleted(
  noun: 'volume' | 'snapshot',
  cloud: Cloud,
  object: Volume | Snapshot,
  signal?: AbortSignal,
): Promise<DiagnosticError> {
  const advice =
    object.status === 'error_deleting'
      ? `Cinder tries again once an administrator has set its status back with "openstack volume ${noun === 'volume' ? '' : 'snapshot '}set --state error ${object.id}".`
      : 'Mend the cause, and apply again.';
  return new DiagnosticError('Not destroyed', `${await told(noun, cloud, object, signal)}\n\n${advice}`);
}

async function told(noun: string, cloud: Cloud, object: Volume | Snapshot, signal?: AbortSignal): Promise<string> {
  const { id, name, status } = object;
  return `The ${noun} ${name || id} (${id}) is ${status}. ${await saidOf(cloud, id, signal)}`;
}
