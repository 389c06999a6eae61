import { setTimeout as wait } from 'node:timers/promises';
import { apiUrl } from './api-versions';
import { endpointUrl, type Interface, urlInProject } from './catalog';
import { type Credentials, identityUrl, who } from './credentials';
import { type ApiUnavailable, CredentialsRefused, EndpointMissing, PasswordToBeSet } from './errors';
import { type Dial, Http, type HttpAnswer, HttpFailed, type HttpRequest, type TlsOptions } from './http';
import { distrust, missesAnother, outage, refusal, silence } from './refusal';
import { askPatiently } from './retry';
import type { StreamedContent } from './streamed-content';
import { authenticate, JSON_HEADERS, type Token } from './token';

export interface SessionOptions {
  readonly credentials: Credentials;
  /** Passwords that were in force before: one of them still is while the new one has yet to be set. */
  readonly formerPasswords?: readonly string[];
  readonly dial: Dial;
  readonly tls?: TlsOptions;
  readonly interface: Interface;
  /** Null: any. */
  readonly region: string | null;
}

/** A request to one of the cloud's APIs. */
export interface ApiRequest {
  /** Type in the catalog: `identity`, `image`, ... */
  readonly service: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's version, beginning with a slash. */
  readonly path: string;
  /** Id of the project whose part of the API is meant, where the endpoint's URL ends with a project's. @default - the token's */
  readonly project?: string;
  readonly body?: object;
  /** In place of `body`: sent as it is read. `headers` tell its type. */
  readonly stream?: StreamedContent;
  /** As in `compute 2.93`: only the API that it is meant for may get it. */
  readonly microversion?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** How often a request is sent again with a new token: at once, and after a second. */
const RENEWALS = 2;
/** How long a failure to reach an API stands for all who ask, so that many objects do not each wait for it. */
const AWAY_MS = 3_000;
/** A token that is younger has a catalog that is good enough not to be asked for again. */
const FRESH_MS = 1_000;

const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** An intermediary's words for: there is nobody behind me. */
const NOBODY = new Set([502, 503, 504]);

/** One cloud, as one user: it gets a token when first needed, and keeps it. */
export class Session {
  private readonly http: Http;
  /** What it was opened with, whatever password it goes on with. */
  public readonly given: Credentials;
  private token?: Promise<Token>;
  private refused?: PasswordToBeSet;
  /** By origin. */
  private readonly away = new Map<string, { readonly error: ApiUnavailable; readonly until: number }>();

  constructor(private options: SessionOptions) {
    this.http = new Http(options.dial, options.tls);
    this.given = options.credentials;
  }

  public get credentials(): Credentials {
    return this.options.credentials;
  }

  /** Connects from where the cloud's APIs are reached, for what is no API of it. */
  public get dial(): Dial {
    return this.options.dial;
  }

  /** Proves with a new token that this password is the one in force, and goes on with both. @throws {CredentialsRefused} */
  public async logIn(password: string, signal?: AbortSignal): Promise<void> {
    const { scope } = this.credentials;
    const credentials = {
      ...this.credentials,
      password,
      token: undefined,
      scope: scope === 'as the token' ? ('system' as const) : scope,
    };
    const token = await this.authenticate(credentials, signal);
    this.refused = undefined;
    this.options = { ...this.options, credentials };
    this.token = Promise.resolve(token);
  }

  /** Asks also those again that did not answer a moment ago. */
  public lookAgain(): void {
    this.away.clear();
  }

  /** Nobody will be let in before the password is set again, as is planned: until then the cloud counts as unavailable. */
  public awaitPassword(error: CredentialsRefused): void {
    const why = `${error.message} What is planned sets it again.`;
    this.refused = new PasswordToBeSet(new URL(error.authUrl).origin, why, { cause: error });
  }

  /** Whether Keystone lets these in; a new token each time, so that it is a proof. @throws {ApiUnavailable | RequestRefused} */
  public authenticate(credentials: Credentials, signal?: AbortSignal): Promise<Token> {
    return authenticate((request) => this.send(request), credentials, signal);
  }

  /**
   * Asks an API. A status of 404 and the like is an error too; see `find` for what may be missing.
   * @throws {ApiUnavailable | CredentialsRefused | RequestRefused | EndpointMissing}
   */
  public async ask(request: ApiRequest): Promise<HttpAnswer> {
    const answer = await this.answer(request);
    if (answer.status >= 400) throw refusal(request.method, answer, who(this.credentials));
    return answer;
  }

  /** The same, or undefined for 404: the API knows that it is not there. */
  public async find(request: ApiRequest): Promise<HttpAnswer | undefined> {
    const answer = await this.answer(request);
    if (answer.status === 404 && !missesAnother(answer)) return undefined;
    if (answer.status >= 400) throw refusal(request.method, answer, who(this.credentials));
    return answer;
  }

