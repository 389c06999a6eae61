import { meantNetwork, network } from '../../host/firewall/addresses';
import { portRange } from '../../host/firewall/ports';
import { FAMILY_OF, WITH_PORTS } from '../../host/firewall/protocols';
import type { Diagnostic } from '../../plugin/diagnostic';
import { isUnknown } from '../../plugin/value/unknown';
import { at } from '../../schema/diagnostics';
import type { Config } from '../../schema/model';
import type { Rule } from '../../schema/resource';
import type { Validator } from '../../schema/validator';
import type { FirewallAttributes } from './firewall-attributes';

export const port: Validator<string> = {
  description: 'a port from 1 to 65535 or a range of them',
  problem: (text) =>
    portRange(text)
      ? undefined
      : 'Give a port from 1 to 65535 such as "5000", or a range from the lower to the higher such as "6000-6002".',
};

export const source: Validator<string> = {
  description: 'an IPv4 or IPv6 address or a network in CIDR notation',
  problem(text) {
    if (!network(text)) return 'Give an IPv4 or IPv6 address, or a network such as "10.0.0.0/8".';
    const meant = meantNetwork(text);
    return meant && `The address has bits behind the prefix. For the whole network give "${meant}".`;
  },
};

/** What the values of a rule must be together. */
export const firewallRules: readonly Rule<FirewallAttributes>[] = [
  {
    description: `\`ports\` need a \`protocol\` that has ports: ${WITH_PORTS.join(', ')}.`,
    problems({ protocol, ports }) {
      if (isUnknown(protocol) || ports === null || (protocol !== null && WITH_PORTS.includes(protocol))) return [];
      const given = protocol === null ? 'There is no protocol' : `"${protocol}" has no ports`;
      return [problem('ports', `${given}. Give protocol = "tcp" or another one that has ports, or leave out ports.`)];
    },
  },
  {
    description: '`protocol` and `sources` fit the family of the `table` and each other.',
    problems: familyProblems,
  },
  {
    description: 'A rule that lets in everything from everywhere says so with `sources`.',
    problems({ protocol, ports, sources, interface: from, action }) {
      const isAll = [protocol, ports, sources, from].every((value) => value === null);
      if (!isAll || (action !== null && action !== 'accept')) return [];
      const detail =
        'The rule would let in everything from everywhere. Give protocol, ports, sources or interface; if that is what it is for, sources = ["0.0.0.0/0", "::/0"].';
      return [problem('action', detail)];
    },
  },
];

function familyProblems({ protocol, sources, table }: Config<FirewallAttributes>): Diagnostic[] {
  const only = new Map<'ip' | 'ip6', string>();
  if (typeof table === 'string') {
    const [family] = table.split(' ');
    if (family === 'ip' || family === 'ip6') only.set(family, `table "${table}"`);
  }
  const family = typeof protocol === 'string' ? FAMILY_OF[protocol] : undefined;
  if (family && only.size > 0 && !only.has(family)) {
    return [problem('protocol', `"${protocol}" is for ${NAMES[family]} only, and ${[...only.values()][0]} is not.`)];
  }
  if (family) only.set(family, `protocol "${protocol}"`);
  const all = Array.isArray(sources) ? sources.filter((text) => typeof text === 'string') : [];
  for (const [wanted, why] of only) {
    const wrong = all.find((text) => (network(text)?.family ?? wanted) !== wanted);
    if (wrong === undefined) continue;
    return [problem('sources', `"${wrong}" does not fit ${why}, which is for ${NAMES[wanted]} only. Leave it out.`)];
  }
  return [];
}

const NAMES = { ip: 'IPv4', ip6: 'IPv6' };

function problem(attribute: keyof FirewallAttributes, detail: string): Diagnostic {
  return { severity: 'error', summary: `Invalid value in ${attribute}`, detail, path: at(attribute) };
}
