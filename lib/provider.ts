import { oneProofACloud, providerAttributes } from './configuration';
import { hostsIn, openConnections } from './connections';
import { describeError } from './errors';
import { referenceProblem } from './references';
import { dataSources, resources } from './resources';
import { isNamingHost } from './resources/host-attribute';
import type { MaybeUnknown } from './schema/model';
import { provider } from './schema/provider';
import type { HostConfigurations } from './ssh-options';
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

  async configure(given) {
    const { runtime, clouds, references, close } = await openConnections(given);
    return {
      runtime,
      references,
      describeError,
      checkPlanned({ host, cloud }, attributes) {
        if (isNamingHost(attributes.host) && typeof host === 'string') runtime.host(host);
        if (typeof cloud === 'string') clouds.configuration(cloud);
      },
      goOnUnseen: goOnUnseen(hostsIn(given.hosts as MaybeUnknown<HostConfigurations | null>)),
      close,
    };
  },
});
