import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Example } from '../host/example';
import type { TestHost } from '../host/lab-host';
import { environmentOf } from '../host/openrc';
import { OpenStackClient } from '../host/openstack-client';
import type { Workspace } from '../host/workspace';
import { imageAndKey } from './image-and-key';
import { standingExample } from './standing-example';

/** The example "compute", deployed: node1 controls, node2 runs guests; node3 has nothing but its name. */
export interface ComputeCloud {
  readonly node1: TestHost;
  readonly node2: TestHost;
  readonly node3: TestHost;
  readonly example: Example;
  /** The stack as terraform gets it. */
  readonly stack: Workspace;
  /** The provider block of the stack, for configurations beside it. */
  provider(): Promise<{ readonly stackwright: object }>;
  /** OpenStack's own client as the administrator. */
  readonly admin: OpenStackClient;
  /** The answer to a command line in a guest, by SSH with the example's key, from where node1's DHCP server is. Waits until it lets us in. */
  inGuest(address: string, command: string, user?: 'cirros' | 'root'): Promise<string>;
  /** What {@link TRACES} told of each host before anything was deployed. */
  bare(): Promise<readonly string[]>;
  /** Ends what runs here. The cloud stays, for the next file of tests. */
  close(): Promise<void>;
}

/**
 * The cloud that stands already, if its plan is empty; otherwise one on bare hosts, deployed in one run, which takes some minutes.
 * @param bare makes bare hosts in any case, and leaves the deployment to the caller
 */
export async function computeCloud(bare?: 'bare'): Promise<ComputeCloud> {
  const standing = await standingExample('compute', ['node1', 'node2', 'node3'], imageAndKey, bare);
  const { example, stack } = standing;
  const { node1, node2, node3 } = standing.hosts;
  const admin = new OpenStackClient(node1, async () => environmentOf(await node1.shell('cat /root/openrc')));
  const key = await readFile(join(example.directory, 'testkey'), 'utf8');
  return {
    node1,
    node2,
    node3,
    example,
    stack,
    provider: standing.provider,
    admin,
    async inGuest(address, command, user = 'cirros') {
      const options =
        '-i /root/testkey -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR';
      const script = `set -e
        (umask 077; cat > /root/testkey <<'KEY'\n${key}KEY\n)
        ip netns exec "$(ip netns | grep -o 'qdhcp-[^ ]*')" ssh ${options} ${user}@${address} '${command}'`;
      for (const end = Date.now() + 300_000; ; await wait(1000)) {
        try {
          return await node1.shell(script);
        } catch (error) {
          if (Date.now() > end) throw new Error(await lastSeen(admin, address), { cause: error });
        }
      }
    },
    bare: standing.bare,
    async close() {
      admin.close();
      await node1.shell('rm -f /root/testkey');
    },
  };
}

/** What the guest at an address has told on its console, for whoever wonders why it does not answer. */
async function lastSeen(admin: OpenStackClient, address: string): Promise<string> {
  const servers = await admin.json<{ Name: string; Networks: object }[]>('server', 'list');
  const { Name } = servers.find(({ Networks }) => JSON.stringify(Networks).includes(`"${address}"`)) ?? {};
  if (Name === undefined) return `Nobody has ${address}: ${JSON.stringify(servers)}`;
  return `${Name} does not answer at ${address}. Its console:\n${await admin.run('console', 'log', 'show', Name)}`;
}

/** Gives the example back the text that its readers find, whatever a test has made of it. */
export async function asPublished({ directory }: Example): Promise<void> {
  await copyFile('examples/compute/main.ts', join(directory, 'main.ts'));
}
