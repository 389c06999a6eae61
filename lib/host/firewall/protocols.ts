/** Protocols by the names under which rules have them, with their numbers. */
export const PROTOCOLS: Readonly<Record<string, number>> = {
  ah: 51,
  esp: 50,
  gre: 47,
  icmp: 1,
  icmpv6: 58,
  igmp: 2,
  ospf: 89,
  sctp: 132,
  tcp: 6,
  udp: 17,
  vrrp: 112,
};

/** Protocols that have ports. */
export const WITH_PORTS: readonly string[] = ['sctp', 'tcp', 'udp'];

/** Protocols that exist in one family only. */
export const FAMILY_OF: Readonly<Record<string, 'ip' | 'ip6'>> = { icmp: 'ip', igmp: 'ip', icmpv6: 'ip6' };

/** The name for what nft says: its own name, or a number where it has none. */
export function protocolName(said: string | number): string | undefined {
  if (said === 'ipv6-icmp') return 'icmpv6';
  if (typeof said === 'string') return said in PROTOCOLS ? said : undefined;
  return Object.keys(PROTOCOLS).find((name) => PROTOCOLS[name] === said);
}
