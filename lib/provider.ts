import { type HostConfiguration, providerAttributes } from './configuration';
import { describeError } from './errors';
import { Hosts } from './host/hosts';
import { isUnknown } from './plugin/value/unknown';
import { referenceProblem, secretReferences } from './references';
import { dataSources, resources } from './resources';
import type { Runtime } from './resources/runtime';
import { provider } from './schema/provider';
import { loadMasterKey, SecretStore } from './secrets';
import { ConnectionLost, HostUnreachable } from './ssh/errors';
import { sshOptions } from './ssh-options';

/** The provider as Terraform knows it. */
export const stackwright = provider({
  name: 'stackwright',
  description:
    'Stands up and keeps an OpenStack cloud on bare Linux hosts over SSH. Hosts and credentials stand here and nowhere in state.',
  attributes: providerAttributes,
  resources,
  dataSources,
  referenceProblem,

  async configure(config) {
    const { hosts: given, secrets, master_key_file: masterKeyFile } = config;
    const store = new SecretStore({
      secrets: isUnknown(secrets) ? {} : ((secrets ?? {}) as Record<string, string>),
      masterKey: await loadMasterKey(typeof masterKeyFile === 'string' ? masterKeyFile : undefined),
    });
    const references = secretReferences(store);
    const configured = (isUnknown(given) ? {} : (given ?? {})) as Readonly<Record<string, HostConfiguration>>;
    const hosts = new Hosts(Object.keys(configured), (name) =>
      sshOptions(name, configured, (text) => references.resolve(text)),
    );
    const runtime: Runtime = { host: (name) => hosts.get(name) };
    return {
      runtime,
      references,
      describeError,
      checkPlanned({ host }) {
        if (typeof host === 'string') hosts.get(host);
      },
      keepOnReadError(error, { host }) {
        const unreachable = error instanceof HostUnreachable || error instanceof ConnectionLost;
        if (!unreachable || configured[`${host}`]?.on_unreachable !== 'keep') return undefined;
        const detail = `${error.message}\n\nWhat was known of the objects on ${host} is kept (on_unreachable = "keep").`;
        return { severity: 'warning', summary: `${host} could not be looked at`, detail };
      },
      async close() {
        await hosts.close();
      },
    };
  },
});
