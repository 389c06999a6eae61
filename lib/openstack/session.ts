import { endpointUrl, type Interface } from './catalog';
import { type Credentials, identityUrl, who } from './credentials';
import { ApiUnavailable, type CredentialsRefused, type OpenStackError, PasswordToBeSet } from './errors';
import { type Dial, Http, type HttpAnswer, HttpFailed, type TlsOptions } from './http';
import { refusal } from './refusal';
import { askPatiently } from './retry';
import { authenticate, JSON_HEADERS, type Token } from './token';

export interface SessionOptions {
  readonly credentials: Credentials;
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
  /** Below the service's endpoint, beginning with a slash. */
  readonly path: string;
  readonly body?: object;
  /** As in `compute 2.93`: only the API that it is meant for may get it. */
  readonly microversion?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Renewed this long before it ends, so that none ends on the way. */
const RENEW_BEFORE_MS = 60_000;
/** How long a failure to reach an API stands for all who ask, so that many objects do not each wait for it. */
const AWAY_MS = 3_000;

/** One cloud, as one user: it gets a token when first needed, and keeps it. */
export class Session {
  private readonly http: Http;
  private token?: Promise<Token>;
  private refused?: PasswordToBeSet;
  private away?: { readonly error: OpenStackError; readonly until: number };

  constructor(private options: SessionOptions) {
    this.http = new Http(options.dial, options.tls);
  }

  public get credentials(): Credentials {
    return this.options.credentials;
  }

  /** Goes on with another password: the one that is in force. */
  public usePassword(password: string): void {
    this.refused = undefined;
    if (password === this.credentials.password) return;
    this.options = { ...this.options, credentials: { ...this.credentials, password } };
    this.token = undefined;
  }

  /** Nobody will be let in before the password is set again, as is planned: until then the cloud counts as unavailable. */
  public awaitPassword(error: CredentialsRefused): void {
    this.refused = new PasswordToBeSet(new URL(error.authUrl).origin, error.message, false, { cause: error });
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
    const { url, answer } = await this.answer(request);
    if (answer.status >= 400) throw refusal(request.method, url, answer, who(this.credentials));
    return answer;
  }

  /** The same, or undefined for 404: the API knows that it is not there. */
  public async find(request: ApiRequest): Promise<HttpAnswer | undefined> {
    const { url, answer } = await this.answer(request);
    if (answer.status === 404) return undefined;
    if (answer.status >= 400) throw refusal(request.method, url, answer, who(this.credentials));
    return answer;
  }

  public close(): void {
    this.http.close();
  }

  private async answer(request: ApiRequest): Promise<{ url: string; answer: HttpAnswer }> {
    const { method, path, body, microversion, headers, signal } = request;
    for (let renewed = false; ; renewed = true) {
      const token = await this.validToken();
      signal?.throwIfAborted();
      const url = this.urlOf(token, request.service) + path;
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
        signal,
      });
      // The token may have been revoked, as after a change of its user's password.
      if (answer.status !== 401 || renewed) return { url, answer };
      if ((await this.token) === token) this.token = undefined;
    }
  }

  private async validToken(): Promise<Token> {
    if (this.refused) throw this.refused;
    const asked = this.token ?? this.authenticate(this.credentials);
    this.token = asked;
    try {
      const token = await asked;
      if (token.expiresAt - Date.now() > RENEW_BEFORE_MS) return token;
    } catch (error) {
      this.forget(asked);
      throw error;
    }
    this.forget(asked);
    return this.validToken();
  }

  /** Others may have renewed it meanwhile. */
  private forget(token: Promise<Token>): void {
    if (this.token === token) this.token = undefined;
  }

  /** Keystone is where the user said, also when its own catalog is wrong: then that can be mended. */
  private urlOf({ catalog }: Token, service: string): string {
    if (service === 'identity') return identityUrl(this.credentials.authUrl);
    return endpointUrl(catalog, service, this.options.interface, this.options.region);
  }

  private async send(request: Parameters<Http['ask']>[0]): Promise<HttpAnswer> {
    if (this.away && this.away.until > Date.now()) throw this.away.error;
    this.away = undefined;
    const { origin } = new URL(request.url);
    try {
      const answer = await askPatiently(this.http, request);
      if (answer.status < 500) return answer;
      throw new ApiUnavailable(origin, `${answer.status} ${answer.text.slice(0, 200)}`.trim(), true);
    } catch (error) {
      if (!(error instanceof HttpFailed || error instanceof ApiUnavailable)) throw error;
      const failed =
        error instanceof ApiUnavailable
          ? error
          : new ApiUnavailable(origin, error.message, error.sent, { cause: error });
      this.away = { error: failed, until: Date.now() + AWAY_MS };
      throw failed;
    }
  }
}
