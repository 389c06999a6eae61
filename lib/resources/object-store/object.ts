import type { StoredObject } from '../../openstack/object-store/objects';
import type { ObjectPlace } from '../../openstack/object-store/paths';
import { isUnknown } from '../../plugin/value/unknown';
import type { Context } from '../../schema/context';
import { at } from '../../schema/diagnostics';
import { exactlyOneOf } from '../../schema/exclusive';
import { GONE, type Rule, resource } from '../../schema/resource';
import { ownProject } from '../api/own-project';
import { unlessRefused } from '../api/references';
import type { Runtime } from '../runtime';
import { accountProject, pathInAccount } from './in-account';
import {
  type ObjectAttributes,
  type ObjectInputs,
  type ObjectState,
  objectAttributes,
  placeIn,
  segmentContainerOf,
  stateOf,
} from './object-attributes';
import { type Content, contentOf, type Digest, digestOf } from './object-content';
import { plannedDeletion } from './object-deletion';
import { refuseOther } from './object-existing';
import { plannedDigest } from './object-plan';
import { settled } from './object-settle';
import { keepsVersions, lookAtSegments, NO_SEGMENTS, ownSegments, removeSegments, type Segments } from './segments';

/** Above this many bytes a changed text is told by its hash alone. */
const MOST_SHOWN = 1024 * 1024;

const oneEnd: Rule<ObjectAttributes> = {
  description: '`delete_at` and `delete_after` are not both given.',
  problems({ delete_at, delete_after }) {
    if (delete_at === null || delete_after === null || isUnknown(delete_at) || isUnknown(delete_after)) return [];
    const detail = '`delete_at` and `delete_after` are given. Keep one of them.';
    return [{ severity: 'error', summary: 'Conflicting attributes', detail, path: at('delete_after') }];
  },
};

/** An object in Swift. */
export const objectUpload = resource<Runtime>()({
  name: 'object',
  description:
    'An object in a container of Swift, uploaded from a local file or a text. A file is sent as it is read, and content above `segment_size` in segments. Other content takes the place of the former at once when all ' +
    'of it is there; an upload that is interrupted shows nothing of itself, and the next apply goes on with it. Whoever overwrites the object by hand is drift. Destroying removes it with its segments; ' +
    'where the container keeps versions, the former ones and their segments stay.',
  example: `resource "stackwright_object" "annual" {
  cloud        = stackwright_keystone_bootstrap.keystone.id
  container    = stackwright_object_container.reports.name
  name         = "2022/annual.pdf"
  source       = "reports/annual.pdf"
  content_type = "application/pdf"
}`,
  attributes: objectAttributes,
  rules: [exactlyOneOf<ObjectAttributes>('source', 'content'), oneEnd],
  unique: ['cloud', 'project_id', 'container', 'name'],
  timeouts: { create: 3600, read: 120, update: 3600, delete: 600 },

  async read(context, state) {
    const project = await accountProject(context, state);
    const place = placeIn(project, state);
    const { objectStore } = context.runtime.cloud(state.cloud);
    const found = await objectStore.objects.look(place, context.signal);
    if (!found) return GONE;
    const hasSegments = found.isLarge || state.segments > 0 || state.stale_segments > 0;
    const segments = hasSegments
      ? await lookAtSegments(objectStore, place, segmentContainerOf(state), found, context.signal)
      : NO_SEGMENTS;
    const known = stateOf(found, context.importing ? imported(state, segments) : state, project, {
      intact: segments.intact,
      stale: segments.stale.length,
    });
    return { ...known, content: await contentIn(context, state, place, found) };
  },

  async plan(context, { config, prior, planned }) {
    const digest = await plannedDigest(context, config, planned);
    const isOther = prior?.etag !== (digest ?? planned).etag;
    const deletion = plannedDeletion(config, prior, isOther, context.private);
    const project =
      !prior && typeof config.cloud === 'string'
        ? await ownProject(context, config.cloud, planned).catch(unlessRefused)
        : undefined;
    return { planned: { ...project, ...digest, ...deletion, stale_segments: 0 } };
  },

  async create(context, inputs) {
    const project = await accountProject(context, inputs);
    const { objects } = context.runtime.cloud(inputs.cloud).objectStore;
    const place = placeIn(project, inputs);
    const found = await objects.look(place, context.signal);
    const content = await contentOf(inputs);
    const digest = await digestIn(inputs, content, context.signal);
    if (found) refuseOther(found, inputs, place, digest);
    return settled(context, inputs, { place, found, content, digest, prior: null });
  },

  async update(context, inputs, prior) {
    const { objects } = context.runtime.cloud(inputs.cloud).objectStore;
    const place = placeIn(prior.project_id, inputs);
    const found = await objects.look(place, context.signal);
    const content = await contentOf(inputs);
    const digest = await digestIn(inputs, content, context.signal);
    return settled(context, inputs, { place, found, content, digest, prior });
  },

  /** Segments first, as long as the object tells of them: a run that is killed in between is then gone on with. */
  async delete(context, state) {
    const { signal } = context;
    const { objectStore } = context.runtime.cloud(state.cloud);
    const place = placeIn(state.project_id, state);
    const found = await objectStore.objects.look(place, signal);
    const segments = await lookAtSegments(objectStore, place, segmentContainerOf(state), found, signal);
    const own = [...ownSegments(segments, place, segmentContainerOf(state)), ...segments.stale];
    if (own.length > 0 && !(await keepsVersions(objectStore.containers, place, signal)))
      await removeSegments(objectStore, own, signal);
    await objectStore.objects.remove(place, signal);
  },

  import: {
    format: 'CLOUD:CONTAINER/NAME or CLOUD:PROJECT_ID/CONTAINER/NAME',
    example: 'main:reports/2022/annual.pdf',
    parse(text) {
      const found = pathInAccount(text);
      const [, container, name] = /^([^/]+)\/(.+)$/s.exec(found?.path ?? '') ?? [];
      if (!found || container === undefined || name === undefined) return undefined;
      const { cloud, project_id } = found;
      return project_id === null ? { cloud, container, name } : { cloud, project_id, container, name };
    },
  },
});

/** What an object tells of its segments says how it was uploaded. */
function imported(state: ObjectState, { named: [first] }: Segments): ObjectState {
  if (!first) return state;
  const isUsual = first.container === segmentContainerOf(state);
  return { ...state, segment_size: first.size, segment_container: isUsual ? null : first.container };
}

/** The text that is configured, or what is in its place. */
async function contentIn(
  { runtime, signal }: Context<Runtime>,
  state: ObjectState,
  place: ObjectPlace,
  found: StoredObject,
): Promise<string | null> {
  const { content, cloud, segment_size } = state;
  if (content === null) return null;
  const { etag } = await digestOf(await contentOf({ source: null, content }), segment_size, signal);
  if (etag === found.etag) return content;
  const unshown = `(not text, or too long: MD5 ${found.etag})`;
  if (found.size > MOST_SHOWN) return unshown;
  const text = await runtime.cloud(cloud).objectStore.objects.text(place, signal);
  return text.includes('\ufffd') ? unshown : text;
}

/** As it was planned, or as the content is, where that was not known. */
async function digestIn(inputs: ObjectInputs, content: Content, signal: AbortSignal): Promise<Digest> {
  const { etag, size, segments } = inputs;
  return typeof etag === 'string' && typeof size === 'number' && typeof segments === 'number'
    ? { etag, size, segments }
    : digestOf(content, inputs.segment_size, signal);
}
