import type { Cloud } from '../../openstack/cloud';
import type { Flavor, Server } from '../../openstack/compute/objects';
import type { Port, SecurityGroup } from '../../openstack/network/objects';
import type { Attachment } from './instance-attributes';

/** Whether a server's own copy is of this flavor as it is now. */
export function isFlavorOf(flavor: Flavor, { flavor: own }: Pick<Server, 'flavor'>): boolean {
  return (
    flavor.name === own.original_name &&
    flavor.ram === own.ram &&
    flavor.vcpus === own.vcpus &&
    flavor.disk === own.disk &&
    flavor['OS-FLV-EXT-DATA:ephemeral'] === own.ephemeral &&
    Number(flavor.swap || 0) === Number(own.swap || 0)
  );
}

/** The id of a server's flavor, which Nova does not tell. One that was removed since keeps the id under which it was known. */
export function flavorIdOf(server: Server, flavors: ReadonlyMap<string, Flavor>, before: string | null): string {
  const known = before === null ? undefined : flavors.get(before);
  if (known && isFlavorOf(known, server)) return known.id;
  const same = [...flavors.values()].find((flavor) => isFlavorOf(flavor, server));
  if (same) return same.id;
  if (before !== null && !known) return before;
  const { original_name: name, ram, vcpus, disk, ephemeral, swap } = server.flavor;
  return `${name} as it was (ram ${ram}, vcpus ${vcpus}, disk ${disk}, ephemeral ${ephemeral}, swap ${Number(swap || 0)})`;
}

/** Where a server is connected, in terms of what was configured: what is missing is left out, what came besides is added. */
export function attachmentsOf(ports: readonly Port[], configured: readonly Attachment[] | null): Attachment[] {
  const left = new Set(ports);
  const found = new Map<number, Attachment>();
  const take = (index: number, fits: (port: Port) => boolean) => {
    const port = found.has(index) ? undefined : [...left].find(fits);
    const attachment = configured?.[index];
    if (!port || !attachment) return;
    left.delete(port);
    const keepsAddress = attachment.fixed_ip === null || hasAddress(port, attachment.fixed_ip);
    found.set(index, keepsAddress ? attachment : { ...attachment, fixed_ip: port.fixed_ips[0]?.ip_address ?? null });
  };
  // Those that say most of their port choose first.
  for (const [index, { port_id }] of (configured ?? []).entries()) take(index, ({ id }) => id === port_id);
  for (const [index, { network_id, fixed_ip }] of (configured ?? []).entries())
    take(index, (port) => port.network_id === network_id && fixed_ip !== null && hasAddress(port, fixed_ip));
  for (const [index, { network_id }] of (configured ?? []).entries())
    take(index, (port) => port.network_id === network_id);
  const wanted = [...found.entries()].sort(([one], [other]) => one - other).map(([, attachment]) => attachment);
  return [...wanted, ...[...left].map(attachmentOf)];
}

/** Nova gives the ports that it makes no name; that is all that tells them from others. */
function attachmentOf({ id, name, network_id, fixed_ips }: Port): Attachment {
  if (name !== '') return { network_id: null, port_id: id, fixed_ip: null };
  return { network_id, port_id: null, fixed_ip: fixed_ips[0]?.ip_address ?? null };
}

function hasAddress({ fixed_ips }: Port, address: string): boolean {
  return fixed_ips.some(({ ip_address }) => ip_address === address);
}

/** Those ports of a server whose security groups are the server's affair. */
export function novasPorts(ports: readonly Port[], configured: readonly Attachment[] | null): Port[] {
  return ports.filter(({ id }) => !configured?.some(({ port_id }) => port_id === id));
}

/** The group that is meant by an id, or by a name in a project. */
export function groupMeant(groups: Iterable<SecurityGroup>, text: string, project: string): SecurityGroup | undefined {
  const all = [...groups];
  return (
    all.find(({ id }) => id === text) ?? all.find(({ name, project_id }) => name === text && project_id === project)
  );
}

/** The security groups of a server's ports: first those that were configured, as they were written, and that every port has. */
export function groupsOf(
  ports: readonly Port[],
  groups: readonly SecurityGroup[],
  configured: readonly string[],
  project: string,
): string[] {
  const present = new Set(ports.flatMap(({ security_groups }) => security_groups));
  const result: string[] = [];
  for (const text of configured) {
    const id = groupMeant(groups, text, project)?.id;
    if (id === undefined || !ports.every(({ security_groups }) => security_groups.includes(id))) continue;
    if (ports.length > 0) result.push(text);
    present.delete(id);
  }
  // One that only some ports have is missing, and no group besides.
  for (const text of configured) present.delete(groupMeant(groups, text, project)?.id ?? '');
  const names = [...present].map((id) => groups.find((group) => group.id === id)?.name ?? id);
  return [...result, ...names];
}

/** What Nova alone does not tell of a server. */
export interface Parts {
  readonly flavor_id: string;
  readonly networks: readonly Attachment[] | null;
  readonly security_groups: readonly string[];
}

/** What was known or is wanted of the parts; null for nothing. */
export interface KnownParts {
  readonly flavor_id: string | null;
  readonly networks: readonly Attachment[] | null;
  readonly security_groups: readonly string[] | null;
}

export async function partsOf(
  { compute, network }: Cloud,
  server: Server,
  ports: readonly Port[],
  known: KnownParts,
): Promise<Parts> {
  const networks = attachmentsOf(ports, known.networks);
  const groups = [...(await network.securityGroups.all()).values()];
  const own = novasPorts(ports, known.networks);
  return {
    flavor_id: flavorIdOf(server, await compute.flavors.all(), known.flavor_id),
    networks: networks.length > 0 ? networks : null,
    security_groups: groupsOf(own, groups, known.security_groups ?? [], server.tenant_id),
  };
}
