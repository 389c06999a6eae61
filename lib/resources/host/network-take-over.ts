import type { NetworkSnapshot } from '../../host/network/network';

/** How interfaces are reached, as one configuration. */
export interface TakenOver {
  readonly addresses: readonly string[];
  readonly dhcp: boolean;
  readonly gateway: string | null;
  readonly dns: readonly string[];
}

/** What those interfaces have now. An address that DHCP gave is not written down: it is asked for again. */
export function takenOver({ links, gateways, dns }: NetworkSnapshot, names: readonly string[]): TakenOver {
  const addresses = names.flatMap((name) => links.get(name)?.addresses ?? []);
  return {
    addresses: [...new Set(addresses.filter(({ dynamic }) => !dynamic).map(({ text }) => text))],
    dhcp: addresses.some(({ text, dynamic }) => dynamic && !text.includes(':')),
    gateway: names.map((name) => gateways.get(name)).find((gateway) => gateway !== undefined) ?? null,
    dns: [...new Set(names.flatMap((name) => dns.get(name) ?? []))],
  };
}
