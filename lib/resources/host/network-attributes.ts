import { isIP } from 'node:net';
import { addressNumber, network } from '../../host/firewall/addresses';
import { MANAGERS } from '../../host/network/managers';
import { bool, number, string } from '../../schema/attribute';
import { integer, matches, oneOf, type Validator } from '../../schema/validator';

/** The kernel takes names of up to 15 characters. */
export const linkName: Validator<string> = matches(
  /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,15}$/,
  'the name of an interface such as "eth0": 1 to 15 letters, digits, "_", "." and "-"',
);

/** An address of an interface. */
export const cidr: Validator<string> = {
  description: 'an address with the length of its prefix, such as "192.0.2.11/24"',
  problem: (text) =>
    network(text) && text.includes('/')
      ? undefined
      : 'Give an address with the length of its prefix, such as "192.0.2.11/24".',
};

export const ipAddress: Validator<string> = {
  description: 'an IP address',
  problem: (text) => (isIP(text) === 0 ? 'Give an IP address such as "192.0.2.1".' : undefined),
};

export const macAddress: Validator<string> = matches(
  /^[0-9A-Fa-f][02468ACEace](:[0-9A-Fa-f]{2}){5}$/,
  'the hardware address of one interface such as "02:00:00:00:00:01"',
);

/** Whether two addresses are the same, however they are written. */
export function sameAddress(one: string, other: string): boolean {
  const [oneIp = '', oneLength] = one.split('/');
  const [otherIp = '', otherLength] = other.split('/');
  if (oneLength !== otherLength || isIP(oneIp) !== isIP(otherIp) || isIP(oneIp) === 0) return one === other;
  return addressNumber(oneIp) === addressNumber(otherIp);
}

export function sameAddresses(one: readonly string[], other: readonly string[]): boolean {
  return (
    one.length === other.length && one.every((address) => other.some((candidate) => sameAddress(address, candidate)))
  );
}

export const mtuAttribute = number({
  description: 'Largest packet in bytes. Left out, it stays as it is.',
  optional: true,
  validate: [integer(68, 65535)],
  example: '9000',
});

export const rollbackSeconds = number({
  description:
    'How many seconds the host waits, after a change, to be reached on a new SSH connection before it puts everything back by itself.',
  default: 30,
  validate: [integer(5, 600)],
});

export const persistentAttribute = bool({
  description:
    'Whether its files are as they are kept, so that it is the same after a boot: those in `/etc/systemd/network`, or those in `/etc/network/interfaces.d` with nothing else that ifupdown reads about the same interfaces, by which ifup has brought it up.',
  computed: true,
});

export const managerAttribute = string({
  description:
    "What brings it up at boot: `systemd-networkd`, or `ifupdown`, as on hosts that Debian's installer has made. Left out, whichever has the interface, or else the interface of the default route, when it is made. What `/etc/network/interfaces` and the files that it includes say of the interface becomes comments as long as this is there, and comes back when it is destroyed. Another manager replaces it: each takes away what is its own before the other begins.",
  optional: true,
  computed: true,
  stable: true,
  replace: true,
  validate: [oneOf(...MANAGERS)],
  example: '"ifupdown"',
});

/** States of the first version are from when there was but one manager. */
export const MANAGER_ADDED = {
  version: 1,
  upgrade: { 0: (stored: Record<string, unknown>) => ({ ...stored, manager: 'systemd-networkd' }) },
} as const;

export const macAttribute = (what: string) =>
  string({
    description: what,
    optional: true,
    computed: true,
    stable: true,
    same: (one, other) => one.toLowerCase() === other.toLowerCase(),
    validate: [macAddress],
    example: '"02:00:00:00:00:01"',
  });
