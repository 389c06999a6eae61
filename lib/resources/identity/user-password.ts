import type { Cloud } from '../../openstack/cloud';
import type { Credentials } from '../../openstack/credentials';
import { CredentialsRefused } from '../../openstack/errors';
import type { Context } from '../../schema/context';
import { OTHER_PASSWORD, passwordToTry } from '../password-attribute';
import type { Runtime } from '../runtime';

/** What is known of a user of whom a password is expected. */
interface PasswordOwner {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string;
  readonly enabled: boolean;
}

/** The private fact by which it is known that the password is still the one that was found right before. */
const MARK = 'password';

/**
 * The password for state: the expected one, or that it is another. Keystone keeps no more than a slow hash, so the password is
 * tried only when the mark says that it was set anew, and not at all where no database tells marks.
 */
export async function passwordOf(
  { runtime, private: facts, signal, importing }: Context<Runtime>,
  cloudName: string,
  owner: PasswordOwner,
  stored: string,
): Promise<string> {
  if (importing) return OTHER_PASSWORD;
  const cloud = runtime.cloud(cloudName);
  const mark = (await cloud.passwordMarks?.all())?.get(owner.id);
  // A user who is disabled is let in with no password, so that trying tells nothing.
  if (!cloud.passwordMarks || !owner.enabled) return stored;
  if (mark !== undefined && mark === facts.get(MARK)) return stored;
  const password = passwordToTry(stored);
  const right = mark !== undefined && (await isPassword(cloud, owner, password, signal));
  facts.set(MARK, right ? mark : undefined);
  return right ? password : OTHER_PASSWORD;
}

/** Remembers that the password is right as it stands now, after it was set. If that fails, it is tried when next read. */
export async function rememberPassword(
  { runtime, private: facts }: Context<Runtime>,
  cloudName: string,
  userId: string,
): Promise<void> {
  const mark = await runtime
    .cloud(cloudName)
    .passwordMarks?.now(userId)
    .catch(() => undefined);
  facts.set(MARK, mark);
}

/** Whether Keystone lets the user in with it. */
export async function isPassword(
  { session }: Cloud,
  { id, name, domain_id }: Pick<PasswordOwner, 'id' | 'name' | 'domain_id'>,
  password: string,
  signal: AbortSignal,
): Promise<boolean> {
  const credentials: Credentials = {
    authUrl: session.credentials.authUrl,
    user: name,
    userDomain: domain_id,
    userId: id,
    password,
    scope: 'none',
  };
  try {
    await session.authenticate(credentials, signal);
    return true;
  } catch (error) {
    if (error instanceof CredentialsRefused) return false;
    throw error;
  }
}
