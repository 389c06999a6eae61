import { type CloudConfigurations, Clouds } from './clouds';
import { oneProofACloud, providerAttributes } from './configuration';
import { configuredSecrets } from './configured-secrets';
import { describeError } from './errors';
import { Hosts } from './host/hosts';
import { isUnknown } from './plugin/value/unknown';
import { referenceProblem } from './references';
import { dataSources, resources } from './resources';
import { isNamingHost } from './resources/host-attribute';
import type { Runtime } from './resources/runtime';
import type { MaybeUnknown } from './schema/model';
import { provider } from './schema/provider';
import { type HostConfigurations, hostNotKnown, sshOptions } from './ssh-options';
import { goOnUnseen } from './unreachable';

/** The provider as Terraform knows it. */
export const stackwright = provider({
  name: 'stackwright',
  description:
    'Stands up and keeps an OpenStack cloud on bare Linux hosts over SSH. Hosts and credentials stand here and nowhere in state.',
  attributes: providerAttributes,
  rules: [oneProofACloud],
  resources,
  dataSources,
  referenceProblem,

  async configure({ hosts: given, clouds: givenClouds, secrets, master_key_file }) {
    const references = await configuredSecrets({ secrets, master_key_file });
    const configured = (isUnknown(given) ? {} : (given ?? {})) as HostConfigurations;
    const hosts = new Hosts(Object.keys(configured), (name) =>
      sshOptions(name, configured, (text) => references.resolve(text)),
    );
    const runtime: Runtime = {
      host(name) {
        if (isUnknown(given)) throw hostNotKnown(name, 'hosts');
        return hosts.get(name);
      },
      cloud: (name) => clouds.get(name),
    };
    const clouds = new Clouds(
      givenClouds as MaybeUnknown<CloudConfigurations | null>,
      (name) => runtime.host(name),
      (text) => references.resolve(text),
    );
    return {
      runtime,
      references,
      describeError,
      checkPlanned({ host, cloud }, attributes) {
        if (isNamingHost(attributes.host) && typeof host === 'string') runtime.host(host);
        if (typeof cloud === 'string') clouds.configuration(cloud);
      },
      goOnUnseen: goOnUnseen(configured),
      async close() {
        clouds.close();
        await hosts.close();
      },
    };
  },
});
