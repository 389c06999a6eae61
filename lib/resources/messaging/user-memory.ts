import type { Host } from '../../host/host';
import type { PasswordHash, RabbitMqPermission, RabbitMqUser } from '../../host/rabbitmq/rabbitmq';

/** How a user was before it was first changed. The password is as RabbitMQ keeps it; the note stays on the host, for root alone. */
interface UserBefore {
  readonly password: PasswordHash;
  readonly tags: readonly string[];
  readonly permissions: Readonly<Record<string, RabbitMqPermission>>;
}

/** Remembers on the host how a user is, or that there is none, unless that is remembered already. */
export async function rememberUser(
  { rabbitmq }: Host,
  name: string,
  user: RabbitMqUser | null,
  signal: AbortSignal,
): Promise<void> {
  const password = user ? await rabbitmq.passwordHash(name, signal) : undefined;
  const before: UserBefore | null =
    user && password ? { password, tags: user.tags, permissions: user.permissions } : null;
  await rabbitmq.usersFound.remember(name, JSON.stringify(before), signal);
}

/** The same for a user that is to be there. What was remembered of one that is gone is about another one. */
export async function rememberPresent(
  host: Host,
  name: string,
  user: RabbitMqUser | null,
  signal: AbortSignal,
): Promise<void> {
  if (user) await rememberUser(host, name, user, signal);
  else await host.rabbitmq.usersFound.replace(name, JSON.stringify(null), signal);
}

/** How the user was; null when there was none, undefined when that is not known. */
export async function recallUser(
  { rabbitmq }: Host,
  name: string,
  signal: AbortSignal,
): Promise<UserBefore | null | undefined> {
  const note = await rabbitmq.usersFound.recall(name, signal);
  return note === undefined ? undefined : (JSON.parse(note) as UserBefore | null);
}

/** Puts the user back as it was. One of which nothing is remembered stays. */
export async function restoreUser(host: Host, name: string, signal: AbortSignal): Promise<void> {
  const { rabbitmq } = host;
  const before = await recallUser(host, name, signal);
  if (before === undefined) return;
  if (before === null) await rabbitmq.deleteUser(name, signal);
  else {
    await rabbitmq.restorePassword(name, before.password, signal);
    const user = await rabbitmq.user(name);
    const grant: Record<string, RabbitMqPermission> = {};
    // A virtual host that is gone takes the permissions on it along.
    for (const [vhost, permission] of Object.entries(before.permissions)) {
      if (await rabbitmq.vhost(vhost)) grant[vhost] = permission;
    }
    const revoke = Object.keys(user?.permissions ?? {}).filter((vhost) => !(vhost in before.permissions));
    await rabbitmq.changeUser(name, { tags: before.tags, grant, revoke }, signal);
  }
  await rabbitmq.usersFound.forget(name, signal);
}
