/** A network interface as the kernel has it. */
export interface Link {
  readonly name: string;
  /** `bridge`, `veth`, `dummy`, `vlan`; null for a physical one. */
  readonly kind: string | null;
  readonly mac: string | null;
  readonly mtu: number;
  readonly up: boolean;
  readonly promiscuous: boolean;
  /** The bridge that it is a port of, or what else it belongs to; null without one. */
  readonly master: string | null;
  /** The other end of a veth pair, as long as both are on this host. */
  readonly peer: string | null;
  readonly addresses: readonly LinkAddress[];
  /** Of a bridge alone. */
  readonly bridge: { readonly stp: boolean; readonly forwardDelay: number } | null;
}

/** An address that others can reach. */
export interface LinkAddress {
  /** With the length of the prefix: `192.0.2.11/24`. */
  readonly text: string;
  /** Given for a time, as by DHCP. */
  readonly dynamic: boolean;
}

/** What `ip -json -details address show` says, as far as it is used. */
interface IpLink {
  readonly ifname?: string;
  readonly link?: string;
  readonly address?: string;
  readonly mtu: number;
  readonly flags: readonly string[];
  readonly master?: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: { readonly stp_state?: number; readonly forward_delay?: number };
  };
  readonly addr_info?: readonly {
    readonly local?: string;
    readonly prefixlen?: number;
    readonly scope?: string;
    readonly temporary?: boolean;
    readonly dynamic?: boolean;
  }[];
}

/** The kernel counts a bridge's delays in hundredths of a second. */
const TICKS = 100;

/** Reads what `ip -json -details address show` wrote. */
export function parseLinks(json: string): Link[] {
  return (JSON.parse(json) as IpLink[]).flatMap(({ ifname, linkinfo, addr_info = [], ...link }) => {
    if (ifname === undefined) return [];
    const kind = linkinfo?.info_kind ?? null;
    const { stp_state: stp = 0, forward_delay: delay = 0 } = linkinfo?.info_data ?? {};
    return {
      name: ifname,
      kind,
      mac: link.address ?? null,
      mtu: link.mtu,
      up: link.flags.includes('UP'),
      promiscuous: link.flags.includes('PROMISC'),
      master: link.master ?? null,
      peer: kind === 'veth' ? (link.link ?? null) : null,
      addresses: addr_info
        .filter(({ scope, temporary, local }) => scope === 'global' && !temporary && local !== undefined)
        .map(({ local, prefixlen, dynamic = false }) => ({ text: `${local}/${prefixlen}`, dynamic })),
      bridge: kind === 'bridge' ? { stp: stp !== 0, forwardDelay: Math.round(delay / TICKS) } : null,
    };
  });
}

/** The gateway of each interface that has a default route, from what `ip -json route show default` wrote. */
export function parseGateways(json: string): Map<string, string> {
  const routes = JSON.parse(json.trim() || '[]') as readonly { readonly gateway?: string; readonly dev?: string }[];
  return new Map(
    routes.flatMap(({ gateway, dev }) => (gateway !== undefined && dev !== undefined ? [[dev, gateway] as const] : [])),
  );
}
