import { jsonOf } from '../json';
import type { ApiRequest, Session } from '../session';
import type { StreamedContent } from '../streamed-content';
import {
  etagIn,
  fromHeader,
  type Headers,
  type Metadata,
  metadataHeaders,
  metadataIn,
  numberIn,
  toHeader,
} from './headers';
import { type ObjectPlace, objectPath } from './paths';

/** What is said of an object beside its content. All of it is told at once: what is left out is taken back. */
export interface ObjectProperties {
  readonly contentType: string;
  readonly contentEncoding: string | null;
  readonly contentDisposition: string | null;
  readonly cacheControl: string | null;
  readonly metadata: Metadata;
  /** When Swift removes it, in seconds since 1970. */
  readonly deleteAt: number | null;
}

/** An object as Swift tells of it. */
export interface StoredObject extends ObjectProperties {
  /** MD5 of the content; of a large object, MD5 of its segments' MD5s, one behind the other, as text. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** Whether its content is that of segments which a manifest names (static large object). */
  readonly isLarge: boolean;
}

/** A part of a large object, which is an object of its own. */
export interface Segment extends ObjectPlace {
  readonly etag: string;
  readonly size: number;
}

/** A part of a large object as its manifest tells of it. */
interface TellsOfSegment {
  /** `/CONTAINER/OBJECT` */
  readonly name: string;
  readonly hash: string;
  readonly bytes: number;
}

/** Swift's objects. */
export class Objects {
  constructor(private readonly session: Session) {}

  /** What is said of an object, or undefined when there is none. */
  public async look(place: ObjectPlace, signal?: AbortSignal): Promise<StoredObject | undefined> {
    const answer = await this.session.find({
      ...request('HEAD', place, signal),
      headers: { 'x-newest': 'true' },
    });
    return answer && objectFrom(answer.headers);
  }

  /** Its content as text. */
  public async text(place: ObjectPlace, signal?: AbortSignal): Promise<string> {
    return (await this.session.ask(request('GET', place, signal))).text;
  }

  /**
   * Stores content under a name, in place of what was there: all of it, or nothing.
   * @param etag MD5 that it must have, if that is known
   * @returns MD5 of what was stored
   */
  public async put(
    place: ObjectPlace,
    stream: StreamedContent,
    told: { readonly size: number; readonly etag?: string; readonly properties: ObjectProperties },
    signal?: AbortSignal,
  ): Promise<string> {
    const answer = await this.session.ask({
      ...request('PUT', place, signal),
      headers: {
        ...propertyHeaders(told.properties),
        'content-length': `${told.size}`,
        ...(told.etag !== undefined && { etag: told.etag }),
      },
      stream,
    });
    return etagIn(answer.headers);
  }

  /** Makes an object of segments that are there, in place of what was there. Swift looks at each of them. */
  public async putManifest(
    place: ObjectPlace,
    segments: readonly Segment[],
    properties: ObjectProperties,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.session.ask({
      ...request('PUT', place, signal, '?multipart-manifest=put'),
      headers: propertyHeaders(properties),
      body: segments.map(({ container, object, etag, size }) => ({
        path: `/${container}/${object}`,
        etag,
        size_bytes: size,
      })),
    });
  }

  /** The segments of a large object, in order. */
  public async manifest(place: ObjectPlace, signal?: AbortSignal): Promise<Segment[]> {
    const answer = await this.session.find(request('GET', place, signal, '?multipart-manifest=get&format=json'));
    if (!answer) return [];
    return jsonOf<TellsOfSegment[]>(answer).map(({ name, hash, bytes }) => {
      const [, container = '', object = ''] = /^\/([^/]+)\/(.*)$/s.exec(name) ?? [];
      return { project: place.project, container, object, etag: hash, size: bytes };
    });
  }

  /** Says something else of an object, whose content stays. */
  public async change(place: ObjectPlace, properties: ObjectProperties, signal?: AbortSignal): Promise<void> {
    await this.session.ask({ ...request('POST', place, signal), headers: propertyHeaders(properties) });
  }

  /** Also when it is gone already. Of a large object the manifest alone. */
  public async remove(place: ObjectPlace, signal?: AbortSignal, version?: string): Promise<void> {
    const query = version === undefined ? '' : `?version-id=${encodeURIComponent(version)}`;
    await this.session.find(request('DELETE', place, signal, query));
  }
}

function request(
  method: ApiRequest['method'],
  place: ObjectPlace,
  signal: AbortSignal | undefined,
  query = '',
): ApiRequest {
  return { service: 'object-store', method, path: objectPath(place) + query, project: place.project, signal };
}

function propertyHeaders(properties: ObjectProperties): Record<string, string> {
  const { contentType, contentEncoding, contentDisposition, cacheControl, metadata, deleteAt } = properties;
  return {
    'content-type': contentType,
    ...(contentEncoding !== null && { 'content-encoding': contentEncoding }),
    ...(contentDisposition !== null && { 'content-disposition': toHeader(contentDisposition) }),
    ...(cacheControl !== null && { 'cache-control': cacheControl }),
    ...(deleteAt !== null && { 'x-delete-at': `${deleteAt}` }),
    ...metadataHeaders('object', metadata),
  };
}

function objectFrom(headers: Headers): StoredObject {
  const disposition = headers['content-disposition'];
  return {
    etag: etagIn(headers),
    size: numberIn(headers, 'content-length') ?? 0,
    isLarge: /^true$/i.test(headers['x-static-large-object'] ?? ''),
    contentType: headers['content-type'] ?? '',
    contentEncoding: headers['content-encoding'] ?? null,
    contentDisposition: disposition === undefined ? null : fromHeader(disposition),
    cacheControl: headers['cache-control'] ?? null,
    metadata: metadataIn('object', headers),
    deleteAt: numberIn(headers, 'x-delete-at'),
  };
}
