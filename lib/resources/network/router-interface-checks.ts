import type { Cloud } from '../../openstack/cloud';
import type { Port, Subnet } from '../../openstack/network/objects';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { isIn, sameNetwork } from './addresses';

/** Why Neutron would not connect a router with a subnet or port. Other changes of a run may mend it, so that no plan can tell. */
export async function checkInterface(
  cloud: Cloud,
  {
    router_id,
    subnet_id,
    port_id,
  }: { readonly router_id: string; readonly subnet_id: unknown; readonly port_id: unknown },
): Promise<void> {
  const { ports, subnets } = cloud.network;
  const port = typeof port_id === 'string' ? await ports.get(port_id) : undefined;
  if (port) checkPort(port, router_id);
  const subnet = typeof subnet_id === 'string' ? await subnets.get(subnet_id) : undefined;
  if (!subnet) return;
  const all = [...(await ports.all()).values()];
  checkGateway(subnet, all, router_id);
  for (const { subnet_id: other } of all
    .filter(({ device_id }) => device_id === router_id)
    .flatMap(({ fixed_ips }) => fixed_ips)) {
    const there = other === subnet.id ? undefined : await subnets.get(other);
    if (there && overlap(there.cidr, subnet.cidr)) {
      throw new DiagnosticError(
        'Overlapping subnets',
        `The subnet "${subnet.name}" (${subnet.cidr}) has addresses of "${there.name}" (${there.cidr}), which the router is in already: it could not tell them apart. Take another router.`,
        at('subnet_id'),
      );
    }
  }
}

function checkPort(port: Port, router: string): void {
  if (port.device_id === '' || port.device_id === router) return;
  throw new DiagnosticError(
    'Port in use',
    `The port ${port.id}${port.name && ` "${port.name}"`} is that of ${port.device_owner} ${port.device_id}. Give one that nothing uses.`,
    at('port_id'),
  );
}

function checkGateway({ gateway_ip: gateway, name, id }: Subnet, ports: readonly Port[], router: string): void {
  if (gateway === '') {
    throw new DiagnosticError(
      'Subnet without gateway',
      `The subnet "${name}" (${id}) has no gateway, whose address the router would get. Give a port with an address as port_id, or the subnet a gateway_ip.`,
      at('subnet_id'),
    );
  }
  const user = ports.find(({ fixed_ips }) =>
    fixed_ips.some((ip) => ip.subnet_id === id && sameNetwork(ip.ip_address, gateway)),
  );
  if (!user || user.device_id === router) return;
  const owner = user.device_owner ? ` of ${user.device_owner} ${user.device_id}` : '';
  throw new DiagnosticError(
    'Address in use',
    `${gateway}, the gateway of the subnet "${name}", is that of the port ${user.id}${owner}. Give a port with another address as port_id, or free that one.`,
    at('subnet_id'),
  );
}

/** Neutron gives an interface no other address. */
export function checkAddress(ip: string, { gateway_ip: gateway, name }: Subnet): void {
  if (sameNetwork(ip, gateway)) return;
  throw new DiagnosticError(
    'In the subnet already',
    `The router is in the subnet "${name}" already, with ${ip} in place of the address of the gateway, ${gateway}. Give the port with that address as port_id, or take that interface from the router.`,
    at('subnet_id'),
  );
}

function overlap(one: string, other: string): boolean {
  return isIn(one, other) || isIn(other, one);
}
