import type { Host } from '../core/host';
import type { CinderFacts } from '../core/platform/facts';
import type { Keystone } from '../identity/keystone';
import type { User } from '../identity/user';
import type { MariaDbUser } from '../infrastructure/maria-db-user';
import type { Settings } from '../services/service-props';

/** What Cinder's API and its volume services have in common. */
export interface CinderShared {
  readonly keystone: Keystone;
  readonly user: User;
  readonly transportUrl: string;
  /** The URL of the database, which volume services open, too. */
  readonly connection: string;
  readonly databaseUser: MariaDbUser;
}

/**
 * Settings of cinder.conf that each of Cinder's hosts has.
 * @param address of the host, as it is an interface's
 */
export function cinderSettings(shared: CinderShared, host: Host, address: string, facts: CinderFacts): Settings {
  const { keystone, user, transportUrl, connection } = shared;
  const client = keystone.clientSettings(user, keystone.serviceProject);
  return {
    DEFAULT: {
      transport_url: transportUrl,
      host: host.hostname,
      my_ip: address,
      glance_catalog_info: 'image:glance:internalURL',
    },
    database: { connection },
    // With it, Glance and Nova take what is asked of them even if the user's own token has run out meanwhile.
    service_user: { send_service_user_token: 'true', ...client },
    // Who is told of a volume that has grown, and takes snapshots of one that a guest has open.
    nova: { interface: 'internal', ...client },
    oslo_concurrency: { lock_path: facts.lockPath },
  };
}

/**
 * Keys of cinder.conf that must not be there: packages say that Glance is on the host itself, and then the catalog is not asked.
 * @param extraSettings of the user, who may know better
 */
export function cinderAbsent(extraSettings: Settings = {}): Record<string, string[]> {
  return { DEFAULT: ['glance_api_servers'].filter((key) => !(key in (extraSettings.DEFAULT ?? {}))) };
}
