import { OpenStackError } from '../openstack/errors';
import { sh } from '../ssh/quote';
import { type Check, hasService, type Subject } from './check';
import type { RunningGuest } from './guest';
import { until } from './until';

/** A guest makes its keys, asks for its metadata and starts its SSH server after it is ACTIVE. */
const LOGIN_S = 300;

/** `nova boot`. */
export const INSTANCE: Check = {
  title: 'An instance boots',
  applies: (subject) =>
    hasService(subject, 'compute') && hasService(subject, 'image') && hasService(subject, 'network'),
  async run({ guest }, say) {
    const { server, address } = await guest.get(say);
    return `ACTIVE on ${server['OS-EXT-SRV-ATTR:host'] ?? 'a host'}, ${address}`;
  },
};

/** `ssh -i testkey.pem cirros@...`: network, DHCP, metadata and security group, all by one login. */
export const login = (user?: string): Check => ({
  title: 'The instance lets in its key by SSH',
  applies: INSTANCE.applies,
  async run(subject, say) {
    const running = await subject.guest.get(say);
    say('waiting for its SSH server');
    const said = await until(
      () => logIn(subject, running, user ?? running.image.properties.os_admin_user ?? 'cirros'),
      LOGIN_S,
      async () =>
        `No login at ${running.address} after ${LOGIN_S} seconds. Its console ends with:\n${await last(subject, running)}`,
      subject.signal,
    );
    return `${said} answered at ${running.address}`;
  },
});

/** By way of the host that has the network's DHCP server, since guests are reached from there whatever the routes. */
async function logIn(
  { hosts, signal }: Subject,
  { network, address, privateKey }: RunningGuest,
  user: string,
): Promise<string | undefined> {
  const namespace = `qdhcp-${network.id}`;
  for (const { connection } of hosts) {
    const script = sh`
      ip netns list | grep -q ${namespace} || exit 9
      key=$(mktemp) && trap 'rm -f "$key"' EXIT && cat > "$key"
      ip netns exec ${namespace} ssh -i "$key" -o BatchMode=yes -o ConnectTimeout=5 -o StrictHostKeyChecking=no \
        -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR ${`${user}@${address}`} hostname`;
    const { exitCode, stdout } = await connection.run(script, { stdin: privateKey, timeoutSeconds: 60, signal });
    if (exitCode === 0) return stdout.toString('utf8').trim();
    if (exitCode !== 9) return undefined;
  }
  throw new OpenStackError(`No host has the namespace ${namespace}: the DHCP agent does not serve the network.`);
}

async function last({ cloud }: Subject, { server }: RunningGuest): Promise<string> {
  return (await cloud.compute.servers.consoleLog(server.id, 10)) ?? 'nothing';
}
