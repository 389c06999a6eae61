import type { HostConfiguration } from './configuration';
import { isUnknown } from './plugin/value/unknown';
import { at } from './schema/diagnostics';
import type { MaybeUnknown } from './schema/model';
import { NotKnownYet } from './schema/not-known-yet';
import { hasUnknown } from './schema/validation';
import { SshOptionsInvalid } from './ssh/errors';
import type { SshOptions } from './ssh/options';

/** The provider's hosts by name, as far as they are known. */
export type HostConfigurations = Readonly<Record<string, MaybeUnknown<HostConfiguration>>>;

/**
 * How the SSH layer reaches a host, from what the user configured. `resolve` puts secrets in place of references.
 * @throws {NotKnownYet} when something of it depends on what is not made yet
 */
export function sshOptions(
  name: string,
  hosts: HostConfigurations,
  resolve: (text: string) => string,
  seen: readonly string[] = [],
): SshOptions {
  const given = hosts[name];
  if (!given) {
    throw new SshOptionsInvalid(
      `"${seen.at(-1)}" goes through "${name}", which is not among the provider's hosts. Add it, or mend "jump".`,
    );
  }
  if (seen.includes(name)) {
    throw new SshOptionsInvalid(
      `The hosts ${[...seen, name].join(' -> ')} go through each other in a circle. Mend "jump".`,
    );
  }
  const host = known(name, given);
  const secret = (value: string | null) => (value === null ? undefined : resolve(value));
  const { host_key_fingerprints: fingerprints, known_hosts: knownHostsPath } = host;
  return {
    host: host.address,
    port: host.port,
    user: host.user,
    privateKeyPath: host.private_key_path ?? undefined,
    privateKey: secret(host.private_key),
    passphrase: secret(host.passphrase),
    password: secret(host.password),
    agent: host.agent ?? undefined,
    hostKeys: {
      fingerprints: fingerprints ?? undefined,
      knownHostsPath: knownHostsPath ?? (fingerprints ? undefined : '~/.ssh/known_hosts'),
    },
    jump: host.jump === null ? undefined : sshOptions(host.jump, hosts, resolve, [...seen, name]),
    sudo: host.sudo_password === null ? host.sudo : { password: secret(host.sudo_password) },
    connectTimeoutSeconds: host.connect_timeout_seconds,
    waitForHostSeconds: host.wait_seconds,
    reconnectSeconds: host.reconnect_seconds,
    workers: host.workers,
  };
}

/** Nothing can be done with half of what is needed to reach a host. */
function known(name: string, host: MaybeUnknown<HostConfiguration>): HostConfiguration {
  const path = `hosts["${name}"]`;
  if (isUnknown(host)) throw hostNotKnown(name, path);
  const unknown = Object.keys(host).find((attribute) => hasUnknown(host[attribute as keyof typeof host]));
  if (unknown !== undefined) throw hostNotKnown(name, `${path}.${unknown}`);
  return host as HostConfiguration;
}

/** The error for a host of whose configuration a part is not known yet. */
export function hostNotKnown(name: string, part: string): NotKnownYet {
  return new NotKnownYet(
    `In the provider's configuration ${part} depends on something that is not made yet, so ${name} cannot be reached while planning. ` +
      `Make that first, with "terraform apply -target=..."; or set on_unreachable = "keep" for the host, to plan with what is known of its objects.`,
    at('host'),
  );
}
