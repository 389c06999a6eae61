import { OpenStackError } from './errors';
import type { HttpAnswer } from './http';
import { jsonOf } from './json';
import type { ApiRequest, Session } from './session';

/** How an API names one kind of object. */
export interface CollectionApi {
  /** Type of the service in the catalog. */
  readonly service: string;
  /** `/users` */
  readonly path: string;
  /** Around one object: `user`. */
  readonly one: string;
  /** Around a list: `users`. */
  readonly many: string;
  readonly microversion?: string;
}

/** Values by which the API itself finds objects; null for any. The `id` alone means the object that has it. */
export type Filter = Readonly<Record<string, string | null>>;

/** A list does not tell all there is, so that nothing follows from what it lacks. */
export class ListCut extends OpenStackError {
  constructor(many: string) {
    super(
      `The API cut its list of ${many} short (list_limit in keystone.conf), so what else there is cannot be seen. Raise list_limit or take ` +
        'it out, restart the API and try again; to import something, give its id.',
    );
  }
}

interface Listed<T> {
  readonly objects: Map<string, T>;
  readonly isCut: boolean;
}

/**
 * The objects of one kind. They are listed once and the list is shared by all who ask, since one request answers for
 * hundreds; what is made, changed and removed here is entered in it. It lives as long as its session, which is one walk of
 * Terraform's.
 */
export class Collection<T extends { readonly id: string }> {
  private listed?: Promise<Listed<T>>;

  constructor(
    private readonly session: Session,
    private readonly api: CollectionApi,
  ) {}

  /** All that the API lists, by id. */
  public async all(): Promise<ReadonlyMap<string, T>> {
    return (await this.list()).objects;
  }

  /** Whether there are more than the API lists. */
  public async isCut(): Promise<boolean> {
    return (await this.list()).isCut;
  }

  /** The object, or undefined when the API says that there is none: a list alone may be cut short. */
  public async get(id: string, signal?: AbortSignal): Promise<T | undefined> {
    const known = (await this.all()).get(id);
    if (known) return known;
    const answer = await this.session.find(this.request('GET', `/${encodeURIComponent(id)}`, undefined, signal));
    return answer && this.enter(this.parse(answer));
  }

  /**
   * Those for which the condition holds. Each of them has the values of one of the filters, which are asked for only where the
   * list is cut short.
   * @throws {ListCut}
   */
  public async where(condition: (object: T) => boolean, ...filters: readonly Filter[]): Promise<T[]> {
    const { objects, isCut } = await this.list();
    if (!isCut) return [...objects.values()].filter(condition);
    if (filters.length === 0) throw new ListCut(this.api.many);
    const found = new Map<string, T>();
    for (const filter of filters) for (const object of await this.matching(filter)) found.set(object.id, object);
    return [...found.values()].filter(condition);
  }

  public async create(body: object, signal?: AbortSignal): Promise<T> {
    const answer = await this.session.ask(this.request('POST', '', body, signal));
    return this.enter(this.parse(answer));
  }

  public async update(id: string, body: object, signal?: AbortSignal): Promise<T> {
    const answer = await this.session.ask(this.request('PATCH', `/${encodeURIComponent(id)}`, body, signal));
    return this.enter(this.parse(answer));
  }

  /** Also when it is gone already. */
  public async remove(id: string, signal?: AbortSignal): Promise<void> {
    await this.session.find(this.request('DELETE', `/${encodeURIComponent(id)}`, undefined, signal));
    (await this.known())?.delete(id);
  }

  /** Forgets the list: somebody else may have changed something. */
  public refresh(): void {
    this.listed = undefined;
  }

  private async enter(object: T): Promise<T> {
    (await this.known())?.set(object.id, object);
    return object;
  }

  /** The list, if there is one: what was done is done, also when somebody's listing fails meanwhile. */
  private async known(): Promise<Map<string, T> | undefined> {
    return (await this.listed?.catch(() => undefined))?.objects;
  }

  private parse(answer: HttpAnswer): T {
    return jsonOf<Record<string, T>>(answer)[this.api.one] as T;
  }

  private list(): Promise<Listed<T>> {
    const asked = this.listed ?? this.pages('');
    this.listed = asked;
    asked.catch(() => {
      if (this.listed === asked) this.listed = undefined;
    });
    return asked;
  }

  private async matching({ id, ...filter }: Filter): Promise<readonly T[]> {
    if (typeof id === 'string') {
      const object = await this.get(id);
      return object ? [object] : [];
    }
    const given = Object.entries(filter).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    const { objects, isCut } = await this.pages(`?${new URLSearchParams(given)}`);
    if (isCut) throw new ListCut(this.api.many);
    return Promise.all([...objects.values()].map((object) => this.enter(object)));
  }

  private async pages(first: string): Promise<Listed<T>> {
    const objects = new Map<string, T>();
    let isCut = false;
    for (let query: string | undefined = first; query !== undefined; ) {
      const page: Page<T> = jsonOf(await this.session.ask(this.request('GET', query)));
      for (const object of page[this.api.many] as readonly T[]) objects.set(object.id, object);
      query = nextQuery(page, this.api.many);
      isCut = page.truncated === true && query === undefined;
    }
    return { objects, isCut };
  }

  private request(method: ApiRequest['method'], path: string, body?: object, signal?: AbortSignal): ApiRequest {
    const { service, microversion, one } = this.api;
    return {
      service,
      method,
      path: `${this.api.path}${path}`,
      microversion,
      signal,
      ...(body && { body: { [one]: body } }),
    };
  }
}

type Page<T> = Readonly<Record<string, readonly T[] | PageLinks | boolean>>;

type PageLinks =
  | { readonly next?: string | null }
  | string
  | readonly { readonly rel: string; readonly href: string }[];

/**
 * The query that asks for the page after this one. Keystone has `links.next`, Glance `next`, the others a list of links
 * beside the objects. All lead to the same path again.
 */
function nextQuery(page: Page<unknown>, many: string): string | undefined {
  const { links, next, [`${many}_links`]: beside } = page;
  const found = (links as { next?: string | null } | undefined)?.next ?? (next as string | undefined);
  const href =
    found ?? (beside as { rel: string; href: string }[] | undefined)?.find(({ rel }) => rel === 'next')?.href;
  return href ? new URL(href, 'http://any.invalid').search : undefined;
}
