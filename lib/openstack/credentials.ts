/** What a token is good for. */
export type Scope =
  | { readonly project: string; readonly domain: string }
  | { readonly domain: string }
  | 'system'
  | 'none';

/** Who asks. Domains are given by name; a user who is given by id needs none. */
export interface Credentials {
  /** Keystone's URL, with or without `/v3`. */
  readonly authUrl: string;
  readonly user: string;
  readonly userDomain: string;
  readonly userId?: string;
  readonly password: string;
  readonly scope: Scope;
}

/** For people; never with the password. */
export function who({ user, userDomain, scope }: Credentials): string {
  const name = `user "${user}" of domain "${userDomain}"`;
  if (scope === 'none') return name;
  if (scope === 'system') return `${name}, for the system`;
  return 'project' in scope ? `${name}, for project "${scope.project}"` : `${name}, for domain "${scope.domain}"`;
}

/** The body of `POST /v3/auth/tokens`. */
export function authenticationBody({ user, userDomain, userId, password, scope }: Credentials): object {
  return {
    auth: {
      identity: {
        methods: ['password'],
        password: {
          user:
            userId === undefined ? { name: user, domain: { name: userDomain }, password } : { id: userId, password },
        },
      },
      ...scopeBody(scope),
    },
  };
}

function scopeBody(scope: Scope): object {
  // Otherwise it would be for the user's default project, if there is one.
  if (scope === 'none') return { scope: 'unscoped' };
  if (scope === 'system') return { scope: { system: { all: true } } };
  return 'project' in scope
    ? { scope: { project: { name: scope.project, domain: { name: scope.domain } } } }
    : { scope: { domain: { name: scope.domain } } };
}

/** Keystone's base URL of version 3, from what people write. */
export function identityUrl(authUrl: string): string {
  const base = authUrl.replace(/\/+$/, '');
  return /\/v3$/.test(base) ? base : `${base}/v3`;
}
