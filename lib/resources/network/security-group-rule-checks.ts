import type { Diagnostic } from '../../plugin/diagnostic';
import type { Config } from '../../schema/model';
import type { Rule } from '../../schema/resource';
import { versionOf } from './addresses';
import { protocolName, protocolNumber, WITH_PORTS, WITH_TYPES } from './protocols';
import type { securityGroupRuleAttributes } from './security-group-rule';

type Attributes = typeof securityGroupRuleAttributes;

/** Whether ports, or types and codes of ICMP, fit the protocol. */
export const portsFit: Rule<Attributes> = {
  description:
    'Ports are for a `protocol` that has them, the first not above the last, and not all of them; of `icmp` they are type and code, from 0 to 255.',
  problems(config) {
    const { protocol, port_range_min: min, port_range_max: max } = config;
    if (min === null && max === null) return [];
    if (protocol === null) {
      return [
        problem('Ports of no protocol', 'Ports belong to a protocol. Give `protocol`, such as "tcp".', 'protocol'),
      ];
    }
    if (typeof protocol !== 'string' || protocolName.problem(protocol) !== undefined) return [];
    const number = protocolNumber(protocol);
    if (WITH_TYPES.has(number)) return typeProblems(min, max);
    if (WITH_PORTS.has(number)) return portProblems(min, max);
    const detail = `${protocol} has no ports. Leave port_range_min and port_range_max out.`;
    return [problem('No ports', detail, min === null ? 'port_range_max' : 'port_range_min')];
  },
};

/** Whether all that tells of addresses is of one version of IP. */
export const versionsFit: Rule<Attributes> = {
  description: '`remote_ip_prefix` and `protocol` are those of the `ethertype`.',
  problems({ ethertype, remote_ip_prefix: prefix, protocol }: Config<Attributes>) {
    if (ethertype !== null && typeof ethertype !== 'string') return [];
    const version = ethertype === 'IPv6' ? 6 : 4;
    const found: Diagnostic[] = [];
    const given = typeof prefix === 'string' ? versionOf(prefix) : undefined;
    if (given !== undefined && given !== version) {
      const detail = `${prefix} is of IPv${given}, and the ethertype IPv${version}. Give ethertype = "IPv${given}", or a network of IPv${version}.`;
      found.push(problem('Not of this version', detail, 'remote_ip_prefix'));
    }
    if (version === 6 && protocol === 'icmp') {
      found.push(problem('Not of this version', 'icmp is of IPv4. For IPv6 give "ipv6-icmp".', 'protocol'));
    }
    if (version === 4 && (protocol === 'ipv6-icmp' || protocol === 'icmpv6')) {
      found.push(
        problem('Not of this version', `${protocol} is of IPv6. Give ethertype = "IPv6", or "icmp".`, 'protocol'),
      );
    }
    return found;
  },
};

/** Whether one kind of remote is given. */
export const oneRemote: Rule<Attributes> = {
  description: '`remote_ip_prefix` is not given with `remote_group_id`.',
  problems: ({ remote_ip_prefix, remote_group_id }) =>
    remote_ip_prefix !== null && remote_group_id !== null
      ? [
          problem(
            'Conflicting attributes',
            '`remote_ip_prefix` and `remote_group_id` are given. Keep one of them.',
            'remote_group_id',
          ),
        ]
      : [],
};

function typeProblems(type: unknown, code: unknown): Diagnostic[] {
  if (type === null) {
    return [
      problem(
        'A code of no type',
        'port_range_max is the code of ICMP. Give its type as port_range_min.',
        'port_range_min',
      ),
    ];
  }
  return Object.entries({ port_range_min: type, port_range_max: code }).flatMap(([name, value]) =>
    typeof value === 'number' && value > 255
      ? [problem('Not a type or code', `${name} is ${value}. Types and codes of ICMP are from 0 to 255.`, name)]
      : [],
  );
}

function portProblems(min: unknown, max: unknown): Diagnostic[] {
  const missing = min === null ? 'port_range_min' : max === null ? 'port_range_max' : undefined;
  if (missing !== undefined) {
    return [
      problem('Half a range of ports', 'Give port_range_min and port_range_max, for one port the same.', missing),
    ];
  }
  if (min === 0 || max === 0) {
    return [problem('Not a port', 'Ports are from 1 to 65535.', min === 0 ? 'port_range_min' : 'port_range_max')];
  }
  if (min === 1 && max === 65_535) {
    const detail =
      'Ports 1 to 65535 are all that there are. Leave port_range_min and port_range_max out, as Neutron does.';
    return [problem('All ports', detail, 'port_range_min')];
  }
  if (typeof min !== 'number' || typeof max !== 'number' || min <= max) return [];
  const detail = `port_range_min is ${min}, above the port_range_max of ${max}. Give the lower one first.`;
  return [problem('Range ends before it starts', detail, 'port_range_min')];
}

function problem(summary: string, detail: string, attribute: string): Diagnostic {
  return { severity: 'error', summary, detail, path: [{ attribute }] };
}
