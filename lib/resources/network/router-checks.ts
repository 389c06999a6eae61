import type { Cloud } from '../../openstack/cloud';
import type { Route } from '../../openstack/network/objects';
import type { Diagnostic } from '../../plugin/diagnostic';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, Planned, State } from '../../schema/model';
import type { Rule } from '../../schema/resource';
import { isIn } from './addresses';
import { checkFixedIps } from './fixed-ips';
import type { RouterAttributes } from './router-attributes';

/** Whether what belongs to a gateway comes with one. */
export const gatewayWhole: Rule<RouterAttributes> = {
  description: '`external_fixed_ips` and `enable_snat` are given with `external_network_id` alone.',
  problems({ external_network_id: network, external_fixed_ips, enable_snat }) {
    if (network !== null) return [];
    const has = Array.isArray(external_fixed_ips) && external_fixed_ips.length > 0;
    return Object.entries({ external_fixed_ips: has, enable_snat: enable_snat !== null })
      .filter(([, isGiven]) => isGiven)
      .map(([name]): Diagnostic => {
        const detail = `${name} is of a gateway, and there is none. Give external_network_id, or leave ${name} out.`;
        return { severity: 'error', summary: 'Gateway without network', detail, path: [{ attribute: name }] };
      });
  },
};

/** Whether planned addresses of the gateway are those of its network, and free. */
export async function checkGatewayIps(
  cloud: Cloud,
  { external_network_id, external_fixed_ips }: Planned<RouterAttributes>,
  prior: State<RouterAttributes> | null,
): Promise<void> {
  if (!changed(external_fixed_ips, prior?.external_fixed_ips)) return;
  const wanted = { network_id: external_network_id, fixed_ips: external_fixed_ips };
  // Of a router that is planned anew, the one whose place it takes may still have the address.
  await checkFixedIps(cloud, 'external_fixed_ips', wanted, ({ device_id, device_owner }) =>
    prior ? device_id === prior.id : device_owner === 'network:router_gateway',
  );
}

/** What another change of the same run may still have mended when it was planned. */
export async function checkReach(
  cloud: Cloud,
  inputs: Inputs<RouterAttributes>,
  prior: State<RouterAttributes> | null,
): Promise<void> {
  const { external_network_id, routes } = inputs;
  if (external_network_id !== null && external_network_id !== prior?.external_network_id) {
    await checkExternal(cloud, external_network_id, 'external_network_id');
  }
  if (changed(routes, prior?.routes)) await checkRoutes(cloud, inputs, prior);
}

/** Whether routers may have their gateway in a network, and floating IPs be of it. Others' errors are left to who has them. */
export async function checkExternal(cloud: Cloud, id: string, attribute: string): Promise<void> {
  const network = await cloud.network.networks.get(id);
  if (!network || network['router:external']) return;
  throw new DiagnosticError(
    'Not an external network',
    `The network "${network.name}" (${id}) is not external. Give one that is, or set external = true on that one.`,
    at(attribute),
  );
}

/** Neutron takes no route by an address that the router does not reach; interfaces are made after it. */
async function checkRoutes(
  cloud: Cloud,
  { external_network_id, routes }: Inputs<RouterAttributes>,
  prior: State<RouterAttributes> | null,
): Promise<void> {
  if (!Array.isArray(routes)) return;
  const { subnets, ports } = cloud.network;
  const own = prior ? await ports.where(({ device_id }) => device_id === prior.id, { device_id: prior.id }) : [];
  const reached = new Set(own.flatMap(({ fixed_ips }) => fixed_ips.map(({ subnet_id }) => subnet_id)));
  const near = [...(await subnets.all()).values()].filter(
    ({ id, network_id }) => reached.has(id) || network_id === external_network_id,
  );
  for (const [index, route] of routes.entries()) {
    const { nexthop } = route as Route;
    if (near.some(({ cidr }) => isIn(nexthop, cidr))) continue;
    const there = near.map(({ cidr, name }) => `${cidr} ("${name}")`).join(', ') || 'nothing';
    throw new DiagnosticError(
      'Not in reach of the router',
      `The nexthop ${nexthop} is in no subnet that the router reaches: ${there}. Give an address of one of them; a route by a new interface can be added once that is there.`,
      at('routes', index, 'nexthop'),
    );
  }
}

function changed(planned: unknown, prior: unknown): boolean {
  return JSON.stringify(planned) !== JSON.stringify(prior ?? null);
}
