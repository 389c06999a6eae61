import { PROTOCOLS, WITH_PORTS } from '../../host/firewall/protocols';
import { type Action, type FirewallRule, samePorts, sameSources } from '../../host/firewall/rule';
import { DEFAULT_ORDER } from '../../host/firewall/snapshot';
import { bool, number, set, string } from '../../schema/attribute';
import type { Inputs, State } from '../../schema/model';
import { each, integer, matches, notEmpty, oneOf } from '../../schema/validator';
import { hostAttribute } from '../host-attribute';
import { port, source } from './firewall-validation';

export const firewallAttributes = {
  host: hostAttribute,
  name: string({
    description: 'Name of the rule, of which a host has one. It stands in the comment of the rule in the kernel.',
    required: true,
    replace: true,
    validate: [matches(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/, 'up to 64 letters, digits, "_", "." and "-"')],
    example: '"keystone"',
  }),
  protocol: string({
    description: 'Protocol that it is about. Without one it is about all of them.',
    optional: true,
    validate: [oneOf(...Object.keys(PROTOCOLS))],
    example: '"tcp"',
  }),
  ports: set('string', {
    description: `Ports of the host, single ones or ranges. Only for ${WITH_PORTS.join(', ')}; without any it is about all ports.`,
    optional: true,
    same: samePorts,
    validate: [notEmpty(), each(port)],
    example: '["5000", "6000-6002"]',
  }),
  sources: set('string', {
    description:
      'Addresses and networks it is about, as those from which packets come. Without any it is about all addresses.',
    optional: true,
    same: sameSources,
    validate: [notEmpty(), each(source)],
    example: '["10.0.0.0/8", "2001:db8::/32"]',
  }),
  interface: string({
    description:
      'Interface of the host by which packets come in. A `*` at the end stands for anything. Without one it is about all interfaces.',
    optional: true,
    validate: [matches(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,14}\*?$/, 'the name of an interface such as "eth0", or "eth*"')],
    example: '"eth0"',
  }),
  action: string({
    description: 'What happens to such packets: they are let in, dropped without a word, or refused.',
    default: 'accept',
    validate: [oneOf('accept', 'drop', 'reject')],
  }),
  order: number({
    description: 'Of the rules that fit a packet the one with the lowest number decides; by name where it is the same.',
    default: DEFAULT_ORDER,
    validate: [integer(0, 99999)],
  }),
  table: string({
    description:
      'Family and name of the nftables table in which it takes effect. Opening a port only helps in the table that would close it.',
    default: 'inet filter',
    replace: true,
    validate: [
      matches(
        /^(inet|ip|ip6) [A-Za-z_][A-Za-z0-9_.-]*$/,
        'family and name of a table such as "inet filter" or "ip filter"',
      ),
    ],
  }),
  chain: string({
    description:
      'Chain of that table in which it takes effect. One that is not there is made and lets in whatever no rule keeps out.',
    default: 'input',
    replace: true,
    validate: [matches(/^[A-Za-z_][A-Za-z0-9_.-]*$/, 'the name of a chain such as "input"')],
  }),
  active: bool({
    description: 'Whether the rule is in force now: it is in the kernel, and packets reach it in its order.',
    computed: true,
  }),
  persistent: bool({ description: 'Whether the rule is in force after a boot, too.', computed: true }),
};
export type FirewallAttributes = typeof firewallAttributes;
export type FirewallInputs = Inputs<FirewallAttributes>;
export type FirewallState = State<FirewallAttributes>;

/** The rule as the host knows it. */
export function ruleOf(from: FirewallInputs | FirewallState): FirewallRule {
  const { name, protocol, ports, sources, interface: device, order, table, chain } = from;
  return { name, protocol, ports, sources, interface: device, order, table, chain, action: from.action as Action };
}
