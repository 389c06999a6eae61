import type { Pool, Route } from '../../openstack/network/objects';
import { objectList, string } from '../../schema/attribute';
import { addressBeside, addressNumber, addressOrCidr, ipAddress, sameNetwork } from './addresses';
import { sameElements } from './as-configured';

const keyOf = ({ start, end }: Pool) => `${addressNumber(start)}-${addressNumber(end)}`;

const isRoute = ({ destination, nexthop }: Route, other: Route) =>
  sameNetwork(destination, other.destination) && sameNetwork(nexthop, other.nexthop);

/** Addresses that ports get when they ask for none of their own. */
export const poolsAttribute = objectList(
  {
    start: string({ description: 'The first address.', required: true, validate: [ipAddress] }),
    end: string({ description: 'The last address.', required: true, validate: [ipAddress] }),
  },
  {
    description:
      'Ranges of addresses that ports get when they ask for none of their own. Left out: all of the network but the gateway.',
    optional: true,
    computed: true,
    stable: true,
    same: (one, other) => sameElements(one, other, (pool, another) => keyOf(pool) === keyOf(another)),
    example: '[{ start = "192.0.2.100", end = "192.0.2.150" }]',
  },
);

/** The pools but for one address, which parts the one that has it. */
export function poolsWithout(pools: readonly Pool[], address: string): Pool[] {
  const number = addressNumber(address);
  return pools.flatMap((pool) => {
    const [first, last] = [addressNumber(pool.start), addressNumber(pool.end)];
    if (number < first || number > last) return [pool];
    return [
      ...(number > first ? [{ start: pool.start, end: addressBeside(address, -1n) }] : []),
      ...(number < last ? [{ start: addressBeside(address, 1n), end: pool.end }] : []),
    ];
  });
}

/** The attributes of a route. */
export const routeAttributes = {
  destination: string({ description: 'The network to be reached.', required: true, validate: [addressOrCidr] }),
  nexthop: string({ description: 'The address by which.', required: true, validate: [ipAddress] }),
};

/** Whether two lists have the same routes. */
export const sameRoutes = (one: readonly Route[], other: readonly Route[]): boolean =>
  sameElements(one, other, isRoute);

/** Routes that DHCP tells of. */
export const hostRoutesAttribute = objectList(routeAttributes, {
  description: 'Routes that DHCP tells the ports of, beside that by the gateway.',
  default: [],
  same: sameRoutes,
});

/** A list in the order that it had, where it has the same elements. */
export function inOrderOf<T>(same: ((one: T, other: T) => boolean) | undefined, now: T, before: unknown): T {
  return Array.isArray(before) && same?.(now, before as T) ? (before as T) : now;
}
