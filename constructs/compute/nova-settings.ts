import type { Cinder } from '../block-storage/cinder';
import type { Host } from '../core/host';
import type { NovaFacts } from '../core/platform/facts';
import { Secret } from '../core/secret';
import type { Keystone } from '../identity/keystone';
import type { User } from '../identity/user';
import type { Settings } from '../services/service-props';

/** Common to the agent of Neutron that asks for metadata and to Nova, which answers. */
export const METADATA_SECRET = Secret.named('nova/metadata-proxy');

/** What Nova's controller and its hypervisors have in common. */
export interface NovaShared {
  readonly keystone: Keystone;
  readonly user: User;
  readonly transportUrl: string;
  /** By which guests' screens are reached. */
  readonly consoleUrl: string;
  readonly volumes?: Cinder;
}

/** Settings of nova.conf that each of Nova's hosts has. */
export function novaSettings(shared: NovaShared, host: Host, facts: NovaFacts) {
  const { keystone, user, transportUrl, consoleUrl, volumes } = shared;
  const client = keystone.clientSettings(user, keystone.serviceProject);
  return {
    DEFAULT: {
      transport_url: transportUrl,
      host: host.hostname,
      my_ip: host.address,
    },
    keystone_authtoken: keystone.authTokenSettings(user, keystone.serviceProject),
    // Without it a volume cannot be taken away from a server.
    service_user: { send_service_user_token: 'true', ...client },
    placement: client,
    neutron: client,
    cinder: {
      os_region_name: keystone.region,
      // As itself it asks when no user does, as when guests with volumes run again after a reboot of their host.
      ...(volumes && { catalog_info: `${volumes.catalogService.type}::internalURL`, ...client }),
    },
    oslo_concurrency: { lock_path: facts.lockPath },
    // The package turns it on, and guests would have two screens.
    spice: { enabled: 'false' },
    vnc: {
      enabled: 'true',
      server_listen: host.address,
      server_proxyclient_address: host.address,
      novncproxy_base_url: consoleUrl,
    },
  } satisfies Settings;
}
