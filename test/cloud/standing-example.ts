import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, Example } from '../host/example';
import { bareHost, LAB, labHost, type TestHost } from '../host/lab-host';
import type { Workspace } from '../host/workspace';
import { TRACES } from './traces';

type HostName = 'node1' | 'node2' | 'node3';

/** An example that files of tests hand on to each other: it stands in the lab as long as its directory does. */
export interface StandingExample {
  readonly example: Example;
  /** The stack as terraform gets it. */
  readonly stack: Workspace;
  readonly hosts: Readonly<Record<HostName, TestHost>>;
  /** The provider block of the stack, for configurations beside it. */
  provider(): Promise<{ readonly stackwright: object }>;
  /** What {@link TRACES} told of each host before anything was deployed. */
  bare(): Promise<readonly string[]>;
}

/**
 * The one that stands already, if its plan is empty; otherwise one on bare hosts, deployed in one run, which takes some minutes.
 * @param prepare puts into its directory what it needs besides
 * @param bare makes bare hosts in any case, and leaves the deployment to the caller
 */
export async function standingExample<N extends HostName>(
  name: string,
  hostNames: readonly N[],
  prepare: (directory: string, hosts: readonly TestHost[]) => Promise<unknown> = async () => undefined,
  bare?: 'bare',
): Promise<StandingExample & { readonly hosts: Readonly<Record<N, TestHost>> }> {
  const directory = join(tmpdir(), `stackwright-${name}-${LAB}`);
  const standing = bare ? undefined : await found(name, hostNames, directory);
  const example = standing ?? (await onBareHosts(name, hostNames, directory, prepare));
  if (!bare && !standing) await example.cdktf('deploy', '--auto-approve');
  const hosts = await Promise.all(hostNames.map(async (host) => [host, await labHost(host)] as const));
  const stack = example.stack(name);
  return {
    example,
    stack,
    hosts: Object.fromEntries(hosts) as Readonly<Record<HostName, TestHost>>,
    async provider() {
      const { provider } = JSON.parse(await readFile(join(stack.directory, 'cdk.tf.json'), 'utf8'));
      return { stackwright: provider.stackwright[0] };
    },
    bare: async () => JSON.parse(await readFile(join(directory, 'bare.json'), 'utf8')),
  };
}

async function found(name: string, hosts: readonly HostName[], directory: string): Promise<Example | undefined> {
  const example = Example.at(directory);
  await Promise.all(hosts.map((host) => labHost(host)));
  // Nothing is there, or it is not as it should be: either way a new one is made.
  const changes = await example
    .stack(name)
    .plan()
    .catch(() => undefined);
  return changes?.length === 0 ? example : undefined;
}

async function onBareHosts(
  name: string,
  hostNames: readonly HostName[],
  directory: string,
  prepare: (directory: string, hosts: readonly TestHost[]) => Promise<unknown>,
): Promise<Example> {
  await buildPackage();
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { mode: 0o700 });
  const hosts: TestHost[] = [];
  for (const host of hostNames) hosts.push(await bareHost(host));
  const example = await Example.open(name, hosts, directory);
  await prepare(directory, hosts);
  await writeFile(
    join(directory, 'bare.json'),
    JSON.stringify(await Promise.all(hosts.map((host) => host.shell(TRACES)))),
  );
  return example;
}
