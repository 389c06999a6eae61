import type { Server } from '../../openstack/compute/objects';
import { jsonOf } from '../../openstack/json';
import type { Port, SecurityGroupRule } from '../../openstack/network/objects';
import { serverFailed } from '../../resources/compute/instance-failure';
import type { Diagnosis } from '../diagnosis';
import type { ExaminedCloud } from '../examination';
import { type Finding, note, problem } from '../finding';

/** Instances in error, and those that nobody can reach. */
export const instances: Diagnosis = {
  subject: 'instances',
  async look({ clouds }) {
    const withCompute = clouds.filter(({ token }) => ['compute', 'network'].every((type) => hasService(token, type)));
    return (await Promise.all(withCompute.map(lookIn))).flat();
  },
};

function hasService({ catalog }: ExaminedCloud['token'], type: string): boolean {
  return catalog.some((entry) => entry.type === type && entry.endpoints.length > 0);
}

async function lookIn({ cloud }: ExaminedCloud): Promise<Finding[]> {
  const servers = await allServers(cloud);
  if (servers.length === 0) return [];
  const ports = [...(await cloud.network.ports.all()).values()];
  const rules = rulesByGroup([...(await cloud.network.securityGroupRules.all()).values()]);
  const found = await Promise.all(
    servers.map(async (server) => {
      const { status } = server;
      if (status === 'ERROR') return [await inError(cloud, server)];
      if (status !== 'ACTIVE') return [];
      const own = ports.filter(({ device_id: device }) => device === server.id);
      return own.length === 0 ? [withoutPort(server)] : own.flatMap((port) => unreachable(server, port, rules));
    }),
  );
  const active = new Set(servers.filter(({ status }) => status === 'ACTIVE').map(({ id }) => id));
  const networks = new Set(ports.filter((port) => active.has(port.device_id)).map((port) => port.network_id));
  return [...found.flat(), ...(await withoutDhcp(cloud, [...networks]))];
}

/** Those of all projects. */
async function allServers({ session }: ExaminedCloud['cloud']): Promise<readonly Server[]> {
  const path = '/servers/detail?all_tenants=1';
  const request = { service: 'compute', method: 'GET', path, microversion: 'compute 2.93' } as const;
  return jsonOf<{ servers: Server[] }>(await session.ask(request)).servers;
}

function objectOf({ name, id }: Server): string {
  return `instance ${name} (${id})`;
}

async function inError(cloud: ExaminedCloud['cloud'], server: Server): Promise<Finding> {
  const { detail } = await serverFailed(cloud, server);
  const [cause = '', ...more] = detail.split('\n\nOnce the cause is mended')[0]?.split('\n') ?? [];
  const why = more
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
  const fix = 'Mend that, then make it anew: deploy the stack with it replaced, or delete it and deploy.';
  return problem(`${server.name} is in error. ${cause} ${why}`.trim(), { object: objectOf(server) }, fix);
}

function withoutPort(server: Server): Finding {
  const cause = `${server.name} runs, but nothing connects it: it has no port.`;
  return problem(cause, { object: objectOf(server) }, 'Attach a network to it, or make it anew.');
}

function unreachable(server: Server, port: Port, rules: ReadonlyMap<string, readonly SecurityGroupRule[]>): Finding[] {
  const host = server['OS-EXT-SRV-ATTR:host'] ?? undefined;
  const addresses = port.fixed_ips.map(({ ip_address: address }) => address).join(', ');
  const place = { ...(host !== undefined && { host }), object: `port ${port.id} of ${objectOf(server)}` };
  const vif = port['binding:vif_type'];
  if (vif === 'binding_failed' || vif === 'unbound') {
    const cause = `${server.name} cannot be reached at ${addresses}: its port is not bound (${vif}).`;
    const fix = `The agent on ${host ?? 'its host'} was down, or knows no such physical network, when the instance was made: see that it is up ("openstack network agent list"), then reboot the instance hard.`;
    return [problem(cause, place, fix)];
  }
  if (port.status === 'DOWN' && port.admin_state_up) {
    const cause = `${server.name} cannot be reached at ${addresses}: no agent has connected its port.`;
    const fix = `See that Neutron's agent runs on ${host ?? 'its host'}, and restart it.`;
    return [problem(cause, place, fix)];
  }
  if (!port.admin_state_up) {
    return [
      note(`${server.name} cannot be reached at ${addresses}: its port is switched off.`, place, 'Set admin_state_up.'),
    ];
  }
  return closed(server, port, addresses, rules);
}

/** What people try first: to ping it, and to log in. */
const TRIED = [
  ['ping', 'icmp', undefined],
  ['SSH', 'tcp', 22],
] as const;

function closed(
  server: Server,
  port: Port,
  addresses: string,
  rules: ReadonlyMap<string, readonly SecurityGroupRule[]>,
): Finding[] {
  if (port.port_security_enabled === false) return [];
  const own = port.security_groups.flatMap((group) => rules.get(group) ?? []);
  const shut = TRIED.filter(([, protocol, at]) => !own.some((rule) => letsIn(rule, protocol, at))).map(
    ([what]) => what,
  );
  if (shut.length === 0) return [];
  const cause = `${server.name} does not answer to ${shut.join(' and ')} at ${addresses} from outside: no rule of its security groups lets that in.`;
  const fix = 'If it should, add rules to a group of its own (allowPing, allowSsh); all else stays as it is.';
  return [note(cause, { object: `security groups of ${objectOf(server)}` }, fix)];
}

/** Whether a rule lets a protocol in from anywhere but its own group. */
export function letsIn(rule: SecurityGroupRule, protocol: 'icmp' | 'tcp', port: number | undefined): boolean {
  if (rule.direction !== 'ingress' || rule.ethertype !== 'IPv4' || rule.remote_group_id !== null) return false;
  const names = protocol === 'icmp' ? [null, 'icmp', '1'] : [null, 'tcp', '6'];
  if (!names.includes(rule.protocol)) return false;
  if (port === undefined || rule.port_range_min === null) return true;
  return rule.port_range_min <= port && port <= (rule.port_range_max ?? rule.port_range_min);
}

function rulesByGroup(rules: readonly SecurityGroupRule[]): Map<string, SecurityGroupRule[]> {
  const groups = new Map<string, SecurityGroupRule[]>();
  for (const rule of rules) groups.set(rule.security_group_id, [...(groups.get(rule.security_group_id) ?? []), rule]);
  return groups;
}

/** Networks that give their instances no addresses. */
async function withoutDhcp(
  { session, network }: ExaminedCloud['cloud'],
  networks: readonly string[],
): Promise<Finding[]> {
  const subnets = [...(await network.subnets.all()).values()].filter(({ enable_dhcp: has }) => has);
  const found = networks.map(async (id) => {
    if (!subnets.some(({ network_id: of }) => of === id)) return [];
    const name = (await network.networks.get(id))?.name ?? id;
    const answer = await session.ask({ service: 'network', method: 'GET', path: `/networks/${id}/dhcp-agents` });
    const { agents } = jsonOf<{ agents: { readonly alive: boolean }[] }>(answer);
    if (agents.some(({ alive }) => alive)) return [];
    const which = agents.length === 0 ? 'no DHCP agent serves it' : 'the DHCP agent that serves it is down';
    const cause = `Instances on the network ${name} get no address: ${which}.`;
    const fix =
      'Start the DHCP agent, or give it the network ("openstack network agent add network --dhcp"); then reboot the instances.';
    return [problem(cause, { object: `network ${name} (${id})` }, fix)];
  });
  return (await Promise.all(found)).flat();
}
