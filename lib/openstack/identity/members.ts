import { jsonOf } from '../json';
import type { Session } from '../session';
import type { User } from './objects';

interface Listed {
  readonly users: Set<string>;
  /** By Keystone's `list_limit`: then a user that it lacks is asked for alone. */
  readonly isCut: boolean;
}

/** Who belongs to which group: one list for each group. */
export class Members {
  private readonly listed = new Map<string, Promise<Listed | undefined>>();

  constructor(private readonly session: Session) {}

  /** Not when there is no such group or user, either. */
  public async has(group: string, user: string, signal?: AbortSignal): Promise<boolean> {
    const known = await this.of(group);
    if (!known || known.users.has(user)) return known !== undefined;
    if (!known.isCut) return false;
    const path = pathOf(group, user);
    return (await this.session.find({ service: 'identity', method: 'GET', path, signal })) !== undefined;
  }

  /** Also when it is one already. */
  public async add(group: string, user: string, signal?: AbortSignal): Promise<void> {
    await this.session.ask({ service: 'identity', method: 'PUT', path: pathOf(group, user), signal });
    (await this.listed.get(group)?.catch(() => undefined))?.users.add(user);
  }

  /** Also when it is none any more. */
  public async remove(group: string, user: string, signal?: AbortSignal): Promise<void> {
    await this.session.find({ service: 'identity', method: 'DELETE', path: pathOf(group, user), signal });
    (await this.listed.get(group)?.catch(() => undefined))?.users.delete(user);
  }

  private of(group: string): Promise<Listed | undefined> {
    const asked = this.listed.get(group) ?? this.list(group);
    this.listed.set(group, asked);
    asked.catch(() => this.listed.delete(group));
    return asked;
  }

  private async list(group: string): Promise<Listed | undefined> {
    const answer = await this.session.find({ service: 'identity', method: 'GET', path: pathOf(group) });
    if (!answer) return undefined;
    const { users, truncated } = jsonOf<{ users: Pick<User, 'id'>[]; truncated?: boolean }>(answer);
    return { users: new Set(users.map(({ id }) => id)), isCut: truncated === true };
  }
}

function pathOf(group: string, user?: string): string {
  const all = `/groups/${encodeURIComponent(group)}/users`;
  return user === undefined ? all : `${all}/${encodeURIComponent(user)}`;
}
