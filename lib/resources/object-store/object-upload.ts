import { RequestRefused } from '../../openstack/errors';
import type { ObjectStore } from '../../openstack/object-store/object-store';
import type { ObjectProperties, Segment } from '../../openstack/object-store/objects';
import type { ObjectPlace } from '../../openstack/object-store/paths';
import { log } from '../../plugin/log';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { reason } from '../api/reason';
import { type ObjectInputs, segmentContainerOf } from './object-attributes';
import { type Content, type Digest, etagOfSegments, md5Of, type Part, segmentsOf } from './object-content';
import { makeSegmentContainer, type Segments, segmentPlace } from './segments';

/** What is to be uploaded, and where to. */
export interface Upload {
  readonly place: ObjectPlace;
  readonly content: Content;
  readonly digest: Digest;
  readonly properties: ObjectProperties;
  /** What is there of it already. */
  readonly segments: Segments;
}

/**
 * Puts content under an object's name, in place of what was there. Swift lets nobody see it before all of it is there; what is
 * there of its segments is not sent again.
 */
export async function upload(store: ObjectStore, inputs: ObjectInputs, what: Upload, signal: AbortSignal) {
  const { place, content, digest, properties } = what;
  const title = `${place.container}/${place.object}`;
  log.info('Upload begins', { object: title, bytes: `${digest.size}`, segments: `${digest.segments}` });
  try {
    if (content.size !== digest.size) throw changed(inputs, content);
    const parts = segmentsOf(digest.size, inputs.segment_size);
    if (parts.length === 0) {
      const stream = { open: () => content.open(0, digest.size) };
      await store.objects.put(place, stream, { ...digest, properties }, signal);
    } else {
      const segments = await sendSegments(store, inputs, what, parts, signal);
      if (etagOfSegments(segments.map(({ etag }) => etag)) !== digest.etag) throw changed(inputs, content);
      await store.objects.putManifest(place, segments, properties, signal);
    }
  } catch (error) {
    throw explained(error, inputs, what, signal);
  }
  log.info('Upload ends', { object: title });
}

async function sendSegments(
  store: ObjectStore,
  inputs: ObjectInputs,
  { place, content, digest, properties, segments }: Upload,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<Segment[]> {
  const container = segmentContainerOf(inputs);
  if (inputs.segment_container === null) await makeSegmentContainer(store, place, container, signal);
  const sent: Segment[] = [];
  for (const [index, part] of parts.entries()) {
    const target = segmentPlace(place, container, digest.etag, index);
    const size = part.end - part.start;
    const isListed = segments.listed.get(target.object)?.bytes === size;
    const there = isListed ? await store.objects.look(target, signal) : undefined;
    const isThere = there?.size === size && there.etag === (await md5Of(content, part, signal));
    const own = segmentProperties(properties);
    const stream = { open: () => content.open(part.start, part.end) };
    const etag = isThere ? there.etag : await store.objects.put(target, stream, { size, properties: own }, signal);
    // It may be of an upload that was to end at another time.
    if (isThere && there.deleteAt !== own.deleteAt) await store.objects.change(target, own, signal);
    sent.push({ ...target, etag, size });
    log.info('Upload goes on', {
      object: `${place.container}/${place.object}`,
      segments: `${index + 1}/${parts.length}`,
    });
  }
  return sent;
}

/** A segment is nobody's to read by itself; it goes when the object goes. */
export function segmentProperties({ deleteAt }: ObjectProperties): ObjectProperties {
  const nothing = { contentEncoding: null, contentDisposition: null, cacheControl: null, metadata: {} };
  return { ...nothing, contentType: 'application/octet-stream', deleteAt };
}

function changed({ source }: ObjectInputs, { from }: Content): DiagnosticError {
  const detail = `${from} has changed since this was planned, or on its way. Plan again, while nothing changes it.`;
  return new DiagnosticError('The source has changed', detail, at(source === null ? 'content' : 'source'));
}

/** For people: what went wrong, and that nothing of it is to be seen. */
function explained(
  error: unknown,
  inputs: ObjectInputs,
  { place, content }: Upload,
  signal: AbortSignal,
): DiagnosticError {
  const { project, container, object } = place;
  const status = error instanceof RequestRefused ? error.status : undefined;
  if (status === 422) return changed(inputs, content);
  if (status === 404) {
    const missing =
      inputs.segment_container === null ? `"${container}"` : `"${container}" or "${inputs.segment_container}"`;
    return new DiagnosticError(
      'No such container',
      `The account of the project ${project} has no container ${missing} for the object "${object}". Make it first; with a reference to its resource, that comes by itself.`,
      at('container'),
    );
  }
  const why = signal.aborted ? 'it was stopped.' : reason(error);
  const quota =
    status === 413
      ? ' A quota of the container or of the account may be reached: remove what is not needed, or raise it.'
      : '';
  return new DiagnosticError(
    'Object not uploaded',
    `The content of the object "${object}" in the container "${container}" from ${content.from} did not get to Swift: ${why}${quota} Nothing of it is under that name; what was there before is as it was.`,
    at(inputs.source === null ? 'content' : 'source'),
  );
}
