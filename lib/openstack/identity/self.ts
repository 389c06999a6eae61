import { jsonOf } from '../json';
import type { Session } from '../session';

/** Who the provider is in a cloud, and what its token is for: without these it is let in no more. */
export interface Self {
  readonly user: string;
  /** Left out where the token is for a domain or the system. */
  readonly project?: string;
  /** Those of the user, the project, and what the token is for. */
  readonly domains: ReadonlySet<string>;
}

interface WithId {
  readonly id: string;
}
interface InDomain extends WithId {
  readonly domain: WithId;
}

/** As Keystone tells it, and not by names, in which it takes "Admin" for "admin". */
export async function selfOf(session: Session): Promise<Self> {
  const { id } = await session.authenticate(session.credentials);
  const answer = await session.ask({
    service: 'identity',
    method: 'GET',
    path: '/auth/tokens?nocatalog',
    headers: { 'x-subject-token': id },
  });
  const { user, project, domain } = jsonOf<{ token: { user: InDomain; project?: InDomain; domain?: WithId } }>(
    answer,
  ).token;
  const domains = new Set([user.domain, project?.domain, domain].flatMap((found) => found?.id ?? []));
  return { user: user.id, project: project?.id, domains };
}
