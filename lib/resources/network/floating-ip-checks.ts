import type { Cloud } from '../../openstack/cloud';
import type { FloatingIp } from '../../openstack/network/objects';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, Planned } from '../../schema/model';
import { isIn, sameNetwork } from './addresses';
import type { FloatingIpAttributes } from './floating-ip-attributes';
import { checkExternal } from './router-checks';

/** Whether a planned address is one of the subnet that it is to be taken from, and free. */
export async function checkAddress(
  { network: { subnets, ports, floatingIps } }: Cloud,
  { external_network_id: network, subnet_id, address, port_id }: Planned<FloatingIpAttributes>,
): Promise<void> {
  if (typeof network !== 'string') return;
  const subnet = typeof subnet_id === 'string' ? await subnets.get(subnet_id) : undefined;
  if (subnet && subnet.network_id !== network) {
    throw new DiagnosticError(
      'Subnet of another network',
      `The subnet "${subnet.name}" (${subnet.id}) is of the network ${subnet.network_id}, not of ${network}. Give a subnet of that one.`,
      at('subnet_id'),
    );
  }
  if (typeof address !== 'string') return;
  if (subnet && !isIn(address, subnet.cidr)) {
    throw new DiagnosticError(
      'Address outside the subnet',
      `${address} is not within ${subnet.cidr}, the subnet "${subnet.name}". Give an address of it, or leave address out.`,
      at('address'),
    );
  }
  // One that is there already may be the one that is wanted: whether it is, is seen when it is taken over.
  const known = [...(await floatingIps.all()).values()].filter((one) => sameNetwork(one.floating_ip_address, address));
  if (known.some((one) => one.port_id === null || one.port_id === port_id)) return;
  const user = [...(await ports.all()).values()].find(
    ({ network_id, fixed_ips }) =>
      network_id === network && fixed_ips.some(({ ip_address }) => sameNetwork(ip_address, address)),
  );
  if (!user) return;
  throw new DiagnosticError(
    'Address in use',
    `${address} is that of the port ${user.id} of ${user.device_owner || 'nothing yet'} ${user.device_id}. Give another one, or leave address out.`,
    at('address'),
  );
}

/** What another change of the same run may still have mended when it was planned. */
export async function checkTarget(
  cloud: Cloud,
  { external_network_id, port_id, fixed_ip_address: fixed }: Inputs<FloatingIpAttributes>,
): Promise<void> {
  await checkExternal(cloud, external_network_id, 'external_network_id');
  const port = port_id === null ? undefined : await cloud.network.ports.look(port_id);
  if (!port || typeof fixed !== 'string') return;
  if (port.fixed_ips.some(({ ip_address }) => sameNetwork(ip_address, fixed))) return;
  const has = port.fixed_ips.map(({ ip_address }) => ip_address).join(', ') || 'none';
  throw new DiagnosticError(
    'Not an address of the port',
    `The port ${port.id}${port.name && ` "${port.name}"`} does not have the address ${fixed}. It has: ${has}.`,
    at('fixed_ip_address'),
  );
}

/** The subnet that an address is of. */
export async function subnetOf(
  { network: { subnets } }: Cloud,
  { floating_network_id, floating_ip_address }: FloatingIp,
): Promise<string | null> {
  const all = [...(await subnets.all()).values()];
  const found = all.find(
    ({ network_id, cidr }) => network_id === floating_network_id && isIn(floating_ip_address, cidr),
  );
  return found?.id ?? null;
}
