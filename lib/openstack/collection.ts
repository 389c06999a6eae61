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

/**
 * The objects of one kind. They are listed once and the list is shared by all who ask, since one request answers for
 * hundreds; what is made, changed and removed here is entered in it. It lives as long as its session, which is one walk of
 * Terraform's.
 */
export class Collection<T extends { readonly id: string }> {
  private listed?: Promise<Map<string, T>>;

  constructor(
    private readonly session: Session,
    private readonly api: CollectionApi,
  ) {}

  /** All of them, by id. */
  public all(): Promise<ReadonlyMap<string, T>> {
    const asked = this.listed ?? this.list();
    this.listed = asked;
    asked.catch(() => {
      if (this.listed === asked) this.listed = undefined;
    });
    return asked;
  }

  /** The object, or undefined when the API says that there is none: a list alone may be cut short. */
  public async get(id: string, signal?: AbortSignal): Promise<T | undefined> {
    const known = (await this.all()).get(id);
    if (known) return known;
    const answer = await this.session.find(this.request('GET', `/${encodeURIComponent(id)}`, undefined, signal));
    return answer && this.enter(this.parse(answer));
  }

  /** Those for which the condition holds. */
  public async where(condition: (object: T) => boolean): Promise<T[]> {
    return [...(await this.all()).values()].filter(condition);
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
    return this.listed?.catch(() => undefined);
  }

  private parse(answer: HttpAnswer): T {
    return jsonOf<Record<string, T>>(answer)[this.api.one] as T;
  }

  private async list(): Promise<Map<string, T>> {
    const result = new Map<string, T>();
    for (let query: string | undefined = ''; query !== undefined; ) {
      const page: Page<T> = jsonOf(await this.session.ask(this.request('GET', query)));
      for (const object of page[this.api.many] as readonly T[]) result.set(object.id, object);
      query = nextQuery(page, this.api.many);
    }
    return result;
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

type Page<T> = Readonly<Record<string, readonly T[] | PageLinks>>;

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
