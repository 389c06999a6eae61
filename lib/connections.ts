import { type CloudConfigurations, Clouds } from './clouds';
import type { providerAttributes } from './configuration';
import { configuredSecrets } from './configured-secrets';
import { Hosts } from './host/hosts';
import { isUnknown } from './plugin/value/unknown';
import type { Runtime } from './resources/runtime';
import type { Config, MaybeUnknown } from './schema/model';
import type { References } from './schema/references';
import { type HostConfigurations, hostNotKnown, sshOptions } from './ssh-options';

/** The hosts and clouds that a configuration tells of, and the secrets by which they let one in. */
export interface Connections {
  readonly runtime: Runtime;
  readonly clouds: Clouds;
  readonly references: References;
  close(): Promise<void>;
}

/** Makes ready to reach what a configuration tells of. Nothing is connected before it is asked for. */
export async function openConnections({
  hosts: given,
  clouds: givenClouds,
  secrets,
  master_key_file,
}: Config<typeof providerAttributes>): Promise<Connections> {
  const references = await configuredSecrets({ secrets, master_key_file });
  const resolve = (text: string) => references.resolve(text);
  const configured = hostsIn(given as MaybeUnknown<HostConfigurations | null>);
  const hosts = new Hosts(Object.keys(configured), (name) => sshOptions(name, configured, resolve));
  const host: Runtime['host'] = (name) => {
    if (isUnknown(given)) throw hostNotKnown(name, 'hosts');
    return hosts.get(name);
  };
  const clouds = new Clouds(givenClouds as MaybeUnknown<CloudConfigurations | null>, host, resolve);
  return {
    runtime: { host, cloud: (name) => clouds.get(name) },
    clouds,
    references,
    async close() {
      clouds.close();
      await hosts.close();
    },
  };
}

/** The hosts by name; none where it is not known yet which there are. */
export function hostsIn(given: MaybeUnknown<HostConfigurations | null>): HostConfigurations {
  return isUnknown(given) ? {} : ((given ?? {}) as HostConfigurations);
}
