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
  /** Around one object: `user`. Null: it stands alone. */
  readonly one: string | null;
  /** Around a list: `users`. */
  readonly many: string;
  readonly microversion?: string;
  /** Where all of them are listed with all that is known of them, behind `path`. @default '' */
  readonly listed?: string;
  /** What a list is asked for besides, as in `{ all_tenants: '1' }`. */
  readonly query?: Readonly<Record<string, string>>;
  /** How one is changed. @default 'PATCH' */
  readonly change?: 'PATCH' | 'PUT';
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

/** All objects of a kind, as far as the API lists them. */
export interface Listed<T> {
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
    protected readonly session: Session,
    protected readonly api: CollectionApi,
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
    return this.look(id, signal);
  }

  /** The object as it is now, whatever the list says: for who waits until something becomes of it. */
  public async look(id: string, signal?: AbortSignal): Promise<T | undefined> {
    const answer = await this.session.find(this.request('GET', `/${encodeURIComponent(id)}`, undefined, signal));
    if (answer) return this.enter(this.parse(answer));
    (await this.known())?.delete(id);
    return undefined;
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
    const { change = 'PATCH' } = this.api;
    const answer = await this.session.ask(this.request(change, `/${encodeURIComponent(id)}`, body, signal));
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

  /** An object as the API tells of it, where that is not yet `T`. */
  protected read(told: unknown): T {
    return told as T;
  }

  protected async enter(object: T): Promise<T> {
    (await this.known())?.set(object.id, object);
    return object;
  }

  /** The list, if there is one: what was done is done, also when somebody's listing fails meanwhile. */
  protected async known(): Promise<Map<string, T> | undefined> {
    return (await this.listed?.catch(() => undefined))?.objects;
  }

  protected parse(answer: HttpAnswer): T {
    const { one } = this.api;
    const told = jsonOf<Record<string, unknown>>(answer);
    return this.read(one === null ? told : told[one]);
  }

  private list(): Promise<Listed<T>> {
    const asked = this.listed ?? this.pages({});
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
    const { objects, isCut } = await this.pages(Object.fromEntries(given));
    if (isCut) throw new ListCut(this.api.many);
    return Promise.all([...objects.values()].map((object) => this.enter(object)));
  }

  /** All that have these values. */
  protected async pages(filter: Readonly<Record<string, string>>): Promise<Listed<T>> {
    const { listed = '', query: always } = this.api;
    const asked = `${new URLSearchParams({ ...always, ...filter })}`;
    const objects = new Map<string, T>();
    let isCut = false;
    for (let query: string | undefined = asked && `?${asked}`; query !== undefined; ) {
      const page: Page = jsonOf(await this.session.ask(this.request('GET', listed + query)));
      for (const told of page[this.api.many] as readonly unknown[]) {
        const object = this.read(told);
        objects.set(object.id, object);
      }
      query = nextQuery(page, this.api.many);
      isCut = page.truncated === true && query === undefined;
    }
    return { objects, isCut };
  }

  protected request(method: ApiRequest['method'], path: string, body?: object, signal?: AbortSignal): ApiRequest {
    const { service, microversion, one } = this.api;
    return {
      service,
      method,
      path: `${this.api.path}${path}`,
      microversion,
      signal,
      ...(body && { body: one === null ? body : { [one]: body } }),
    };
  }
}

type Page = Readonly<Record<string, readonly unknown[] | PageLinks | boolean>>;

type PageLinks =
  | { readonly next?: string | null }
  | string
  | readonly { readonly rel: string; readonly href: string }[];

/**
 * The query that asks for the page after this one. Keystone has `links.next`, Glance `next`, the others a list of links
 * beside the objects. All lead to the same path again.
 */
function nextQuery(page: Page, many: string): string | undefined {
  const { links, next, [`${many}_links`]: beside } = page;
  const found = (links as { next?: string | null } | undefined)?.next ?? (next as string | undefined);
  const href =
    found ?? (beside as { rel: string; href: string }[] | undefined)?.find(({ rel }) => rel === 'next')?.href;
  return href ? new URL(href, 'http://any.invalid').search : undefined;
}
