import { OpenStackError } from '../openstack/errors';
import type { Check } from './check';

/** `keystone token-get`, as the guides check it. */
export const TOKEN: Check = {
  title: 'Keystone gives a token',
  applies: () => true,
  async run({ cloud, signal }) {
    const { session } = cloud;
    const { projectId } = await session.authenticate(session.credentials, signal);
    return `${session.credentials.user} in ${projectId === null ? 'no project' : `project ${projectId}`}`;
  },
};

/** `keystone catalog`; every service there has to answer, whatever it says. */
export const CATALOG: Check = {
  title: 'Every service in the catalog answers',
  applies: () => true,
  async run({ cloud: { session }, catalog, signal }) {
    const origins = new Map(
      catalog.flatMap(({ type, endpoints }) => endpoints.map(({ url }) => [new URL(url).origin, type] as const)),
    );
    const told = await Promise.all(
      [...origins].map(([origin, type]) =>
        session.knock(`${origin}/`, signal).then(
          () => [],
          (error: Error) => [`${type} at ${origin}: ${error.message}`],
        ),
      ),
    );
    const silent = told.flat();
    if (silent.length > 0) throw new OpenStackError(silent.join('\n'));
    return catalog.map(({ type }) => type).join(', ');
  },
};
