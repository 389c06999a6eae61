/** What a token is good for. */
export type Scope =
  | { readonly project: string; readonly domain: string }
  | { readonly projectId: string }
  | { readonly domain: string }
  | 'system'
  | 'none'
  | 'as the token';

/** Who asks. Domains are given by name; a user who is given by id needs none. */
export interface Credentials {
  /** Keystone's URL, with or without `/v3`. */
  readonly authUrl: string;
  readonly user: string;
  readonly userDomain: string;
  /** In place of `userDomain`. */
  readonly userDomainId?: string;
  readonly userId?: string;
  readonly password: string;
  /** Proves who asks in the password's place. What it is good for is then its own, unless `scope` says otherwise. */
  readonly token?: string;
  readonly scope: Scope;
}

/** For people; never with the password. */
export function who({ user, userDomain, userDomainId, token, scope }: Credentials): string {
  const domain = userDomainId ?? userDomain;
  const name = token === undefined ? `user "${user}" of domain "${domain}"` : 'the owner of the configured token';
  if (scope === 'none' || scope === 'as the token') return name;
  if (scope === 'system') return `${name}, for the system`;
  if ('projectId' in scope) return `${name}, for the project ${scope.projectId}`;
  return 'project' in scope ? `${name}, for project "${scope.project}"` : `${name}, for domain "${scope.domain}"`;
}

/** The body of `POST /v3/auth/tokens`. */
export function authenticationBody(credentials: Credentials): object {
  return { auth: { identity: identityBody(credentials), ...scopeBody(credentials.scope) } };
}

function identityBody({ user, userDomain, userDomainId, userId, password, token }: Credentials): object {
  if (token !== undefined) return { methods: ['token'], token: { id: token } };
  const domain = userDomainId === undefined ? { name: userDomain } : { id: userDomainId };
  const known = userId === undefined ? { name: user, domain } : { id: userId };
  return { methods: ['password'], password: { user: { ...known, password } } };
}

function scopeBody(scope: Scope): object {
  if (scope === 'as the token') return {};
  // Otherwise it would be for the user's default project, if there is one.
  if (scope === 'none') return { scope: 'unscoped' };
  if (scope === 'system') return { scope: { system: { all: true } } };
  if ('projectId' in scope) return { scope: { project: { id: scope.projectId } } };
  return 'project' in scope
    ? { scope: { project: { name: scope.project, domain: { name: scope.domain } } } }
    : { scope: { domain: { name: scope.domain } } };
}

/** Keystone's base URL of version 3, from what people write. */
export function identityUrl(authUrl: string): string {
  const base = authUrl.replace(/\/+$/, '');
  return /\/v3$/.test(base) ? base : `${base}/v3`;
}
