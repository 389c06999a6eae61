import { jsonOf } from '../json';
import type { Session } from '../session';
import type { User } from './objects';

/** Who belongs to which group: one list for each group. */
export class Members {
  private readonly listed = new Map<string, Promise<Set<string> | undefined>>();

  constructor(private readonly session: Session) {}

  /** The ids of a group's users; undefined when there is no such group. */
  public of(group: string): Promise<ReadonlySet<string> | undefined> {
    const asked = this.listed.get(group) ?? this.list(group);
    this.listed.set(group, asked);
    asked.catch(() => this.listed.delete(group));
    return asked;
  }

  /** Also when it is one already. */
  public async add(group: string, user: string, signal?: AbortSignal): Promise<void> {
    await this.session.ask({ service: 'identity', method: 'PUT', path: pathOf(group, user), signal });
    (await this.listed.get(group)?.catch(() => undefined))?.add(user);
  }

  /** Also when it is none any more. */
  public async remove(group: string, user: string, signal?: AbortSignal): Promise<void> {
    await this.session.find({ service: 'identity', method: 'DELETE', path: pathOf(group, user), signal });
    (await this.listed.get(group)?.catch(() => undefined))?.delete(user);
  }

  private async list(group: string): Promise<Set<string> | undefined> {
    const answer = await this.session.find({ service: 'identity', method: 'GET', path: pathOf(group) });
    if (!answer) return undefined;
    const { users } = jsonOf<{ users: Pick<User, 'id'>[] }>(answer);
    return new Set(users.map(({ id }) => id));
  }
}

function pathOf(group: string, user?: string): string {
  const all = `/groups/${encodeURIComponent(group)}/users`;
  return user === undefined ? all : `${all}/${encodeURIComponent(user)}`;
}
