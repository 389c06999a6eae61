import { setTimeout as wait } from 'node:timers/promises';
import type { Container } from '../../openstack/object-store/containers';
import type { ObjectStore } from '../../openstack/object-store/object-store';
import type { ContainerPlace } from '../../openstack/object-store/paths';

const NAMED = 3;
/** As many requests as a session has on their way at once. */
const AT_ONCE = 8;
const PAUSE_MS = 500;

/** What is in a container, in words; undefined when it is empty. */
export async function contentsOf(
  { containers }: ObjectStore,
  place: ContainerPlace,
  { objectCount, bytesUsed }: Container,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (objectCount === 0 && bytesUsed === 0) return undefined;
  if (objectCount === 0) return `former versions of objects, with ${bytesUsed} bytes`;
  const names: string[] = [];
  for await (const { name } of containers.list(place, { limit: NAMED }, signal)) {
    names.push(`"${name}"`);
    if (names.length === NAMED) break;
  }
  const among = names.length === 0 ? '' : `${names.length < objectCount ? ', among them' : ':'} ${names.join(', ')}`;
  return `${objectCount} ${objectCount === 1 ? 'object' : 'objects'} with ${bytesUsed} bytes${among}`;
}

/** Removes a container with all that is in it. A list may still tell of what was just removed, so it looks until it is empty. */
export async function removeWithContents(
  { containers, objects }: ObjectStore,
  place: ContainerPlace,
  signal: AbortSignal,
): Promise<void> {
  while (!(await containers.remove(place, signal))) {
    let count = 0;
    let pending: Promise<void>[] = [];
    for await (const { name, version_id } of containers.list(place, { versions: true }, signal)) {
      count++;
      pending.push(objects.remove({ ...place, object: name }, signal, version_id));
      if (pending.length < AT_ONCE) continue;
      await Promise.all(pending);
      pending = [];
    }
    await Promise.all(pending);
    if (count === 0) await wait(PAUSE_MS, undefined, { signal });
  }
}
