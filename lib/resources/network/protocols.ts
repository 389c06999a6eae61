import type { Validator } from '../../schema/validator';

/** Neutron's names of protocols, by the number that stands in packets. */
const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  egp: 8,
  udp: 17,
  dccp: 33,
  'ipv6-route': 43,
  'ipv6-frag': 44,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  icmpv6: 58,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  ospf: 89,
  pgm: 113,
  vrrp: 112,
  sctp: 132,
  udplite: 136,
};

/** A protocol by its name or number. */
export const protocolName: Validator<string> = {
  description: 'a protocol such as tcp, udp or icmp, or its number from 0 to 255',
  problem(text) {
    if (text in NUMBERS || (/^\d{1,3}$/.test(text) && Number(text) <= 255)) return undefined;
    return `Give one of ${Object.keys(NUMBERS).join(', ')}, or a number from 0 to 255.`;
  },
};

/** The number of a protocol, by which two spellings are the same. */
export function protocolNumber(text: string): number {
  return NUMBERS[text] ?? Number(text);
}

/** Those that have ports. */
export const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);
/** Those whose "ports" are a type and a code. */
export const WITH_TYPES: ReadonlySet<number> = new Set([1, 58]);
