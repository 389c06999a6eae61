import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { eachMatching, integer, matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import { Package } from './package';

/** What a firewall rule is about. */
export enum FirewallProtocol {
  AH = 'ah',
  ESP = 'esp',
  GRE = 'gre',
  ICMP = 'icmp',
  ICMPV6 = 'icmpv6',
  IGMP = 'igmp',
  OSPF = 'ospf',
  SCTP = 'sctp',
  TCP = 'tcp',
  UDP = 'udp',
  VRRP = 'vrrp',
}

/** What becomes of packets that a firewall rule is about. */
export enum FirewallAction {
  /** They are let in. */
  ACCEPT = 'accept',
  /** They are dropped without a word. */
  DROP = 'drop',
  /** They are refused, and who sent them is told. */
  REJECT = 'reject',
}

export interface FirewallRuleProps extends HostResourceProps {
  /**
   * Name of the rule on the host, of up to 64 letters, digits, `_`, `.` and `-`.
   *
   * @default - the construct's id
   */
  readonly ruleName?: string;

  /**
   * What it is about.
   *
   * @default - FirewallProtocol.TCP with `ports`, and everything without
   */
  readonly protocol?: FirewallProtocol;

  /**
   * Ports of the host: single ones such as `5000`, and ranges such as `6000-6002`.
   *
   * @default - all
   */
  readonly ports?: string[];

  /**
   * Addresses and networks from which packets come, such as `10.0.0.0/8`.
   *
   * @default - all
   */
  readonly sources?: string[];

  /**
   * Interface by which packets come in, such as `eth0`; `eth*` is all that begin so.
   *
   * @default - all
   */
  readonly interfaceName?: string;

  /**
   * What becomes of such packets.
   *
   * @default FirewallAction.ACCEPT
   */
  readonly action?: FirewallAction;

  /**
   * Of the rules that fit a packet the one with the lowest number decides, from 0 to 99999.
   *
   * @default 500
   */
  readonly order?: number;

  /**
   * Family and name of the nftables table in which it takes effect. Opening a port only helps in the table that would close it.
   *
   * @default 'inet filter'
   */
  readonly table?: string;

  /**
   * Chain of the table in which it takes effect.
   *
   * @default 'input'
   */
  readonly chain?: string;

  /**
   * The package set with which nftables comes.
   *
   * @default - one for all rules of the host in this stack
   */
  readonly nftables?: Package;
}

const RULES: readonly Rule<FirewallRuleProps>[] = [
  matching('ruleName', /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/, 'up to 64 letters, digits, "_", "." and "-"'),
  ({ ports }) => (ports?.length === 0 ? 'ports is empty: give a port, or leave it out for all ports.' : undefined),
  eachMatching('ports', /^\d{1,5}(-\d{1,5})?$/, 'a port such as "5000" or a range such as "6000-6002"'),
  ({ sources }) =>
    sources?.length === 0 ? 'sources is empty: give an address, or leave it out for all addresses.' : undefined,
  eachMatching('sources', /^[0-9A-Fa-f.:]+(\/\d{1,3})?$/, 'an address, or a network such as "10.0.0.0/8"'),
  integer('order', 0, 99_999),
];

/**
 * A rule of a host's nftables firewall, now and after a reboot: it opens something that the firewall would close, or closes
 * something. nftables is installed with the first one. No rule of anyone else is ever changed.
 */
export class FirewallRule extends HostResource {
  public readonly fqn: string;
  /** Name of the rule on the host. */
  public readonly ruleName: string;

  public constructor(scope: Construct, id: string, props: FirewallRuleProps) {
    const nftables = props.nftables ?? packageFor(scope, props);
    super(scope, id, { ...props, dependsOn: [nftables, ...(props.dependsOn ?? [])] });
    const { ruleName = id, ports, protocol = ports && FirewallProtocol.TCP } = props;
    validate(this, { ...props, ruleName }, RULES);
    const { sources, interfaceName, action, order, table, chain } = props;
    this.ruleName = ruleName;
    this.fqn = this._define(l1.FirewallRule, {
      name: ruleName,
      protocol,
      ports,
      sources,
      interface: interfaceName,
      action,
      order,
      table,
      chain,
    }).fqn;
  }
}

/** One package set for all rules of a host in a stack. */
function packageFor(scope: Construct, { host }: FirewallRuleProps): Package {
  const stack = TerraformStack.of(scope);
  const id = `Nftables-${host.name}`;
  const known = stack.node.tryFindChild(id);
  if (known instanceof Package) return known;
  return new Package(stack, id, { host, packages: [...platformFacts(host.platform).nftables.packages] });
}
