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

/** `keystone catalog`; every service there has to answer. */
export const CATALOG: Check = {
  title: 'Every service in the catalog answers',
  applies: () => true,
  async run({ catalog, dial, signal }) {
    const urls = new Map(
      catalog.flatMap(({ type, endpoints }) => endpoints.map(({ url }) => [new URL(url).origin, type] as const)),
    );
    const silent: string[] = [];
    await Promise.all(
      [...urls].map(async ([origin, type]) => {
        const { hostname, port, protocol } = new URL(origin);
        const number = Number(port) || (protocol === 'https:' ? 443 : 80);
        try {
          (await dial(hostname.replace(/^\[|\]$/g, ''), number, signal)).destroy();
        } catch (error) {
          silent.push(`${type} at ${origin}: ${(error as Error).message}`);
        }
      }),
    );
    if (silent.length > 0) throw new OpenStackError(silent.join('\n'));
    return catalog.map(({ type }) => type).join(', ');
  },
};
