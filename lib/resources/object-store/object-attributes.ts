import type { ObjectProperties, StoredObject } from '../../openstack/object-store/objects';
import type { ObjectPlace } from '../../openstack/object-store/paths';
import { map, number, string } from '../../schema/attribute';
import type { Inputs, State } from '../../schema/model';
import { eachKey, integer, matches } from '../../schema/validator';
import { cloudAttribute } from '../api/cloud-attribute';
import { accountProjectAttribute, containerName, metadataName, metadataValues, objectName } from './in-account';
import { instant, sameInstant, secondsOf, timeOf } from './instant';

const CONTENT = ['source', 'content', 'segment_size'];
/** 1 MiB, and what Swift takes at most for one object as it is packaged, in whole GiB. */
const [SMALLEST_SEGMENT, LARGEST_SEGMENT] = [2 ** 20, 5 * 2 ** 30];

const header = (description: string, example: string) =>
  string({
    description,
    optional: true,
    example,
    validate: [matches(/^[^\p{Cc}\s]([^\p{Cc}]*[^\p{Cc}\s])?$/u, 'text on one line, without spaces around')],
  });

export const objectAttributes = {
  cloud: cloudAttribute,
  project_id: accountProjectAttribute,
  container: string({
    description: 'Name of the container that it is in.',
    required: true,
    replace: true,
    validate: [containerName],
    example: 'stackwright_object_container.reports.name',
  }),
  name: string({
    description: 'Its name, in which slashes may stand.',
    required: true,
    replace: true,
    validate: [objectName],
    example: '"2022/annual.pdf"',
  }),
  source: string({
    description:
      'The content: path of a file on the machine that runs Terraform. It is read whenever is planned, and other content is uploaded in place of the former.',
    optional: true,
    example: '"reports/annual.pdf"',
  }),
  content: string({ description: 'The content as text, which state keeps. May refer to secrets.', optional: true }),
  content_type: string({
    description: 'Media type of the content.',
    default: 'application/octet-stream',
    validate: [
      matches(/^[\w.+-]+\/[\w.+-]+(\s*;\s*[\w.-]+=[^\s;]+)*$/, 'a media type such as "text/plain; charset=utf-8"'),
    ],
  }),
  content_encoding: header('How the content is packed.', '"gzip"'),
  content_disposition: header('What a browser is to do with it.', '\'attachment; filename="annual.pdf"\''),
  cache_control: header('How long who reads it may keep it.', '"max-age=3600"'),
  metadata: map('string', {
    description: 'What else is said of it.',
    default: {},
    validate: [eachKey(metadataName), metadataValues],
  }),
  delete_at: string({
    description:
      'When Swift removes it, as in RFC 3339; with `delete_after` what follows from that. Left out: never. Once it is gone, the next plan shows it as one to be made.',
    optional: true,
    computed: true,
    nullable: true,
    stable: true,
    same: sameInstant,
    validate: [instant],
    example: '"2030-01-01T00:00:00Z"',
  }),
  delete_after: number({
    description: 'How many seconds after its content was uploaded Swift removes it.',
    optional: true,
    validate: [integer(1, 2 ** 31 - 1)],
  }),
  segment_size: number({
    description:
      'Content of more bytes than this is uploaded in segments of this size, of which Swift makes one large object (SLO): from 1 MiB to 5 GiB, and at most 1000 segments.',
    default: 2 ** 30,
    validate: [integer(SMALLEST_SEGMENT, LARGEST_SEGMENT)],
  }),
  segment_container: string({
    description:
      'Name of the container for segments, which has to be there. Who may read the object has to be able to read them, too. Left out: one with `_segments` behind the name of the ' +
      "object's own; it is made when it is needed, with the same policy and readers, and removed with the last segment.",
    optional: true,
    validate: [containerName],
  }),
  etag: string({
    description:
      "MD5 of the content, in hexadecimal, as Swift has it; of a large object, MD5 of its segments' MD5s. Content that is not this any more is uploaded again.",
    computed: true,
    follows: CONTENT,
  }),
  size: number({ description: 'Size of the content in bytes.', computed: true, follows: CONTENT }),
  segments: number({
    description: 'How many segments it is kept in, as far as they are as they were uploaded; 0 for one piece.',
    computed: true,
    follows: CONTENT,
  }),
  stale_segments: number({
    description: 'How many segments of former content are left that nothing refers to. The next apply removes them.',
    computed: true,
    stable: true,
  }),
};
export type ObjectAttributes = typeof objectAttributes;
export type ObjectInputs = Inputs<ObjectAttributes>;
export type ObjectState = State<ObjectAttributes>;

/** The container that its segments are in. */
export function segmentContainerOf({ container, segment_container }: ObjectInputs | ObjectState): string {
  return segment_container ?? `${container}_segments`;
}

export function placeIn(project: string, { container, name }: ObjectInputs | ObjectState): ObjectPlace {
  return { project, container, object: name };
}

/** What Swift is told of it beside the content. */
export function propertiesOf(values: ObjectInputs | ObjectState, deleteAt: number | null): ObjectProperties {
  return {
    contentType: values.content_type,
    contentEncoding: values.content_encoding,
    contentDisposition: values.content_disposition,
    cacheControl: values.cache_control,
    metadata: values.metadata,
    deleteAt,
  };
}

/** What Swift tells of it, beside how its segments are. */
export function stateOf(
  found: StoredObject,
  before: ObjectInputs | ObjectState,
  project_id: string,
  segments: { readonly intact: number; readonly stale: number },
): ObjectState {
  const { cloud, container, name, source, content, delete_after, segment_size, segment_container } = before;
  return {
    cloud,
    project_id,
    container,
    name,
    source,
    content,
    content_type: found.contentType,
    content_encoding: found.contentEncoding,
    content_disposition: found.contentDisposition,
    cache_control: found.cacheControl,
    metadata: found.metadata,
    delete_at: found.deleteAt === null ? null : timeOf(found.deleteAt),
    delete_after,
    // Nothing tells of it after an import.
    segment_size: segment_size ?? objectAttributes.segment_size.default,
    segment_container,
    etag: found.etag,
    size: found.size,
    segments: segments.intact,
    stale_segments: segments.stale,
  };
}

/** Seconds since 1970; null where it is not known. */
export function deleteAtOf({ delete_at }: { readonly delete_at: unknown }): number | null {
  return typeof delete_at === 'string' ? secondsOf(delete_at) : null;
}
