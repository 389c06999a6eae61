import { network } from '../../host/firewall/addresses';
import type { Host } from '../../host/host';
import type { Link } from '../../host/network/links';
import type { Manager } from '../../host/network/managers';
import type { NetworkSnapshot } from '../../host/network/network';
import type { Diagnostic } from '../../plugin/diagnostic';
import { at, DiagnosticError } from '../../schema/diagnostics';

/** What a bridge or an interface is asked to have, as far as it concerns whether the host can still be reached. */
export interface Addressing {
  readonly addresses: readonly string[];
  readonly dhcp: boolean;
}

/** The interface of that name. @throws {DiagnosticError} that names those there are */
export function existingLink(host: string, { links }: NetworkSnapshot, name: string, attribute: string): Link {
  const link = links.get(name);
  if (link) return link;
  const there = [...links.keys()].filter((candidate) => candidate !== 'lo').join(', ');
  throw new DiagnosticError(
    'No such interface',
    `${host} has no interface "${name}". It has ${there}. Mend ${attribute}.`,
    at(attribute),
  );
}

/** A port belongs to one bridge, and has no configuration of its own. */
export function refuseTaken(
  host: string,
  snapshot: NetworkSnapshot,
  manager: Manager,
  bridge: string,
  { name, master }: Link,
): void {
  if (name === bridge)
    throw new DiagnosticError('A port of itself', `ports has "${name}", which is the bridge.`, at('ports'));
  if (master !== null && master !== bridge) {
    throw new DiagnosticError(
      'A port of another bridge',
      `${name} on ${host} is a port of ${master} already, and cannot be one of ${bridge} too. Remove it from ${master}, or leave it out of ports.`,
      at('ports'),
    );
  }
  if (!manager.isAlone(snapshot, name)) return;
  throw new DiagnosticError(
    'Configured as an interface of its own',
    `${name} on ${host} is kept by a network_interface or network_veth. A port of ${bridge} has no configuration besides that of the bridge: remove that resource and apply, or leave ${name} out of ports. An end of a veth pair joins a bridge by the pair's "bridge".`,
    at('ports'),
  );
}

/** A change that leaves the host without any address would cut it off for good. */
export function refuseWithoutAddress(
  host: string,
  { links }: NetworkSnapshot,
  losing: readonly string[],
  { addresses, dhcp }: Addressing,
  attribute: string,
): void {
  if (dhcp || addresses.length > 0) return;
  const having = [...links.values()].filter((link) => link.name !== 'lo' && link.addresses.length > 0);
  const lost = having.filter(({ name }) => losing.includes(name));
  if (lost.length === 0 || lost.length < having.length) return;
  const what = lost.flatMap((link) => link.addresses.map(({ text }) => text)).join(', ');
  throw new DiagnosticError(
    'Would leave the host without an address',
    `${lost.map(({ name }) => name).join(', ')} carries ${what}, which is all that ${host} is reached by, and the configuration gives none instead. Give addresses = [${what
      .split(', ')
      .map((text) => `"${text}"`)
      .join(', ')}] with the gateway, or dhcp = true; a bridge without both takes over what its ports have.`,
    at(attribute),
  );
}

/** A gateway outside all subnets cannot be reached. */
export function gatewayProblems(gateway: unknown, addresses: unknown, dhcp: unknown): Diagnostic[] {
  if (typeof gateway !== 'string' || !Array.isArray(addresses) || dhcp === true) return [];
  if (addresses.length === 0 || !addresses.every((text) => typeof text === 'string')) return [];
  const reached = network(gateway);
  const inside = addresses.some((text: string) => {
    const subnet = network(text);
    if (!subnet || !reached || subnet.family !== reached.family) return false;
    return subnet.range.first <= reached.range.first && reached.range.last <= subnet.range.last;
  });
  if (inside || !reached) return [];
  return [
    {
      severity: 'error',
      summary: 'Invalid value in gateway',
      detail: `gateway is "${gateway}", which is in no subnet of ${addresses.join(', ')}, so it cannot be reached. Mend the gateway, or the address or its prefix.`,
      path: at('gateway'),
    },
  ];
}

/** What is there by that name and is not ours is left alone. */
export function refuseForeign(host: Host, snapshot: NetworkSnapshot, name: string, own: boolean, type: string): void {
  if (own || !snapshot.links.has(name)) return;
  throw new DiagnosticError(
    'There is an interface of that name',
    `${host.name} has an interface "${name}" already that Stackwright has not made. To keep it with this resource, import it: terraform import ADDRESS ${host.name}:${name} (a ${type}). Otherwise give this one another name.`,
    at('name'),
  );
}
