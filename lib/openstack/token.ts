import type { CatalogEntry } from './catalog';
import { authenticationBody, type Credentials, identityUrl, who } from './credentials';
import { CredentialsRefused } from './errors';
import type { HttpAnswer } from './http';
import { jsonOf } from './json';
import { refusal, said } from './refusal';

/** A token and what came with it. */
export interface Token {
  readonly id: string;
  readonly expiresAt: number;
  readonly userId: string;
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
  const { token } = jsonOf<{ token: { expires_at: string; user: { id: string }; catalog?: CatalogEntry[] } }>(answer);
  const id = answer.headers['x-subject-token'] ?? '';
  return { id, expiresAt: Date.parse(token.expires_at), userId: token.user.id, catalog: token.catalog ?? [] };
}

export const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' } as const;
