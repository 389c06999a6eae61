import type { Credentials, Scope } from '../openstack/credentials';
import { ApiUnavailable, CertificateRefused, CredentialsRefused, RequestRefused } from '../openstack/errors';
import { HttpFailed } from '../openstack/http';
import { Session } from '../openstack/session';
import type { Examined } from './examination';

/** What somebody gives to be let in, by the names of its keys: `auth_url`, `username`, ... */
export type LoginKeys = (key: string) => string | undefined;

/** What Keystone made of it. */
export type KeystoneAnswer =
  | { readonly outcome: 'let in' }
  /** Its password, or the user, is wrong. */
  | { readonly outcome: 'refused'; readonly who: string }
  /** The password is right, but the user has no role in the project. */
  | { readonly outcome: 'no role'; readonly who: string }
  /** It speaks https where http was expected, or the other way round. */
  | { readonly outcome: 'other scheme' }
  | Unreached;

/** Nobody answers there, or only that something went wrong, or somebody who is not Keystone. */
export interface Unreached {
  readonly outcome: 'silent' | 'failing' | 'not Keystone';
  readonly said: string;
}

/** Tries to log in from a host, so through whatever stands between it and Keystone. */
export async function logIn({ host }: Examined, credentials: Credentials): Promise<KeystoneAnswer> {
  const session = new Session({
    credentials,
    dial: (address, port, signal) => host.connection.forward(address, port, { signal }).catch(asNetwork),
    interface: 'internal',
    region: null,
  });
  try {
    await session.authenticate(credentials);
    return { outcome: 'let in' };
  } catch (error) {
    if (error instanceof CredentialsRefused) return await refused(session, credentials, error.who);
    return (await speaksOther(session, credentials.authUrl)) ? { outcome: 'other scheme' } : notAsked(error);
  } finally {
    session.close();
  }
}

/** Keystone has 401 for a wrong password, and also for a right one of who has nothing to do with the project. */
async function refused(session: Session, credentials: Credentials, who: string): Promise<KeystoneAnswer> {
  const unscoped = { ...credentials, scope: 'none' as const };
  const isRight = await session.authenticate(unscoped).then(
    () => true,
    () => false,
  );
  return { outcome: isRight ? 'no role' : 'refused', who };
}

/** Whether https is spoken where the URL says http, or the other way round. A plain server takes what is encrypted for nonsense, and hangs up. */
async function speaksOther(session: Session, url: string): Promise<boolean> {
  const other = url.startsWith('https:') ? url.replace('https:', 'http:') : url.replace('http:', 'https:');
  try {
    await session.knock(other, AbortSignal.timeout(10_000));
    return true;
  } catch (error) {
    // Whoever has a certificate speaks https, be it one that nobody knows; with a plain server the handshake itself fails.
    return error instanceof CertificateRefused && /certificate|altnames|issuer/i.test(`${error.cause}`);
  }
}

function notAsked(error: unknown): Unreached {
  if (error instanceof CertificateRefused) return { outcome: 'silent', said: error.message };
  if (error instanceof RequestRefused) return { outcome: 'not Keystone', said: error.message };
  if (error instanceof ApiUnavailable) return unreached(error);
  throw error;
}

/** Why Keystone could not be asked. */
export function unreached(error: ApiUnavailable): Unreached {
  return { outcome: error.cause instanceof HttpFailed ? 'silent' : 'failing', said: error.message };
}

/** The same cause for all who miss the Keystone at a URL. */
export function unreachedCause(url: string, { outcome }: Unreached): string {
  const { origin } = new URL(url);
  if (outcome === 'silent') return `Keystone does not answer at ${origin}.`;
  return outcome === 'failing'
    ? `Keystone at ${origin} answers to a login with an error of its own: its database may be away, or its keys.`
    : `What answers at ${origin} is not Keystone.`;
}

/** A channel that the host cannot open means that nobody listens there, as far as HTTP is concerned. */
function asNetwork(error: Error): never {
  throw Object.assign(error, { code: 'ECONNREFUSED', syscall: 'connect' });
}

/** The credentials that keys make up, as keystoneauth reads them; undefined when they are not for user and password. */
export function credentialsOf(key: LoginKeys): Credentials | undefined {
  const [authUrl, user, password] = [key('auth_url'), key('username') ?? key('user_name'), key('password')];
  const userId = key('user_id');
  if (authUrl === undefined || password === undefined || (user === undefined && userId === undefined)) return undefined;
  if (!isHttpUrl(authUrl)) return undefined;
  return {
    authUrl,
    user: user ?? '',
    ...(user === undefined && { userId }),
    userDomain: key('user_domain_name') ?? key('default_domain_name') ?? 'Default',
    userDomainId: key('user_domain_id') ?? key('default_domain_id'),
    password,
    scope: scopeOf(key),
  };
}

/** Without a scheme, clients take something else for one, or fall back to https. */
export function isHttpUrl(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}

function scopeOf(key: LoginKeys): Scope {
  const [projectId, project] = [key('project_id') ?? key('tenant_id'), key('project_name') ?? key('tenant_name')];
  if (projectId !== undefined) return { projectId };
  const domain = key('project_domain_name') ?? key('default_domain_name');
  if (project !== undefined) return { project, domain: domain ?? 'Default' };
  return 'none';
}
