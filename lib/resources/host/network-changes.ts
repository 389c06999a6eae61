import { createHash } from 'node:crypto';
import type { Host } from '../../host/host';
import type { NetworkChange } from '../../host/network/guarded-change';
import { described, type Manager } from '../../host/network/managers';
import type { NetworkSnapshot } from '../../host/network/network';
import type { NetworkFiles } from '../../host/network/wanted';
import { DiagnosticError } from '../../schema/diagnostics';
import type { ShellCommand } from '../../ssh/quote';

/** Makes a change that the host takes back by itself when it cannot be reached afterwards. */
export async function changeNetwork(
  host: Host,
  change: NetworkChange,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  const ending = await host.network.change(change, seconds, signal);
  if (ending === 'kept') return;
  const what = `After the change to ${change.links.join(', ')}, ${host.name} did not answer on a new SSH connection within ${seconds} seconds`;
  if (ending === 'undone') {
    throw new DiagnosticError(
      'The host was cut off and has put its network back',
      `${what}, so it has put back its former network configuration by itself, and answers again. Mend addresses, gateway or ports; if the host only needs longer, raise rollback_seconds.`,
    );
  }
  if (ending === 'cut short') {
    throw new DiagnosticError(
      'The change of the network was cut short',
      `The change to ${change.links.join(', ')} did not come to its end on ${host.name}, which answers: it was rebooted, or somebody stopped the unit stackwright-network, of which \`journalctl -u stackwright-network\` there tells. Apply again: first the former network configuration is put back.`,
    );
  }
  throw new DiagnosticError(
    'The host does not answer',
    `${what}. It was to put back its former network configuration by itself then, and still does not answer. Look at it from its console.`,
  );
}

/** What becomes of a bridge, an interface or a pair. */
export interface Arrangement {
  readonly manager: Manager;
  readonly snapshot: NetworkSnapshot;
  /** The names that its files have; the first is its own. */
  readonly names: readonly string[];
  /** Its files; none when it goes. */
  readonly own: NetworkFiles;
  /** All the interfaces that the change is about. */
  readonly links: readonly string[];
  /** Those of them that belong to it no more. */
  readonly freed?: readonly string[];
  /** Whether ifupdown has to take it down and bring it up again, since it changes what only that changes. */
  readonly anew?: boolean;
  readonly settle: ShellCommand;
}

/** The change that makes it so. An interface that is made for it, and goes with it, is one of `deleted`. */
export function changeTo(arrangement: Arrangement, deleted: readonly string[] = []): NetworkChange {
  const { manager, snapshot, names, own, links, freed = [], anew = false, settle } = arrangement;
  const layout = manager.layout(snapshot, names, own);
  const change = { manager: manager.name, ...layout, links, deleted, settle };
  if (manager.name !== 'ifupdown') return { ...change, lowered: [], raised: [] };
  const [owner = ''] = names;
  if (own.size === 0) return { ...change, lowered: links, raised: described(snapshot, layout, links) };
  // What has an address from elsewhere, by hand or by other files, loses it before that comes to its new place.
  const lowered = links.filter((name) => {
    if (freed.includes(name) || (anew && name === owner) || manager.isForeign(snapshot, name)) return true;
    const isAddressed = (snapshot.links.get(name)?.addresses.length ?? 0) > 0;
    return name !== owner && isAddressed && !snapshot.ifupdown.up.has(name);
  });
  return { ...change, lowered, raised: [owner, ...described(snapshot, layout, freed)] };
}

/** Whether files are kept to the letter, nothing else says how these interfaces are, and ifup has not failed with them. */
export function isKept(
  snapshot: NetworkSnapshot,
  manager: Manager,
  names: readonly string[],
  own: NetworkFiles,
): boolean {
  const { files, removed } = manager.layout(snapshot, names, own);
  const there = new Map([...snapshot.files, ...snapshot.ifupdown.files]);
  if (manager.name === 'ifupdown' && !snapshot.ifupdown.up.has(names[0] ?? '')) return false;
  return removed.length === 0 && [...files].every(([path, text]) => there.get(path) === text);
}

/** A locally administered hardware address that is always the same for an interface of a host. */
export function derivedMac(host: string, name: string): string {
  const bytes = createHash('sha256').update(`${host} ${name}`).digest().subarray(0, 5);
  return ['02', ...[...bytes].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
