import type { Collection } from '../../openstack/collection';
import { DiagnosticError } from '../../schema/diagnostics';
import { repeatedly } from '../api/repeatedly';

/** Statuses of volumes and snapshots that pass by themselves. `reserved` does not: so is a volume of an instance on the shelf. */
const UNDER_WAY = new Set([
  ...['creating', 'downloading', 'extending', 'retyping', 'deleting', 'attaching', 'detaching', 'uploading'],
  ...['backing-up', 'restoring-backup', 'restoring', 'reverting', 'unmanaging'],
]);

interface Stored {
  readonly id: string;
  readonly status: string;
}

/** Waits until nothing is under way with an object any more, in error or not; undefined for one that is gone. */
export async function atRest<T extends Stored>(
  noun: string,
  objects: Collection<T>,
  id: string,
  signal: AbortSignal,
): Promise<T | undefined> {
  let last = '';
  const { object } = await repeatedly(
    async () => {
      const object = await objects.look(id, signal);
      last = object?.status ?? 'gone';
      return UNDER_WAY.has(last) ? undefined : { object };
    },
    () => `The ${noun} ${id} is still ${last}.`,
    signal,
  );
  return object;
}

/**
 * The same for who needs it whole.
 * @param failed the error for one that Cinder has given up
 * @throws {DiagnosticError} when it is in error, or gone
 */
export async function settled<T extends Stored>(
  noun: string,
  objects: Collection<T>,
  id: string,
  signal: AbortSignal,
  failed: (object: T) => Promise<DiagnosticError>,
): Promise<T> {
  const object = await atRest(noun, objects, id, signal);
  if (!object)
    throw new DiagnosticError('Gone meanwhile', `The ${noun} ${id} is there no longer. Apply again to make it anew.`);
  if (isInError(object)) throw await failed(object);
  return object;
}

export function isInError({ status }: { readonly status: string }): boolean {
  return status.startsWith('error');
}
