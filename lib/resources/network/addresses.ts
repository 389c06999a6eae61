import { isIP } from 'node:net';
import { addressNumber, addressTexts, type Family, meantNetwork, network } from '../../host/firewall/addresses';
import type { Validator } from '../../schema/validator';

/** Whether a text is an address, without a prefix. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

/** `10.0.0.1`, `2001:db8::1` */
export const ipAddress: Validator<string> = {
  description: 'an IP address such as 10.0.0.1',
  problem: (text) => (isAddress(text) ? undefined : 'Give an IP address such as "10.0.0.1".'),
};

/** `10.0.0.0/8`. What has bits behind the prefix means two things. */
export const cidr: Validator<string> = {
  description: 'a network such as 10.0.0.0/24',
  problem(text) {
    if (!text.includes('/') || !network(text)) return 'Give a network such as "10.0.0.0/24".';
    const meant = meantNetwork(text);
    return meant === undefined
      ? undefined
      : `Its address has bits behind the prefix. Give the network itself: "${meant.includes('/') ? meant : text}".`;
  },
};

/** What packets are compared with: a network, or one address. */
export const addressOrCidr: Validator<string> = {
  description: 'a network such as 10.0.0.0/24, or an address',
  problem: (text) => (isAddress(text) ? undefined : cidr.problem(text)),
};

/** 4 or 6; undefined for what is neither address nor network. */
export function versionOf(text: string): 4 | 6 | undefined {
  const found = network(text);
  return found && (found.family === 'ip' ? 4 : 6);
}

/** Whether two addresses or networks are the same in two spellings: IPv6 has many, and one address is a network, too. */
export function sameNetwork(one: string, other: string): boolean {
  const [first, second] = [network(one), network(other)];
  if (!first || !second) return one === other;
  return (
    first.family === second.family && first.range.first === second.range.first && first.range.last === second.range.last
  );
}

/** Whether an address is in a network. */
export function isIn(address: string, cidrText: string): boolean {
  const [one, all] = [network(address), network(cidrText)];
  if (!one || !all || one.family !== all.family) return false;
  return one.range.first >= all.range.first && one.range.last <= all.range.last;
}

/** The first address of a network that is not the network's own: what Neutron takes for the gateway. */
export function firstAddress(cidrText: string): string | undefined {
  const found = network(cidrText);
  return found && addressText(found.family as Family, found.range.first + 1n);
}

/** The address that is some places behind another one, or before it. */
export function addressBeside(address: string, places: bigint): string {
  return addressText(versionOf(address) === 4 ? 'ip' : 'ip6', addressNumber(address) + places);
}

function addressText(family: Family, number: bigint): string {
  return addressTexts(family, [{ first: number, last: number }])[0] as string;
}

/** For comparing two addresses of one family. */
export { addressNumber };
