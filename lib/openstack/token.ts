import type { CatalogEntry } from './catalog';
import { authenticationBody, type Credentials, identityUrl, who } from './credentials';
import { CredentialsRefused } from './errors';
import type { HttpAnswer } from './http';
import { jsonOf } from './json';
import { refusal, said } from './refusal';

/** A token and what came with it. */
export interface Token {
  readonly id: string;
  /** When it came, by this machine's clock. */
  readonly issuedAt: number;
  /** From when on another one is asked for, by this machine's clock. */
  readonly renewAt: number;
  readonly userId: string;
  /** Null where the token is for a domain or the system. */
  readonly projectId: string | null;
  readonly catalog: readonly CatalogEntry[];
}

/** Sends one request and answers with whatever status. */
export type Send = (request: {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}) => Promise<HttpAnswer>;

/** Asks Keystone for a token. @throws {CredentialsRefused | RequestRefused | ApiUnavailable} */
export async function authenticate(send: Send, credentials: Credentials, signal?: AbortSignal): Promise<Token> {
  const url = `${identityUrl(credentials.authUrl)}/auth/tokens`;
  const request = { method: 'POST', url, headers: JSON_HEADERS, body: JSON.stringify(authenticationBody(credentials)) };
  const answer = await send({ ...request, signal });
  if (answer.status === 401) throw new CredentialsRefused(url, who(credentials), said(answer));
  if (answer.status !== 201) throw refusal('POST', answer, who(credentials));
  const { token } = jsonOf<{ token: TokenBody }>(answer);
  const id = answer.headers['x-subject-token'] ?? '';
  return {
    id,
    issuedAt: Date.now(),
    renewAt: renewAt(token),
    userId: token.user.id,
    projectId: token.project?.id ?? null,
    catalog: token.catalog ?? [],
  };
}

interface TokenBody {
  readonly issued_at?: string;
  readonly expires_at: string;
  readonly user: { readonly id: string };
  readonly project?: { readonly id: string };
  readonly catalog?: CatalogEntry[];
}

/** Renewed this long before it ends, so that none ends on the way. */
const RENEW_BEFORE_MS = 60_000;

/** The clocks of two machines may differ, so only the token's life counts, from now on. */
function renewAt({ issued_at, expires_at }: TokenBody): number {
  const now = Date.now();
  const life = Date.parse(expires_at) - (issued_at === undefined ? now : Date.parse(issued_at));
  return now + (Number.isFinite(life) ? life : 0) - RENEW_BEFORE_MS;
}

export const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' } as const;
