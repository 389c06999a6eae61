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
    await this.session.ask({ service: 'identity', method: 'PUT', path: `/groups/${group}/users/${user}`, signal });
    (await this.listed.get(group))?.add(user);
  }

  /** Also when it is none any more. */
  public async remove(group: string, user: string, signal?: AbortSignal): Promise<void> {
    await this.session.find({ service: 'identity', method: 'DELETE', path: `/groups/${group}/users/${user}`, signal });
    (await this.listed.get(group))?.delete(user);
  }

  private async list(group: string): Promise<Set<string> | undefined> {
    const path = `/groups/${encodeURIComponent(group)}/users`;
    const answer = await this.session.find({ service: 'identity', method: 'GET', path });
    if (!answer) return undefined;
    const { users } = JSON.parse(answer.text) as { users: Pick<User, 'id'>[] };
    return new Set(users.map(({ id }) => id));
  }
}
