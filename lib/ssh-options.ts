import type { HostConfiguration } from './configuration';
import { SshOptionsInvalid } from './ssh/errors';
import type { SshOptions } from './ssh/options';

/** How the SSH layer reaches a host, from what the user configured. `resolve` puts secrets in place of references. */
export function sshOptions(
  name: string,
  hosts: Readonly<Record<string, HostConfiguration>>,
  resolve: (text: string) => string,
  seen: readonly string[] = [],
): SshOptions {
  const host = hosts[name];
  if (!host) {
    throw new SshOptionsInvalid(
      `"${seen.at(-1)}" goes through "${name}", which is not among the provider's hosts. Add it, or mend "jump".`,
    );
  }
  if (seen.includes(name)) {
    throw new SshOptionsInvalid(
      `The hosts ${[...seen, name].join(' -> ')} go through each other in a circle. Mend "jump".`,
    );
  }
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
