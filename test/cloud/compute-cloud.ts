import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { guestImage } from '../../lab';
import { buildPackage, Example } from '../host/example';
import { bareHost, LAB, labHost, type TestHost } from '../host/lab-host';
import { environmentOf } from '../host/openrc';
import { OpenStackClient } from '../host/openstack-client';
import type { Workspace } from '../host/workspace';
import { TRACES } from './traces';

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
  inGuest(address: string, command: string): Promise<string>;
  /** What {@link TRACES} told of each host before anything was deployed. */
  bare(): Promise<readonly string[]>;
  /** Ends what runs here. The cloud stays, for the next file of tests. */
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Where the example is deployed from; the cloud in the lab of that name stands as long as it does. */
const DIRECTORY = join(tmpdir(), `stackwright-compute-${LAB}`);

/**
 * The cloud that stands already, if its plan is empty; otherwise one on bare hosts, deployed in one run, which takes some minutes.
 * @param bare makes bare hosts in any case, and leaves the deployment to the caller
 */
export async function computeCloud(bare?: 'bare'): Promise<ComputeCloud> {
  const standing = bare ? undefined : await standingExample();
  const example = standing ?? (await bareExample());
  if (!bare && !standing) await example.cdktf('deploy', '--auto-approve');
  const node1 = await labHost('node1');
  const admin = new OpenStackClient(node1, async () => environmentOf(await node1.shell('cat /root/openrc')));
  const key = await readFile(join(DIRECTORY, 'testkey'), 'utf8');
  const stack = example.stack('compute');
  return {
    node1,
    node2: await labHost('node2'),
    node3: await labHost('node3'),
    example,
    stack,
    async provider() {
      const { provider } = JSON.parse(await readFile(join(stack.directory, 'cdk.tf.json'), 'utf8'));
      return { stackwright: provider.stackwright[0] };
    },
    admin,
    async inGuest(address, command) {
      const options =
        '-i /root/testkey -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR';
      const script = `set -e
        (umask 077; cat > /root/testkey <<'KEY'\n${key}KEY\n)
        ip netns exec "$(ip netns | grep -o 'qdhcp-[^ ]*')" ssh ${options} cirros@${address} '${command}'`;
      for (const end = Date.now() + 300_000; ; await wait(1000)) {
        try {
          return await node1.shell(script);
        } catch (error) {
          if (Date.now() > end) throw new Error(await lastSeen(admin, address), { cause: error });
        }
      }
    },
    bare: async () => JSON.parse(await readFile(join(DIRECTORY, 'bare.json'), 'utf8')),
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

async function standingExample(): Promise<Example | undefined> {
  const example = Example.at(DIRECTORY);
  await Promise.all((['node1', 'node2', 'node3'] as const).map((name) => labHost(name)));
  // Nothing is there, or it is not as it should be: either way a new one is made.
  const changes = await example
    .stack('compute')
    .plan()
    .catch(() => undefined);
  return changes?.length === 0 ? example : undefined;
}

async function bareExample(): Promise<Example> {
  await buildPackage();
  await rm(DIRECTORY, { recursive: true, force: true });
  await mkdir(DIRECTORY, { mode: 0o700 });
  const hosts: TestHost[] = [];
  for (const name of ['node1', 'node2', 'node3'] as const) hosts.push(await bareHost(name));
  const example = await Example.open('compute', hosts, DIRECTORY);
  await copyFile((await guestImage()).disk, join(DIRECTORY, 'image.qcow2'));
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'testkey', '-f', join(DIRECTORY, 'testkey')]);
  await writeFile(
    join(DIRECTORY, 'bare.json'),
    JSON.stringify(await Promise.all(hosts.map((host) => host.shell(TRACES)))),
  );
  return example;
}
