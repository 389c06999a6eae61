import type { Host } from '../host/host';
import { IniDocument } from '../ini';
import type { Cloud } from '../openstack/cloud';
import type { Token } from '../openstack/token';
import { sh } from '../ssh/quote';
import type { Stack } from '../stack/stack';
import { type HostFacts, parseHostFacts } from './host-facts';
import { hostScript } from './host-script';
import { type WantedHost, wantedOf } from './wanted';

/** A host that was looked at. */
export interface Examined {
  readonly name: string;
  readonly address: string;
  readonly host: Host;
  readonly wanted: WantedHost;
  readonly facts: HostFacts;
  /** By how much its clock is ahead of this machine's, in seconds; in doubt by `clockDoubt` either way. */
  readonly clockAhead: number;
  readonly clockDoubt: number;
}

/** A cloud that has let us in. */
export interface ExaminedCloud {
  readonly name: string;
  readonly cloud: Cloud;
  /** With the catalog. */
  readonly token: Token;
}

/** What was seen of a stack's hosts and clouds at one moment, and how to ask them further. */
export interface Examination {
  readonly stack: Stack;
  readonly hosts: readonly Examined[];
  /** Why those hosts are not among `hosts`. */
  readonly unseenHosts: ReadonlyMap<string, Error>;
  readonly clouds: readonly ExaminedCloud[];
  /** Why those clouds are not among `clouds`. */
  readonly unseenClouds: ReadonlyMap<string, Error>;
}

/** Looks at all hosts and clouds of a stack at once: each host is asked by one command. */
export async function examine(stack: Stack): Promise<Examination> {
  const wanted = new Map(stack.hosts.map((name) => [name, wantedOf(stack, name)]));
  // A ring that is built on one host may be copied to any.
  const all = [...wanted.values()].flatMap(({ rings }) => rings);
  const rings = [...new Set(all.map(({ directory, name }) => `${directory}/${name}.ring.gz`))];
  const [hosts, clouds] = await Promise.all([
    settle(stack.hosts, (name) => examineHost(stack, name, wanted.get(name) as WantedHost, rings)),
    settle(stack.clouds, (name) => examineCloud(stack, name)),
  ]);
  return { stack, hosts: hosts.seen, unseenHosts: hosts.unseen, clouds: clouds.seen, unseenClouds: clouds.unseen };
}

async function examineHost(
  stack: Stack,
  name: string,
  wanted: WantedHost,
  rings: readonly string[],
): Promise<Examined> {
  const host = stack.host(name);
  const { connection } = host;
  await connection.connect();
  const before = Date.now();
  const clock = await connection.read(sh`date +%s.%N`);
  const after = Date.now();
  const told = await connection.read(hostScript(wanted, rings, ownedPaths(wanted)), { timeoutSeconds: 120 });
  return {
    name,
    address: stack.hostConfiguration(name)?.address ?? name,
    host,
    wanted,
    facts: parseHostFacts(told.stdout.toString('utf8')),
    clockAhead: Number(clock.stdout.toString('utf8')) - (before + after) / 2000,
    clockDoubt: (after - before) / 2000,
  };
}

/** Where Swift's daemons tell of themselves. */
function ownedPaths({ settings }: WantedHost): string[] {
  const paths = [...settings.values()].flatMap((sections) => sections['filter:recon']?.recon_cache_path ?? []);
  return [...new Set(paths)];
}

async function examineCloud(stack: Stack, name: string): Promise<ExaminedCloud> {
  const cloud = stack.cloud(name);
  const token = await cloud.session.authenticate(cloud.session.credentials);
  return { name, cloud, token };
}

async function settle<T>(names: readonly string[], look: (name: string) => Promise<T>) {
  const results = await Promise.allSettled(names.map(look));
  const seen = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const unseen = new Map(
    results.flatMap((result, index) =>
      result.status === 'rejected' ? [[names[index] as string, result.reason as Error] as const] : [],
    ),
  );
  return { seen, unseen };
}

/** The values of a key in the host's file, where it can be read. */
export function valueIn({ facts }: Examined, path: string, section: string, key: string): string | undefined {
  const config = facts.configs.get(path);
  return config instanceof IniDocument ? (config.values({ section, key }).at(-1) ?? undefined) : undefined;
}
