import type { Cloud } from '../../openstack/cloud';
import type { FixedIp, Port } from '../../openstack/network/objects';
import { isUnknown } from '../../plugin/value/unknown';
import { string } from '../../schema/attribute';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { noSuch } from '../api/no-such';
import { ipAddress, isIn, sameNetwork } from './addresses';
import { asConfigured, sameElements } from './as-configured';

/** An address of a port's as it is configured: which one may be left to Neutron. */
export interface WantedIp {
  readonly subnet_id: string;
  readonly ip_address: string | null;
}

/** The attributes of an address in a subnet. */
export const fixedIpAttributes = {
  subnet_id: string({ description: 'Id of the subnet that it is of.', required: true }),
  ip_address: string({
    description: 'The address. Left out, Neutron chooses one.',
    optional: true,
    validate: [ipAddress],
  }),
};

const isSame = (one: string | null, other: string | null) =>
  one === null || other === null ? one === other : sameNetwork(one, other);

/** Whether two lists ask for the same. */
export const sameFixedIps = (one: readonly WantedIp[], other: readonly WantedIp[]): boolean =>
  sameElements(
    one,
    other,
    (wanted, another) => wanted.subnet_id === another.subnet_id && isSame(wanted.ip_address, another.ip_address),
  );

/** The addresses that a port has, as they were asked for. */
export function fixedIpsAsConfigured(now: readonly FixedIp[], configured: unknown): readonly WantedIp[] {
  return asConfigured<WantedIp>(
    now.map(({ subnet_id, ip_address }) => ({ subnet_id, ip_address })),
    configured,
    (wanted, { subnet_id, ip_address }) =>
      wanted.subnet_id === subnet_id && (wanted.ip_address === null || isSame(wanted.ip_address, ip_address)),
  );
}

/** Addresses as Neutron wants to be told of them; undefined where the choice is its own. */
export function fixedIpsBody(wanted: unknown): readonly object[] | undefined {
  if (!Array.isArray(wanted)) return undefined;
  return (wanted as WantedIp[]).map(({ subnet_id, ip_address }) => ({
    subnet_id,
    ...(ip_address !== null && { ip_address }),
  }));
}

/** Whether planned addresses, as far as they are known, are of subnets of the network and belong to nobody else. */
export async function checkFixedIps(
  cloud: Cloud,
  attribute: string,
  { network_id, fixed_ips }: { readonly network_id: unknown; readonly fixed_ips: unknown },
  isOwn: (port: Port) => boolean,
): Promise<void> {
  if (!Array.isArray(fixed_ips)) return;
  const { subnets, ports } = cloud.network;
  for (const [index, wanted] of fixed_ips.entries()) {
    if (isUnknown(wanted)) continue;
    const { subnet_id, ip_address } = wanted as { readonly subnet_id: unknown; readonly ip_address: unknown };
    if (typeof subnet_id !== 'string') continue;
    const subnet = await subnets.get(subnet_id);
    if (!subnet) {
      const there = [...(await subnets.all()).values()].map(({ id, name }) => `${id} (${name})`);
      const { summary, detail } = noSuch('subnet', subnet_id, cloud.name, there, attribute);
      throw new DiagnosticError(summary, detail, at(attribute, index, 'subnet_id'));
    }
    if (typeof network_id === 'string' && subnet.network_id !== network_id) {
      throw new DiagnosticError(
        'Subnet of another network',
        `The subnet "${subnet.name}" (${subnet_id}) is of the network ${subnet.network_id}, not of ${network_id}. Give a subnet of that one.`,
        at(attribute, index, 'subnet_id'),
      );
    }
    if (typeof ip_address !== 'string') continue;
    if (!isIn(ip_address, subnet.cidr)) {
      throw new DiagnosticError(
        'Address outside the subnet',
        `${ip_address} is not within ${subnet.cidr}, the subnet "${subnet.name}". Give an address of it, or leave ip_address out.`,
        at(attribute, index, 'ip_address'),
      );
    }
    const user = [...(await ports.all()).values()].find(
      (port) =>
        !isOwn(port) && port.fixed_ips.some((one) => one.subnet_id === subnet_id && isSame(one.ip_address, ip_address)),
    );
    if (user) {
      throw new DiagnosticError(
        'Address in use',
        `${ip_address} is that of the port ${user.id}${user.name && ` "${user.name}"`}${user.device_owner && ` of ${user.device_owner} ${user.device_id}`}. Give another one, or leave ip_address out.`,
        at(attribute, index, 'ip_address'),
      );
    }
  }
}
