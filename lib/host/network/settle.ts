import { isIPv6 } from 'node:net';
import { joinCommands, type ShellCommand, sh } from '../../ssh/quote';
import type { ManagerName } from './managers';
import type { WantedBridge, WantedLink, WantedVeth } from './wanted';

/** networkd makes interfaces a moment after it was told to; ifupdown has made them when it ends. */
const COMES = sh`
  comes() { n=0; while [ ! -e "/sys/class/net/$1" ] && [ "$n" -lt 50 ]; do sleep 0.1; n=$((n + 1)); done; }`;

/** Sets in the kernel what the manager sets only where an interface, a link or a file is new. */
export function settleBridge(bridge: WantedBridge, manager: ManagerName): ShellCommand {
  const { name, stp, forwardDelay, mac, ports } = bridge;
  // One after the other: with STP the kernel refuses a short delay, and the command whole.
  return joinCommands([
    COMES,
    sh`comes ${name}
    sleep 0.5
    ip link set dev ${name} address ${mac} up
    ip link set dev ${name} type bridge stp_state ${stp ? 1 : 0}
    ip link set dev ${name} type bridge forward_delay ${forwardDelay * 100}`,
    ...ports.map((port) => sh`ip link set dev ${port} master ${name} up`),
    ...ports.map((port) => sh`ip address flush dev ${port} scope global`),
    settleLink(bridge, manager),
  ]);
}

export function settleVeth({ name, peer, bridge, mac, peerMac, mtu }: WantedVeth): ShellCommand {
  const join = bridge === null ? sh`ip link set dev ${name} nomaster` : sh`ip link set dev ${name} master ${bridge}`;
  const ends = [name, peer].map((end) => settleMtu(end, mtu));
  return joinCommands([
    COMES,
    sh`comes ${name}
    sleep 0.5
    ip link set dev ${name} address ${mac} up
    ip link set dev ${peer} address ${peerMac} up`,
    join,
    ...ends,
  ]);
}

export function settleLink(
  { name, addresses, dhcp, gateway, mtu, promiscuous }: WantedLink,
  manager: ManagerName,
): ShellCommand {
  const address = joinCommands([
    sh`ip link set dev ${name} promisc ${promiscuous ? 'on' : 'off'} up`,
    settleMtu(name, mtu),
    ...addresses.map((text) => settleAddress(name, text)),
  ]);
  const route =
    gateway === null
      ? sh`:`
      : sh`ip route show default dev ${name} | grep -qF -- ${gateway} || ip route replace default via ${gateway} dev ${name} proto static`;
  // ifup waits for the lease.
  const lease =
    dhcp && manager === 'systemd-networkd'
      ? sh`sleep 2; ip address show dev ${name} scope global | grep -q inet || networkctl reconfigure ${name}`
      : sh`:`;
  return joinCommands([sh`sleep 0.5`, address, route, lease]);
}

/** Takes away what only networkd takes away by itself: what an interface had by a configuration that has changed. */
export function settleGone(was: WantedLink, { addresses, gateway }: WantedLink): ShellCommand {
  const { name } = was;
  const gone = was.addresses.filter((address) => !addresses.includes(address));
  return joinCommands([
    ...(was.gateway !== null && was.gateway !== gateway
      ? [sh`ip route del default via ${was.gateway} dev ${name} 2>/dev/null`]
      : []),
    ...gone.map((address) => sh`ip address del ${address} dev ${name} 2>/dev/null`),
    sh`:`,
  ]);
}

/** One that is there is left alone, since it may be leased; another one of the same network is not it. */
function settleAddress(name: string, text: string): ShellCommand {
  const [address = '', length = ''] = text.split('/');
  const alone = `${address}/${isIPv6(address) ? 128 : 32}`;
  return sh`ip -o address show dev ${name} to ${alone} | grep -qF -- ${`/${length} `} || ip address replace ${text} dev ${name}`;
}

function settleMtu(name: string, mtu: number | null): ShellCommand {
  return mtu === null ? sh`:` : sh`ip link set dev ${name} mtu ${mtu}`;
}
