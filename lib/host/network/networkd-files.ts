import type { NetworkFiles, WantedBridge, WantedLink, WantedVeth } from './wanted';

/** Where systemd-networkd finds what an administrator wants. */
const DIRECTORY = '/etc/systemd/network';

/** Of several files for an interface the first by name counts, so ours come before all that hosts usually have. */
export const OWN_PREFIX = `${DIRECTORY}/00-stackwright-`;

type Section = readonly [name: string, lines: readonly string[]];

export function interfaceFiles(link: WantedLink): NetworkFiles {
  return new Map([[networkPath(link.name), render(addressed(link))]]);
}

export function bridgeFiles(bridge: WantedBridge): NetworkFiles {
  const { name, mac, stp, forwardDelay, ports, mtu } = bridge;
  const netdev: Section[] = [
    ['NetDev', [`Name=${name}`, 'Kind=bridge', `MACAddress=${mac}`]],
    ['Bridge', [`STP=${yesNo(stp)}`, `ForwardDelaySec=${forwardDelay}`]],
  ];
  return new Map([
    [netdevPath(name), render(netdev)],
    [networkPath(name), render(addressed(bridge))],
    ...ports.map((port) => [portPath(name, port), render(portOf(name, port, mtu))] as const),
  ]);
}

export function vethFiles({ name, peer, bridge, mac, peerMac, mtu }: WantedVeth): NetworkFiles {
  const netdev: Section[] = [
    ['NetDev', [`Name=${name}`, 'Kind=veth', `MACAddress=${mac}`]],
    ['Peer', [`Name=${peer}`, `MACAddress=${peerMac}`]],
  ];
  return new Map([
    [netdevPath(name), render(netdev)],
    [networkPath(name), render(bridge === null ? free(name, mtu) : portOf(bridge, name, mtu))],
    [networkPath(peer), render(free(peer, mtu))],
  ]);
}

/** Whether a path is that of a file which a bridge, an interface or a pair of that name has. */
export function isFileOf(name: string, path: string): boolean {
  return [netdevPath(name), networkPath(name)].includes(path) || path.startsWith(`${OWN_PREFIX}${name}@`);
}

/** The bridge that one of these files makes an interface a port of. */
export function bridgeOfPort(files: NetworkFiles, port: string): string | undefined {
  const path = [...files.keys()].find((candidate) => candidate.endsWith(`@${port}.network`));
  return path?.slice(OWN_PREFIX.length, -`@${port}.network`.length);
}

/** The file of an interface of its own, which is not a port's. */
export function networkPath(name: string): string {
  return `${OWN_PREFIX}${name}.network`;
}

function netdevPath(name: string): string {
  return `${OWN_PREFIX}${name}.netdev`;
}

function portPath(bridge: string, port: string): string {
  return `${OWN_PREFIX}${bridge}@${port}.network`;
}

function addressed(link: WantedLink): Section[] {
  const { name, addresses, dhcp, gateway, dns, mtu, promiscuous } = link;
  if (addresses.length === 0 && !dhcp) return free(name, mtu, promiscuous);
  return [
    ['Match', [`Name=${name}`]],
    ['Link', linkLines(mtu, promiscuous)],
    [
      'Network',
      [
        ...(dhcp ? ['DHCP=yes'] : ['ConfigureWithoutCarrier=yes']),
        ...addresses.map((address) => `Address=${address}`),
        ...(gateway === null ? [] : [`Gateway=${gateway}`]),
        ...dns.map((server) => `DNS=${server}`),
      ],
    ],
  ];
}

/** An interface without addresses that others may take: KeepMaster leaves it in the bridge into which they put it. */
function free(name: string, mtu: number | null, promiscuous = false): Section[] {
  return [
    ['Match', [`Name=${name}`]],
    ['Link', ['ActivationPolicy=always-up', 'RequiredForOnline=no', ...linkLines(mtu, promiscuous)]],
    ['Network', ['KeepMaster=yes', 'ConfigureWithoutCarrier=yes', 'LinkLocalAddressing=no', 'IPv6AcceptRA=no']],
  ];
}

function portOf(bridge: string, port: string, mtu: number | null): Section[] {
  return [
    ['Match', [`Name=${port}`]],
    ['Link', ['RequiredForOnline=no', ...linkLines(mtu, false)]],
    ['Network', [`Bridge=${bridge}`, 'LinkLocalAddressing=no', 'IPv6AcceptRA=no']],
  ];
}

function linkLines(mtu: number | null, promiscuous: boolean): string[] {
  return [...(mtu === null ? [] : [`MTUBytes=${mtu}`]), ...(promiscuous ? ['Promiscuous=yes'] : [])];
}

function render(sections: readonly Section[]): string {
  const texts = sections.flatMap(([name, lines]) => (lines.length > 0 ? [`[${name}]\n${lines.join('\n')}\n`] : []));
  return `# Kept by Stackwright.\n${texts.join('\n')}`;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
