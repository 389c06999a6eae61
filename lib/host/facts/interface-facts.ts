/** A network interface. */
export interface InterfaceFacts {
  readonly name: string;
  readonly mac: string | null;
  readonly mtu: number;
  /** `up`, `down` or `unknown`. */
  readonly state: string;
  /** Addresses that others can reach, with the length of their prefix: `192.0.2.11/24`. */
  readonly addresses: readonly string[];
}

/** Interfaces that come and go with guests and virtual networks say nothing about the host. */
const PASSING = /^(lo$|tap|vnet|veth|vxlan-|brq|qbr|qvo|qvb|qr-|qg-|virbr|docker|ovs-|br-int$|br-tun$)/;

/** What `ip -json address` says, as far as it is used. */
interface IpLink {
  readonly ifname: string;
  readonly address?: string;
  readonly mtu: number;
  readonly operstate: string;
  readonly addr_info?: readonly {
    readonly local?: string;
    readonly prefixlen?: number;
    readonly scope?: string;
    readonly temporary?: boolean;
  }[];
}

/** Reads what `ip -json address` wrote; nothing where there is no such tool. */
export function parseInterfaces(json: string): InterfaceFacts[] {
  if (json.trim() === '') return [];
  return (JSON.parse(json) as IpLink[])
    .filter(({ ifname }) => ifname !== undefined && !PASSING.test(ifname))
    .map(({ ifname, address, mtu, operstate, addr_info = [] }) => ({
      name: ifname,
      mac: address ?? null,
      mtu,
      state: operstate.toLowerCase(),
      addresses: addr_info
        .filter(({ scope, temporary, local }) => scope === 'global' && !temporary && local !== undefined)
        .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    }));
}
