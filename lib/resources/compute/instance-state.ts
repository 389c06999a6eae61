import type { Server } from '../../openstack/compute/objects';
import { isUnknown } from '../../plugin/value/unknown';
import type { InstanceInputs, InstanceState } from './instance-attributes';

/** What state says of a server; what Nova alone does not tell of it stays as it was known. */
export function stateOf(server: Server, before: InstanceInputs | InstanceState): InstanceState {
  const { cloud, flavor_id, networks, on_image_change, without_network } = before;
  const boot_volume = server.image === '' ? (before.boot_volume ?? null) : null;
  const told = server['OS-EXT-SRV-ATTR:user_data'];
  return {
    cloud,
    id: server.id,
    name: server.name,
    description: server.description ?? '',
    flavor_id,
    image_id: server.image === '' ? boot_volume && before.image_id : server.image.id,
    boot_volume,
    boot_volume_id: typeof before.boot_volume_id === 'string' ? before.boot_volume_id : null,
    on_image_change: on_image_change ?? 'replace',
    networks,
    without_network: without_network ?? false,
    security_groups: knownGroups(before) ?? [],
    key_name: server.key_name,
    user_data: told === undefined ? before.user_data : told && Buffer.from(told, 'base64').toString('utf8'),
    config_drive: server.config_drive === 'True',
    metadata: server.metadata,
    tags: server.tags,
    availability_zone: zoneOf(server, before),
    power_state: POWER[server.status] ?? server.status.toLowerCase(),
    address: firstAddress(server),
    addresses: Object.fromEntries(
      Object.entries(server.addresses).map(([network, all]) => [network, all.map(({ addr }) => addr)]),
    ),
    host: server['OS-EXT-SRV-ATTR:host'] ?? null,
  };
}

const POWER: Readonly<Record<string, string>> = { ACTIVE: 'active', SHUTOFF: 'stopped' };

/**
 * The state after a change: what somebody else may have changed since it was planned is told as it was then, as the address that a
 * floating IP of the same apply has brought. The next look tells.
 */
export function asPlanned(
  state: InstanceState,
  { address, addresses, availability_zone: zone, boot_volume_id, host }: InstanceState,
  planned: Pick<InstanceInputs, 'availability_zone' | 'host'>,
): InstanceState {
  return {
    ...state,
    address,
    addresses,
    boot_volume_id,
    availability_zone: isUnknown(planned.availability_zone) ? state.availability_zone : zone,
    host: isUnknown(planned.host) ? state.host : host,
  };
}

/** The security groups that are configured or known. */
export function knownGroups({
  security_groups: groups,
}: Pick<InstanceInputs | InstanceState, 'security_groups'>): readonly string[] | null {
  return groups === null || isUnknown(groups) ? null : (groups as readonly string[]);
}

/**
 * The zone as it was asked for, where that names the host as well. Without a host, as before one is found and on the shelf, Nova
 * tells at most the zone that was asked for, and no more of what was.
 */
function zoneOf(server: Server, { availability_zone: before }: InstanceInputs | InstanceState): string {
  const zone = server['OS-EXT-AZ:availability_zone'];
  if (typeof before !== 'string') return zone;
  const host = server['OS-EXT-SRV-ATTR:host'] ?? null;
  const told = host === null ? zone : `${zone}:${host}`;
  return told === '' || `${before}:`.startsWith(`${told}:`) ? before : zone;
}

function firstAddress({ addresses }: Server): string | null {
  const all = Object.values(addresses).flat();
  return all.find((address) => address.version === 4 && address['OS-EXT-IPS:type'] === 'fixed')?.addr ?? null;
}
