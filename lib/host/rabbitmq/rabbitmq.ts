import type { SshConnection } from '../../ssh/connection';
import { Batch } from '../batch';
import { Found } from '../found';
import { RabbitMqNode } from './node';
import {
  DELETE_USER,
  DELETE_VHOST,
  LOOK,
  PASSWORD_HASH,
  RESTORE_PASSWORD,
  SETTLE_USER,
  SETTLE_VHOST,
  VHOST_LOSSES,
} from './programs';

/** What a user may do in one virtual host: regular expressions over the names of queues and exchanges. */
export interface RabbitMqPermission {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** A user as RabbitMQ has it. */
export interface RabbitMqUser {
  readonly tags: readonly string[];
  /** By virtual host. */
  readonly permissions: Readonly<Record<string, RabbitMqPermission>>;
  /** Whether the password that was asked about is the user's. */
  readonly passwordMatches: boolean;
}

export interface RabbitMqVhost {
  readonly description: string;
}

/** A password as RabbitMQ keeps it. */
export interface PasswordHash {
  readonly hash: string;
  readonly algorithm: string;
}

/** What is to be changed of a user. What is left out stays. */
export interface UserChanges {
  readonly create?: boolean;
  readonly password?: string;
  readonly tags?: readonly string[];
  readonly grant?: Readonly<Record<string, RabbitMqPermission>>;
  readonly revoke?: readonly string[];
}

type Question = { readonly user: { readonly name: string; readonly password?: string } } | { readonly vhost: string };

interface FoundUser extends Omit<RabbitMqUser, 'permissions'> {
  readonly permissions: readonly (readonly [string, string, string, string])[];
}

interface Looked {
  readonly users: readonly (FoundUser | false)[];
  readonly vhosts: readonly (RabbitMqVhost | false)[];
}

/** The RabbitMQ server of a host. Everything throws `ServerUnavailable` when it does not run. */
export class RabbitMq {
  /** How users were before they were first changed. */
  public readonly usersFound: Found;
  /** Which virtual hosts were there before they were first changed, and how. */
  public readonly vhostsFound: Found;
  private readonly node: RabbitMqNode;
  private readonly looks: Batch<Question, RabbitMqUser | RabbitMqVhost | null>;

  constructor(hostName: string, connection: SshConnection) {
    this.usersFound = new Found(connection, 'rabbitmq-users');
    this.vhostsFound = new Found(connection, 'rabbitmq-vhosts');
    this.node = new RabbitMqNode(hostName, connection);
    this.looks = new Batch((questions) => this.look(questions));
  }

  /**
   * The user; null when there is none.
   * @param password to be tried
   */
  public async user(name: string, password?: string): Promise<RabbitMqUser | null> {
    return (await this.looks.ask({ user: { name, password } })) as RabbitMqUser | null;
  }

  /** The virtual host; null when there is none. */
  public async vhost(name: string): Promise<RabbitMqVhost | null> {
    return (await this.looks.ask({ vhost: name })) as RabbitMqVhost | null;
  }

  /** @throws {RabbitMqRefused} */
  public async changeUser(name: string, changes: UserChanges, signal?: AbortSignal): Promise<void> {
    const { grant = {}, revoke = [], ...rest } = changes;
    const rows = Object.entries(grant).map(([vhost, { configure, write, read }]) => [vhost, configure, write, read]);
    await this.node.evaluate(SETTLE_USER, { ...rest, name, grant: rows, revoke }, { signal });
  }

  public async deleteUser(name: string, signal?: AbortSignal): Promise<void> {
    await this.node.evaluate(DELETE_USER, name, { signal });
  }

  /** The user's password as RabbitMQ keeps it; undefined without such a user. */
  public async passwordHash(name: string, signal?: AbortSignal): Promise<PasswordHash | undefined> {
    return (await this.node.evaluate<PasswordHash | false>(PASSWORD_HASH, name, { signal })) || undefined;
  }

  /** Gives the user, which is made if need be, a password that was kept. */
  public async restorePassword(name: string, password: PasswordHash, signal?: AbortSignal): Promise<void> {
    await this.node.evaluate(RESTORE_PASSWORD, { name, ...password }, { signal });
  }

  /** Makes the virtual host, or changes its description. @throws {RabbitMqRefused} */
  public async settleVhost(name: string, { description }: RabbitMqVhost, signal?: AbortSignal): Promise<void> {
    await this.node.evaluate(SETTLE_VHOST, { name, description }, { signal });
  }

  /** Removes the virtual host with all that is in it. */
  public async deleteVhost(name: string, signal?: AbortSignal): Promise<void> {
    await this.node.evaluate(DELETE_VHOST, name, { signal });
  }

  /** How many queues the virtual host has, and how many messages are in them. */
  public async vhostLosses(name: string, signal?: AbortSignal): Promise<{ queues: number; messages: number }> {
    const options = { signal, repeatable: true };
    const [queues, messages] = await this.node.evaluate<[number, number]>(VHOST_LOSSES, name, options);
    return { queues, messages };
  }

  private async look(questions: readonly Question[]): Promise<(RabbitMqUser | RabbitMqVhost | null)[]> {
    const users = questions.flatMap((question) => ('user' in question ? [question.user] : []));
    const vhosts = questions.flatMap((question) => ('vhost' in question ? [question.vhost] : []));
    const found = await this.node.evaluate<Looked>(LOOK, { users, vhosts }, { repeatable: true });
    const [userAnswers, vhostAnswers] = [found.users.values(), found.vhosts.values()];
    return questions.map((question) => {
      if ('vhost' in question) return vhostAnswers.next().value || null;
      const user = userAnswers.next().value;
      return user ? { ...user, permissions: byVhost(user.permissions) } : null;
    });
  }
}

function byVhost(rows: FoundUser['permissions']): Record<string, RabbitMqPermission> {
  return Object.fromEntries(rows.map(([vhost, configure, write, read]) => [vhost, { configure, write, read }]));
}
