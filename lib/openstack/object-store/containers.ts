import { RequestRefused } from '../errors';
import { jsonOf } from '../json';
import type { ApiRequest, Session } from '../session';
import { type Headers, type Metadata, metadataHeaders, metadataIn, numberIn } from './headers';
import { type ContainerPlace, containerPath } from './paths';

/** What of a container may be set. */
export interface ContainerSettings {
  /** Elements of the access control list for reading, in order. */
  readonly readAcl: readonly string[];
  readonly writeAcl: readonly string[];
  readonly metadata: Metadata;
  /** Whether former versions of objects are kept. */
  readonly versionsEnabled: boolean;
}

/** A container as Swift tells of it. */
export interface Container extends ContainerSettings {
  readonly storagePolicy: string | null;
  readonly objectCount: number;
  /** With those of former versions. */
  readonly bytesUsed: number;
}

/** An object as its container lists it. */
export interface ListedObject {
  readonly name: string;
  readonly bytes: number;
  readonly hash: string;
  /** Where versions are kept: which one it is. */
  readonly version_id?: string;
}

const VERSIONS = 'x-versions-enabled';

/** Swift's containers. */
export class Containers {
  constructor(private readonly session: Session) {}

  /** The container as it is, or undefined when there is none. */
  public async look(place: ContainerPlace, signal?: AbortSignal): Promise<Container | undefined> {
    // The newest word of all replicas, as one of them may not have heard of the last change.
    const headers = { 'x-newest': 'true' };
    const answer = await this.session.find({ ...request('HEAD', place, signal), headers });
    return answer && containerFrom(answer.headers);
  }

  /** Makes a container, or sets what is said of one that is there. */
  public async put(
    place: ContainerPlace,
    settings: Partial<ContainerSettings> & { readonly storagePolicy?: string },
    signal?: AbortSignal,
  ): Promise<void> {
    const { storagePolicy } = settings;
    const headers = {
      ...settingHeaders(settings),
      ...(storagePolicy !== undefined && { 'x-storage-policy': storagePolicy }),
    };
    await this.session.ask({ ...request('PUT', place, signal), headers });
  }

  /** Sets what differs from what was before. */
  public async change(
    place: ContainerPlace,
    wanted: Partial<ContainerSettings>,
    before: ContainerSettings,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.session.ask({ ...request('POST', place, signal), headers: settingHeaders(wanted, before) });
  }

  /** Whether it is gone; it is not while there are objects in it, or former versions of some. */
  public async remove(place: ContainerPlace, signal?: AbortSignal): Promise<boolean> {
    try {
      await this.session.find(request('DELETE', place, signal));
      return true;
    } catch (error) {
      if (error instanceof RequestRefused && error.status === 409) return false;
      throw error;
    }
  }

  /** All objects whose names begin so, in order of their names; nothing where there is no such container. */
  public async *list(
    place: ContainerPlace,
    options: { readonly prefix?: string; readonly versions?: boolean; readonly limit?: number } = {},
    signal?: AbortSignal,
  ): AsyncGenerator<ListedObject> {
    const { prefix, versions, limit } = options;
    const common = {
      format: 'json',
      ...(limit !== undefined && { limit: `${limit}` }),
      ...(prefix !== undefined && { prefix }),
      ...(versions && { versions: 'true' }),
    };
    for (let last: ListedObject | undefined; ; ) {
      const query = new URLSearchParams({
        ...common,
        ...(last && { marker: last.name }),
        ...(last?.version_id !== undefined && { version_marker: last.version_id }),
      });
      const asked = request('GET', place, signal);
      const answer = await this.session.find({ ...asked, path: `${asked.path}?${query}` });
      const page = answer?.text ? jsonOf<ListedObject[]>(answer) : [];
      yield* page;
      last = page.at(-1);
      if (!last) return;
    }
  }
}

function request(method: ApiRequest['method'], place: ContainerPlace, signal?: AbortSignal): ApiRequest {
  return { service: 'object-store', method, path: containerPath(place), project: place.project, signal };
}

function containerFrom(headers: Headers): Container {
  return {
    readAcl: aclIn(headers['x-container-read']),
    writeAcl: aclIn(headers['x-container-write']),
    metadata: metadataIn('container', headers),
    versionsEnabled: isTrue(headers[VERSIONS]),
    storagePolicy: headers['x-storage-policy'] ?? null,
    objectCount: numberIn(headers, 'x-container-object-count') ?? 0,
    bytesUsed: numberIn(headers, 'x-container-bytes-used') ?? 0,
  };
}

/** What is not given is left as it is. */
function settingHeaders(wanted: Partial<ContainerSettings>, before?: ContainerSettings): Record<string, string> {
  const { readAcl, writeAcl, metadata, versionsEnabled } = wanted;
  const isOther = versionsEnabled !== undefined && versionsEnabled !== (before?.versionsEnabled ?? false);
  return {
    ...(readAcl && { 'x-container-read': readAcl.join(',') }),
    ...(writeAcl && { 'x-container-write': writeAcl.join(',') }),
    ...(metadata && metadataHeaders('container', metadata, before?.metadata)),
    // To say no where nobody has ever said yes would be kept all the same.
    ...(isOther && { [VERSIONS]: `${versionsEnabled}` }),
  };
}

function aclIn(value: string | undefined): string[] {
  return (value ?? '').split(',').filter((element) => element !== '');
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(true|1|yes|on|t|y)$/i.test(value);
}
