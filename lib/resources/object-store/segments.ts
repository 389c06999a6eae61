import type { Containers, ListedObject } from '../../openstack/object-store/containers';
import type { ObjectStore } from '../../openstack/object-store/object-store';
import type { Segment, StoredObject } from '../../openstack/object-store/objects';
import type { ContainerPlace, ObjectPlace } from '../../openstack/object-store/paths';

/** Among the metadata of a container that was made for segments. */
const MADE_FOR_SEGMENTS = 'stackwright-segments';

/** The segments of an object, in whatever state it is. */
export interface Segments {
  /** Those that the manifest names, in order. */
  readonly named: readonly Segment[];
  /** Of those how many are there, with the content that the manifest says. */
  readonly intact: number;
  /** Those that are there and that no manifest needs any more. */
  readonly stale: readonly ObjectPlace[];
  /** Names of all that are there, with what its container's list tells of each. */
  readonly listed: ReadonlyMap<string, ListedObject>;
}

export const NO_SEGMENTS: Segments = { named: [], intact: 0, stale: [], listed: new Map() };

/**
 * Where a segment of an object is kept. Its name tells the whole content that it belongs to, so that an upload can go on where
 * another one was interrupted, and never touches what a manifest still needs.
 * @param etag of the whole object
 * @param index from 0
 */
export function segmentPlace({ project, object }: ObjectPlace, container: string, etag: string, index: number) {
  return { project, container, object: `${object}/${etag}/${`${index + 1}`.padStart(8, '0')}` };
}

/** Whether that is the name of a segment of this object, and not of one whose name only begins like that. */
function isSegmentOf(object: string, name: string): boolean {
  return name.startsWith(`${object}/`) && /^[0-9a-f]{32}\/\d{8}$/.test(name.slice(object.length + 1));
}

/** Looks at the segments of an object: what its manifest names, and what is left of others. */
export async function lookAtSegments(
  { containers, objects }: ObjectStore,
  place: ObjectPlace,
  container: string,
  found: StoredObject | undefined,
  signal: AbortSignal,
): Promise<Segments> {
  const { project, object } = place;
  const within: ContainerPlace = { project, container };
  const listed = new Map<string, ListedObject>();
  for await (const one of containers.list(within, { prefix: `${object}/` }, signal)) listed.set(one.name, one);
  const named = found?.isLarge ? await objects.manifest(place, signal) : [];
  const areIntact = await Promise.all(
    named.map(async (segment) => {
      const told = segment.container === container ? listed.get(segment.object) : undefined;
      // A list may lag behind, so what it lacks is looked at.
      return told?.hash === segment.etag || (await objects.look(segment, signal))?.etag === segment.etag;
    }),
  );
  const needed = new Set(named.filter((one) => one.container === container).map((one) => one.object));
  const stale = [...listed.keys()].filter((name) => isSegmentOf(object, name) && !needed.has(name));
  return {
    named,
    intact: areIntact.filter(Boolean).length,
    listed,
    stale:
      stale.length === 0 || (await keepsVersions(containers, place, signal))
        ? []
        : stale.map((name) => ({ project, container, object: name })),
  };
}

/** Former versions of a large object need their segments. */
export async function keepsVersions(
  containers: Containers,
  place: ContainerPlace,
  signal: AbortSignal,
): Promise<boolean> {
  return (await containers.look(place, signal))?.versionsEnabled ?? false;
}

/** Those that a manifest names and that belong to the object alone: others may be in use elsewhere. */
export function ownSegments({ named }: Segments, { object }: ObjectPlace, container: string): Segment[] {
  return named.filter((one) => one.container === container && one.object.startsWith(`${object}/`));
}

/**
 * Makes the container for an object's segments, by the example of the object's own: where only some may read that, others need
 * not read these, and whoever may read the object has to.
 */
export async function makeSegmentContainer(
  { containers }: ObjectStore,
  { project, container: own }: ContainerPlace,
  container: string,
  signal: AbortSignal,
): Promise<void> {
  const place = { project, container };
  const [example, found] = await Promise.all([
    containers.look({ project, container: own }, signal),
    containers.look(place, signal),
  ]);
  const { readAcl = [], storagePolicy } = example ?? {};
  if (!found) {
    const metadata = { [MADE_FOR_SEGMENTS]: 'true' };
    await containers.put(place, { readAcl, metadata, storagePolicy: storagePolicy ?? undefined }, signal);
  } else if (MADE_FOR_SEGMENTS in found.metadata && found.readAcl.join() !== readAcl.join()) {
    await containers.change(place, { readAcl }, found, signal);
  }
}

/** Removes segments, and their container with the last one, if it was made for them. */
export async function removeSegments(
  { containers, objects }: ObjectStore,
  segments: readonly ObjectPlace[],
  signal: AbortSignal,
): Promise<void> {
  for (const segment of segments) await objects.remove(segment, signal);
  const places = new Map(segments.map(({ project, container }) => [container, { project, container }]));
  for (const place of places.values()) {
    const found = await containers.look(place, signal);
    // While there is something in it, Swift does not remove it.
    if (found && MADE_FOR_SEGMENTS in found.metadata) await containers.remove(place, signal);
  }
}
