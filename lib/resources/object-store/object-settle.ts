import type { ObjectStore } from '../../openstack/object-store/object-store';
import type { StoredObject } from '../../openstack/object-store/objects';
import type { ObjectPlace } from '../../openstack/object-store/paths';
import type { Context } from '../../schema/context';
import { DiagnosticError } from '../../schema/diagnostics';
import { canonical } from '../api/canonical';
import type { Runtime } from '../runtime';
import { type ObjectInputs, type ObjectState, propertiesOf, segmentContainerOf, stateOf } from './object-attributes';
import type { Content, Digest } from './object-content';
import { deletionOf } from './object-deletion';
import { objectTitle } from './object-existing';
import { segmentProperties, upload } from './object-upload';
import { keepsVersions, lookAtSegments, ownSegments, removeSegments, type Segments } from './segments';

/** An object on its way to what is wanted. */
export interface Work {
  readonly place: ObjectPlace;
  /** What is under the name now. */
  readonly found: StoredObject | undefined;
  readonly content: Content;
  readonly digest: Digest;
  readonly prior: ObjectState | null;
}

/** Brings an object to what is wanted: its content if need be, what is said of it, and nothing left of former content. */
export async function settled(context: Context<Runtime>, inputs: ObjectInputs, work: Work): Promise<ObjectState> {
  const { signal } = context;
  const { objectStore } = context.runtime.cloud(inputs.cloud);
  const { place, found, content, digest, prior } = work;
  const container = segmentContainerOf(inputs);
  const segments = await lookAtSegments(objectStore, place, container, found, signal);
  const isThere =
    found?.etag === digest.etag &&
    found.isLarge === digest.segments > 0 &&
    segments.intact === digest.segments &&
    segments.named.every((segment) => segment.container === container);
  const properties = propertiesOf(inputs, deletionOf(inputs, prior, !isThere, context.private));
  if (!isThere) await upload(objectStore, inputs, { place, content, digest, properties, segments }, signal);
  else if (!isSaid(found, properties)) {
    await objectStore.objects.change(place, properties, signal);
    if (found.deleteAt !== properties.deleteAt) {
      for (const segment of segments.named)
        await objectStore.objects.change(segment, segmentProperties(properties), signal);
    }
  }
  const now = await objectStore.objects.look(place, signal);
  if (!now) {
    const detail = `The object ${objectTitle(place)} was there, and is no longer. Apply again.`;
    throw new DiagnosticError('Gone meanwhile', detail);
  }
  const containers = new Set([container, segmentContainerOf(prior ?? inputs)]);
  const mayBeLeft = digest.segments + segments.listed.size + segments.named.length > 0 || containers.size > 1;
  if (mayBeLeft) await removeFormer(objectStore, place, { now, containers, before: segments }, signal);
  return stateOf(now, inputs, place.project, { intact: digest.segments, stale: 0 });
}

/** Removes the segments of former content, now that nobody can come upon it any more. */
async function removeFormer(
  store: ObjectStore,
  place: ObjectPlace,
  what: { readonly now: StoredObject; readonly containers: ReadonlySet<string>; readonly before: Segments },
  signal: AbortSignal,
): Promise<void> {
  const left: ObjectPlace[] = [];
  for (const container of what.containers) {
    const { named, stale } = await lookAtSegments(store, place, container, what.now, signal);
    const needed = new Set(named.map((segment) => `${segment.container}/${segment.object}`));
    const former = ownSegments(what.before, place, container);
    const all = new Map([...former, ...stale].map((segment) => [`${segment.container}/${segment.object}`, segment]));
    left.push(...[...all].filter(([path]) => !needed.has(path)).map(([, segment]) => segment));
  }
  if (left.length > 0 && !(await keepsVersions(store.containers, place, signal)))
    await removeSegments(store, left, signal);
}

function isSaid(found: StoredObject, wanted: ReturnType<typeof propertiesOf>): boolean {
  return (Object.keys(wanted) as (keyof typeof wanted)[]).every(
    (name) => canonical(found[name]) === canonical(wanted[name]),
  );
}