  /**
   * The status with which a server answers, whatever it is. It is asked once, and sent nothing by which one is let in.
   * @throws {HttpFailed | CertificateRefused} or the signal's reason
   */
  public async knock(url: string, signal?: AbortSignal): Promise<number> {
    return (await this.http.ask({ method: 'GET', url, signal })).status;
  }

  /** The project that what is made here belongs to; null where the token is for a domain or the system. */
  public async projectId(): Promise<string | null> {
    return (await this.validToken()).projectId;
  }

  public close(): void {
    this.http.close();
  }

  private async answer(request: ApiRequest): Promise<HttpAnswer> {
    const { method, path, body, stream, microversion, headers, signal } = request;
    for (let renewed = 0; ; renewed++) {
      const { token, root: own } = await this.reach(request.service);
      const root = urlInProject(own, token.projectId, request.project);
      signal?.throwIfAborted();
      const url = root + path;
      const answer = await this.send({
        method,
        url,
        headers: {
          ...JSON_HEADERS,
          ...(microversion !== undefined && { 'openstack-api-version': microversion }),
          ...headers,
          'x-auth-token': token.id,
        },
        ...(body && { body: JSON.stringify(body) }),
        ...(stream && { stream }),
        signal,
      });
      // The token may have been revoked, as after a change of its user's password or membership. Keystone revokes by whole
      // seconds, so that one of the same second is refused, too.
      if (answer.status !== 401) return answer;
      if (renewed === RENEWALS) {
        if (request.service === 'identity') return answer;
        throw distrust(answer);
      }
      if (renewed > 0) await wait(1000, undefined, { signal });
      if ((await this.token) === token) this.token = undefined;
    }
  }

  private async validToken(): Promise<Token> {
    if (this.refused) throw this.refused;
    const known = this.token;
    if (known) {
      const token = await known;
      if (token.renewAt > Date.now()) return token;
    }
    // Others may have renewed it meanwhile. A new one is used however short its life is: asking on would never end.
    if (this.token === known) {
      const asked = this.newToken();
      this.token = asked;
      asked.catch(() => {
        if (this.token === asked) this.token = undefined;
      });
    }
    return this.token as Promise<Token>;
  }

  /** With the password that is in force: while a new one is on its way, what is destroyed first still needs the former. */
  private async newToken(): Promise<Token> {
    const { credentials, given, options } = this;
    const passwords = [credentials.password, given.password, ...(options.formerPasswords ?? [])];
    let first: unknown;
    for (const password of new Set(credentials.token === undefined ? passwords : [''])) {
      try {
        const token = await this.authenticate({ ...credentials, password });
        this.options = { ...options, credentials: { ...credentials, password } };
        return token;
      } catch (error) {
        if (!(error instanceof CredentialsRefused)) throw error;
        first ??= error;
      }
    }
    throw first;
  }

  /** Where a service is, and the token to go there with. */
  private async reach(service: string): Promise<{ token: Token; root: string }> {
    const token = await this.validToken();
    // Keystone is where the user said, also when its own catalog is wrong: then that can be mended.
    if (service === 'identity') return { token, root: identityUrl(this.credentials.authUrl) };
    try {
      return { token, root: this.rootOf(token, service) };
    } catch (error) {
      // The catalog came with the token, and the endpoint may have been made after it.
      if (!(error instanceof EndpointMissing) || token.issuedAt > Date.now() - FRESH_MS) throw error;
      if ((await this.token) === token) this.token = undefined;
      const newer = await this.validToken();
      return { token: newer, root: this.rootOf(newer, service) };
    }
  }

  private rootOf({ catalog }: Token, service: string): string {
    return apiUrl(service, endpointUrl(catalog, service, this.options.interface, this.options.region));
  }

  private async send(request: HttpRequest): Promise<HttpAnswer> {
    const { origin } = new URL(request.url);
    const isLogin = request.url.endsWith('/auth/tokens');
    const isChange = CHANGES.has(request.method) && !isLogin;
    const away = this.away.get(origin);
    // What is to be changed is tried all the same: it would fail for another's sake.
    if (away && away.until > Date.now() && !isChange) throw away.error;
    let error: ApiUnavailable;
    let isAway: boolean;
    try {
      const answer = await askPatiently(this.http, request);
      if (answer.status < 500) return answer;
      error = outage(request, answer);
      isAway = NOBODY.has(answer.status) && !isChange;
    } catch (failure) {
      if (!(failure instanceof HttpFailed)) throw failure;
      error = silence(request, failure);
      isAway = !failure.sent || !isChange;
    }
    if (isAway) this.away.set(origin, { error, until: Date.now() + AWAY_MS });
    throw error;
  }
}
