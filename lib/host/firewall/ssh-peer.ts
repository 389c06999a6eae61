import { sh } from '../../ssh/quote';
import { addresses, addressNumber, network } from './addresses';
import { portRanges } from './ports';
import { includes } from './ranges';
import type { FirewallRule } from './rule';

/** Our SSH connection as the host sees it. */
export interface SshPeer {
  /** The address that it comes from; null when the host does not tell. */
  readonly address: string | null;
  /** The host's own port. */
  readonly port: number;
  /** The interface that has the address at which it arrives; null when the host does not tell. */
  readonly interface: string | null;
}

/** sudo drops the variable in which sshd tells, so a parent's environment is asked. */
export const SSH_PEER = sh`
  pid=$$
  found=
  while [ -z "$found" ] && [ "\${pid:-0}" -gt 1 ]; do
    found=$(tr '\0' '\n' < "/proc/$pid/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=//p')
    pid=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status")
  done
  set -- $found
  printf '%s %s ' "\${1:--}" "\${4:--}"
  if [ "$#" -eq 4 ]; then ip -o address show to "\${3%%%*}" 2>/dev/null | sed -n '1s/^[0-9]*: *\([^ ]*\) .*/\1/p'; fi`;

/** @param port the one that is connected to, should the host not tell its own */
export function parseSshPeer(text: string, port: number): SshPeer {
  const [address = '-', own = '-', device = ''] = text.trim().split(' ');
  return {
    address: address === '-' ? null : address.replace(/%.*/, ''),
    port: own === '-' ? port : Number(own),
    interface: device === '' ? null : device,
  };
}

/** The first rule that decides over our connection, if one does. What is not known counts against a rule. */
export function deciding(rules: readonly FirewallRule[], peer: SshPeer): FirewallRule | undefined {
  return rules.find((rule) => meets(rule, peer, rule.action !== 'accept'));
}

/** Whether the rule is about our connection. @param unknown the answer where the host does not tell enough */
export function meets(rule: FirewallRule, peer: SshPeer, unknown: boolean): boolean {
  const { protocol, ports, sources, table } = rule;
  if (protocol !== null && protocol !== 'tcp') return false;
  if (ports && !includes(portRanges(ports), BigInt(peer.port))) return false;
  if (rule.interface !== null && !(peer.interface === null ? unknown : isInterface(peer.interface, rule.interface)))
    return false;
  if (peer.address === null) return sources ? unknown : true;
  const family = network(peer.address)?.family ?? 'ip';
  if (!['inet', family].includes(table.split(' ')[0] ?? '')) return false;
  return !sources || includes(addresses(sources)[family], addressNumber(peer.address));
}

function isInterface(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
