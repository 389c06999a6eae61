import type { Diagnostic } from '../../plugin/diagnostic';
import { isUnknown } from '../../plugin/value/unknown';
import type { Config } from '../../schema/model';
import type { Rule } from '../../schema/resource';
import { addressNumber, cidr as cidrForm, firstAddress, isAddress, isIn, versionOf } from './addresses';
import type { subnetAttributes } from './subnet';

type Attributes = typeof subnetAttributes;

interface KnownPool {
  readonly index: number;
  readonly start: string;
  readonly end: string;
  readonly first: bigint;
  readonly last: bigint;
}

/** Whether addresses fit into the network and beside each other, as far as they are known. */
export const addressesFit: Rule<Attributes> = {
  description:
    'The gateway and the allocation pools are within `cidr`; no pool overlaps another or holds the gateway, and none ends before it starts.',
  problems(config) {
    const { cidr, gateway_ip, no_gateway } = config;
    if (typeof cidr !== 'string' || cidrForm.problem(cidr) !== undefined) return [];
    // What Neutron takes for it where nothing is said.
    const gateway = gateway_ip ?? (no_gateway === null || no_gateway === false ? firstAddress(cidr) : undefined);
    const pools = knownPools(config);
    const problems = pools.flatMap((pool, position) => poolProblems(pool, cidr, gateway, pools.slice(0, position)));
    if (typeof gateway_ip === 'string' && isAddress(gateway_ip)) problems.push(...gatewayProblems(gateway_ip, cidr));
    return problems;
  },
};

/** Whether the values belong to one version of IP. */
export const versionFits: Rule<Attributes> = {
  description: '`ip_version` is that of `cidr`, and `ipv6_ra_mode` and `ipv6_address_mode` are for IPv6 with DHCP.',
  problems({ cidr, ip_version, ipv6_ra_mode, ipv6_address_mode, enable_dhcp }) {
    const version = typeof cidr === 'string' ? versionOf(cidr) : undefined;
    const problems: Diagnostic[] = [];
    if (version !== undefined && typeof ip_version === 'number' && ip_version !== version) {
      problems.push(
        problem(
          'Not of this version',
          `${cidr} is a network of IPv${version}, and ip_version is ${ip_version}. Leave it out.`,
          'ip_version',
        ),
      );
    }
    for (const [name, mode] of Object.entries({ ipv6_ra_mode, ipv6_address_mode })) {
      if (typeof mode !== 'string') continue;
      if (version === 4)
        problems.push(problem('Not for IPv4', `${name} is for IPv6, and ${cidr} is of IPv4. Leave it out.`, name));
      else if (enable_dhcp === false)
        problems.push(
          problem(
            'Nothing announces it',
            `${name} is "${mode}", and enable_dhcp is false. Leave one of them out.`,
            name,
          ),
        );
    }
    if (
      typeof ipv6_ra_mode === 'string' &&
      typeof ipv6_address_mode === 'string' &&
      ipv6_ra_mode !== ipv6_address_mode
    ) {
      const detail = `ipv6_ra_mode is "${ipv6_ra_mode}" and ipv6_address_mode "${ipv6_address_mode}". Neutron takes only equal ones where both are given.`;
      problems.push(problem('Two ways to an address', detail, 'ipv6_address_mode'));
    }
    return problems;
  },
};

/** Whether there is one way to say where packets leave. */
export const oneGateway: Rule<Attributes> = {
  description: '`gateway_ip` is not given with `no_gateway`.',
  problems: ({ gateway_ip, no_gateway }) =>
    no_gateway === true && gateway_ip !== null
      ? [problem('Conflicting attributes', '`gateway_ip` and `no_gateway` are given. Keep one of them.', 'no_gateway')]
      : [],
};

function knownPools({ allocation_pools: pools }: Config<Attributes>): KnownPool[] {
  if (!Array.isArray(pools)) return [];
  return pools.flatMap((pool, index) => {
    if (isUnknown(pool) || pool === null) return [];
    const { start, end } = pool as { readonly start: unknown; readonly end: unknown };
    if (typeof start !== 'string' || typeof end !== 'string' || !isAddress(start) || !isAddress(end)) return [];
    return versionOf(start) === versionOf(end)
      ? [{ index, start, end, first: addressNumber(start), last: addressNumber(end) }]
      : [];
  });
}

function poolProblems(pool: KnownPool, cidr: string, gateway: unknown, earlier: readonly KnownPool[]): Diagnostic[] {
  const { index, start, end, first, last } = pool;
  const found = (summary: string, detail: string) => [
    { severity: 'error' as const, summary, detail, path: [{ attribute: 'allocation_pools' }, { index }] },
  ];
  const name = `The pool ${start} to ${end}`;
  if (first > last) return found('Pool ends before it starts', `${name} has no address. Give the lower one as start.`);
  if (!isIn(start, cidr) || !isIn(end, cidr)) {
    return found('Pool outside the subnet', `${name} is not within ${cidr}. Give addresses of the subnet.`);
  }
  const other = earlier.find((one) => one.first <= last && first <= one.last);
  if (other) {
    return found(
      'Overlapping pools',
      `${name} has addresses of the pool ${other.start} to ${other.end}. Let one end before the other starts.`,
    );
  }
  if (typeof gateway !== 'string' || !isAddress(gateway) || !isIn(gateway, cidr)) return [];
  const at = addressNumber(gateway);
  return at < first || at > last
    ? []
    : found(
        'Gateway in a pool',
        `${name} holds the gateway ${gateway}, which a port would get. Leave it out of the pool, or say where the gateway is, or that there is none.`,
      );
}

function gatewayProblems(gateway: string, cidr: string): Diagnostic[] {
  // Of IPv6 it may be a link-local address.
  if (isIn(gateway, cidr) || isIn(gateway, 'fe80::/10')) return [];
  return [
    problem(
      'Gateway outside the subnet',
      `${gateway} is not within ${cidr}. Give an address of the subnet.`,
      'gateway_ip',
    ),
  ];
}

function problem(summary: string, detail: string, attribute: string): Diagnostic {
  return { severity: 'error', summary, detail, path: [{ attribute }] };
}
