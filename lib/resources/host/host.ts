import { isIP } from 'node:net';
import { gatherFacts, type Names } from '../../host/facts/facts';
import { contradictions, HOSTS_FILE, readEntries } from '../../host/facts/hosts-file';
import type { Host } from '../../host/host';
import { map, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { resource } from '../../schema/resource';
import { eachKey, matches, type Validator } from '../../schema/validator';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { factsAttributes } from './facts-attributes';

const LABEL = '(?!-)[A-Za-z0-9-]{1,63}(?<!-)';
const HOSTNAME = matches(
  new RegExp(`^(?=.{1,64}$)${LABEL}(\\.${LABEL})*$`),
  'a host name of at most 64 letters, digits, "-" and "."',
);

const addresses: Validator<Readonly<Record<string, string>>> = {
  description: 'values: IPv4 or IPv6 addresses',
  problem(peers) {
    const wrong = Object.entries(peers).find(([, address]) => isIP(address) === 0);
    return wrong && `${wrong[0]} has the address "${wrong[1]}". Give an IPv4 or IPv6 address.`;
  },
};

const attributes = {
  host: hostAttribute,
  hostname: string({
    description:
      'What the host calls itself; in `/etc/hostname` and `/etc/hosts` too. Left out: its name stays as it is.',
    optional: true,
    computed: true,
    stable: true,
    validate: [HOSTNAME],
  }),
  peers: map('string', {
    description:
      "Addresses of hosts by name, kept in `/etc/hosts`. Its other lines stay, but one that gives the host's own name the address 127.0.1.1 is put aside when its name is among the peers.",
    optional: true,
    validate: [eachKey(HOSTNAME), addresses],
    example: '{ node1 = "192.0.2.11", node2 = "192.0.2.12" }',
  }),
  ...factsAttributes,
};
type HostInputs = Inputs<typeof attributes>;
type HostState = State<typeof attributes>;

/** The private fact that `hostname` is configured, and not just what was found. */
const NAMED = 'named';

/** A host itself. */
export const host = resource<Runtime>()({
  name: 'host',
  description:
    'A host that can be reached, what is known about it, and by which names it knows itself and others. Destroying gives it back the ' +
    'name that it had and takes the peers out of `/etc/hosts`; all else stays.',
  example: `resource "stackwright_host" "node1" {
  host     = "node1"
  hostname = "node1"
  peers    = { node1 = "192.0.2.11", node2 = "192.0.2.12" }
}`,
  attributes,
  timeouts: { create: 900, read: 60, update: 120, delete: 120 },

  async read(context, state) {
    const { facts, names } = await gatherFacts(context.runtime.host(state.host).connection, context.signal);
    const { peers, own } = readEntries(names.hosts);
    const isNamed = !context.importing && isConfigured(context);
    const hasPeers = state.peers !== null || Object.keys(peers).length > 0;
    return {
      host: state.host,
      hostname: isNamed ? nameInUse(state, names, own) : names.hostname,
      peers: hasPeers ? peers : null,
      ...facts,
    };
  },

  async plan({ private: facts }, { config }) {
    facts.set(NAMED, config.hostname === null ? undefined : true);
    return undefined;
  },

  async create(context, inputs) {
    const { runtime, signal } = context;
    const target = runtime.host(inputs.host);
    await target.connection.connect({ signal, fresh: true });
    const { facts, names } = await gatherFacts(target.connection, signal);
    const hostname = await settleNames(context, target, inputs, names);
    return { ...inputs, hostname, ...facts };
  },

  async update(context, inputs, prior) {
    const target = context.runtime.host(inputs.host);
    const { names } = await gatherFacts(target.connection, context.signal);
    await settleNames(context, target, inputs, names);
    return { ...prior, hostname: inputs.hostname as string, peers: inputs.peers };
  },

  async delete(context, state) {
    if (!isConfigured(context) && state.peers === null) return;
    const { hostNames } = context.runtime.host(state.host);
    await hostNames.restoreHosts(context.signal);
    await hostNames.restoreHostname(context.signal);
  },

  import: {
    format: 'HOST',
    example: 'node1',
    parse: (id) => (id === '' ? undefined : { host: id }),
  },
});

function isConfigured({ private: facts }: Context<Runtime>): boolean {
  return facts.get<boolean>(NAMED) ?? false;
}

/** The name that differs from the configured one, wherever it stands. */
function nameInUse(state: HostState, { hostname, hostnameFile }: Names, own: string | null): string {
  if (hostname !== state.hostname) return hostname;
  const lasting = hostnameFile?.trim() ?? '';
  if (lasting !== state.hostname) return lasting || '(missing in /etc/hostname)';
  const isPeer = state.peers !== null && state.hostname in state.peers;
  return isPeer || own === state.hostname ? state.hostname : `${state.hostname} (missing in ${HOSTS_FILE})`;
}

/** Gives the host its name and its peers, and says what it is called then. */
async function settleNames(
  context: Context<Runtime>,
  { hostNames, name: hostLabel }: Host,
  inputs: HostInputs,
  { hostname, hostnameFile, hosts }: Names,
): Promise<string> {
  const { signal, diagnostics } = context;
  const wanted = isConfigured(context) && typeof inputs.hostname === 'string' ? inputs.hostname : undefined;
  if (wanted !== undefined && (wanted !== hostname || wanted !== hostnameFile?.trim())) {
    await hostNames.setHostname(wanted, { file: hostnameFile, hostname }, signal);
  }
  const name = wanted ?? hostname;
  const peers = inputs.peers ?? {};
  const own = wanted !== undefined && !(wanted in peers) ? wanted : null;
  await hostNames.writeHosts({ peers, own }, name, signal);
  const others = contradictions(hosts, peers).filter((line) => !/^\s*127\.0\.1\.1\s/.test(line));
  if (others.length > 0) {
    const detail = `${HOSTS_FILE} on ${hostLabel} has lines of its own for some of the peers: ${others.map((line) => `"${line.trim()}"`).join(', ')}. Programs may use either address. Remove those lines.`;
    diagnostics.warn('Peers have two addresses', detail, at('peers'));
  }
  return name;
}
