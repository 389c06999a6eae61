import { isIPv6 } from 'node:net';
import { network } from '../firewall/addresses';
import type { NetworkFiles, WantedBridge, WantedLink, WantedVeth } from './wanted';

/** Where ifupdown finds what comes in files of its own. */
export const DIRECTORY = '/etc/network/interfaces.d';

/** Files count in the order of their names, and a pair joins a bridge, which has to be there. */
const PREFIX = `${DIRECTORY}/00-stackwright-`;
const VETH_PREFIX = `${DIRECTORY}/01-stackwright-`;

/** Without one of these the kernel gives a link-local address to whatever is up, and takes what routers advertise. */
const NO_IPV6 = ['pre-up ip link set dev $IFACE addrgenmode none', 'down ip link set dev $IFACE addrgenmode eui64'];

type Stanza = readonly [head: string, options: readonly string[]];

export function interfaceFiles(link: WantedLink): NetworkFiles {
  const { name, promiscuous } = link;
  const mode = ['up ip link set dev $IFACE promisc on', 'down ip link set dev $IFACE promisc off'];
  const device = [...(isFree(link) ? NO_IPV6 : []), ...mtuOption(link.mtu), ...(promiscuous ? mode : [])];
  return new Map([[ownPath(name), render(name, [manual(name, device), ...addressed(link)])]]);
}

/**
 * The bridge is made with ip, which every host with ifupdown has, and not with bridge_ports, which needs a package more and has
 * the bridge deleted whenever networking.service is restarted, and with it what others have plugged in.
 */
export function bridgeFiles(bridge: WantedBridge): NetworkFiles {
  const { name, mac, stp, forwardDelay, ports, mtu } = bridge;
  const size = mtu === null ? '' : ` mtu ${mtu}`;
  const device = [
    'pre-up [ -e /sys/class/net/$IFACE ] || ip link add name $IFACE type bridge',
    `pre-up ip link set dev $IFACE address ${mac}`,
    // One after the other: with STP the kernel refuses a short delay, and the command whole.
    `pre-up ip link set dev $IFACE type bridge stp_state ${stp ? 1 : 0}`,
    `pre-up ip link set dev $IFACE type bridge forward_delay ${forwardDelay * 100}`,
    // A port that is broken is no reason for the bridge to have no address.
    ...ports.map((port) => `pre-up ip link set dev ${port} addrgenmode none${size} master $IFACE up || true`),
    ...(isFree(bridge) ? NO_IPV6 : []),
    ...mtuOption(mtu),
  ];
  // At boot a port may come before its bridge, which then takes it; one that is plugged in again finds the bridge there.
  const rejoin = `up ip link set dev $IFACE master ${name} 2>/dev/null || true`;
  const text = render(name, [
    ...ports.map((port) => manual(port, [...NO_IPV6, ...mtuOption(mtu), rejoin])),
    manual(name, device),
    ...addressed(bridge),
  ]);
  return new Map([[ownPath(name), text]]);
}

export function vethFiles({ name, peer, bridge, mac, peerMac, mtu }: WantedVeth): NetworkFiles {
  const size = mtu === null ? '' : ` mtu ${mtu}`;
  const device = [
    `pre-up [ -e /sys/class/net/$IFACE ] || ip link add name $IFACE address ${mac} type veth peer name ${peer} address ${peerMac}`,
    `pre-up ip link set dev ${peer} addrgenmode none${size} up`,
    ...NO_IPV6,
    ...mtuOption(mtu),
    // A bridge that is broken is no reason for the pair not to be there.
    ...(bridge === null ? [] : [`up ip link set dev $IFACE master ${bridge} || true`]),
  ];
  const text = render(name, [manual(name, device), manual(peer, [...NO_IPV6, ...mtuOption(mtu)])]);
  return new Map([[`${VETH_PREFIX}${name}`, text]]);
}

/** Whether a path is that of the file which a bridge, an interface or a pair of that name has. */
export function isFileOf(name: string, path: string): boolean {
  return [ownPath(name), `${VETH_PREFIX}${name}`].includes(path);
}

/** The bridge, interface or pair whose file that is; undefined for a file that is not ours. */
export function ownerOf(path: string): string | undefined {
  const prefix = [PREFIX, VETH_PREFIX].find((candidate) => path.startsWith(candidate));
  return prefix === undefined ? undefined : path.slice(prefix.length);
}

export function isVethFile(path: string): boolean {
  return path.startsWith(VETH_PREFIX);
}

/** The file of an interface of its own, or of a bridge with its ports. */
export function ownPath(name: string): string {
  return `${PREFIX}${name}`;
}

/** An interface without addresses that others may take. */
function isFree({ addresses, dhcp }: WantedLink): boolean {
  return addresses.length === 0 && !dhcp;
}

function manual(name: string, options: readonly string[]): Stanza {
  return [`iface ${name} inet manual`, options];
}

/** A stanza an address. The gateway stands with the address in whose subnet it is, or it could not be reached yet. */
function addressed({ name, addresses, dhcp, gateway, dns }: WantedLink): Stanza[] {
  const near = addresses.find((address) => gateway !== null && contains(address, gateway)) ?? addresses[0];
  const servers = dns.length === 0 ? [] : [`dns-nameservers ${dns.join(' ')}`];
  const fixed = addresses.map((address): Stanza => {
    const route = gateway !== null && address === near ? [`gateway ${gateway}`] : [];
    const family = isIPv6(address.split('/')[0] ?? '') ? 'inet6' : 'inet';
    return [
      `iface ${name} ${family} static`,
      [`address ${address}`, ...route, ...(address === addresses[0] ? servers : [])],
    ];
  });
  const route =
    addresses.length === 0 && gateway !== null ? [`up ip route replace default via ${gateway} dev $IFACE`] : [];
  const lease: Stanza = [`iface ${name} inet dhcp`, [...route, ...(addresses.length === 0 ? servers : [])]];
  return [...fixed, ...(dhcp ? [lease] : [])];
}

function contains(address: string, gateway: string): boolean {
  const subnet = network(address);
  const reached = network(gateway);
  if (!subnet || !reached || subnet.family !== reached.family) return false;
  return subnet.range.first <= reached.range.first && reached.range.last <= subnet.range.last;
}

function mtuOption(mtu: number | null): string[] {
  return mtu === null ? [] : [`mtu ${mtu}`];
}

function render(name: string, stanzas: readonly Stanza[]): string {
  const texts = stanzas.map(([head, options]) => [head, ...options.map((option) => `\t${option}`), ''].join('\n'));
  return `# Kept by Stackwright.\nauto ${name}\n${texts.join('\n')}`;
}
