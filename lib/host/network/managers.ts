import * as ifupdown from './ifupdown-files';
import { putBack, stanzas, takeOut } from './ifupdown-stanzas';
import type { NetworkSnapshot } from './network';
import * as networkd from './networkd-files';
import type { NetworkFiles, WantedBridge, WantedLink, WantedVeth } from './wanted';

export const MANAGERS = ['systemd-networkd', 'ifupdown'] as const;
export type ManagerName = (typeof MANAGERS)[number];

/** Files as they have to be on a host. */
export interface Layout {
  readonly files: NetworkFiles;
  /** Paths of files of ours that go. */
  readonly removed: readonly string[];
}

/** What brings a host's network up, and how it is told. */
export interface Manager {
  readonly name: ManagerName;
  interfaceFiles(link: WantedLink): NetworkFiles;
  bridgeFiles(bridge: WantedBridge): NetworkFiles;
  vethFiles(pair: WantedVeth): NetworkFiles;
  /** All the files that are to be otherwise on account of these, which belong to what has these names; the owner comes first. */
  layout(snapshot: NetworkSnapshot, names: readonly string[], own: NetworkFiles): Layout;
  /** Our files of these names that are there. */
  ownFiles(snapshot: NetworkSnapshot, names: readonly string[]): string[];
  /** Whether it is kept as an interface of its own, or an end of a pair. */
  isAlone(snapshot: NetworkSnapshot, name: string): boolean;
  /** The bridge for which it is kept as a port. */
  bridgeOf(snapshot: NetworkSnapshot, name: string): string | undefined;
  /** Whether files that are not ours say how the interface is configured. */
  isForeign(snapshot: NetworkSnapshot, name: string): boolean;
  /** Whether it has the interface in whatever file, or has brought it up. */
  has(snapshot: NetworkSnapshot, name: string): boolean;
}

const NETWORKD: Manager = {
  ...networkd,
  name: 'systemd-networkd',
  layout(snapshot, names, own) {
    return { files: own, removed: this.ownFiles(snapshot, names).filter((path) => !own.has(path)) };
  },
  ownFiles: ({ files }, names) =>
    [...files.keys()].filter((path) => names.some((name) => networkd.isFileOf(name, path))),
  isAlone: ({ files }, name) => files.has(networkd.networkPath(name)),
  bridgeOf: ({ files }, name) => networkd.bridgeOfPort(files, name),
  isForeign: ({ configured }, name) => configured.has(name),
  has({ configured, files }, name) {
    return configured.has(name) || [...files.keys()].some((path) => networkd.isFileOf(name, path));
  },
};

const IFUPDOWN: Manager = {
  ...ifupdown,
  name: 'ifupdown',
  layout(snapshot, names, own) {
    const [owner = ''] = names;
    const kept = [...own.values()].flatMap((text) => stanzas(text).map(({ name }) => name));
    const others = [...snapshot.ifupdown.files].flatMap(([path, text]) => {
      if (ifupdown.ownerOf(path) !== undefined) return [];
      const changed = takeOut(putBack(text, owner), owner, kept);
      return changed === text ? [] : [[path, changed] as const];
    });
    const removed = this.ownFiles(snapshot, names.slice(0, 1)).filter((path) => !own.has(path));
    return { files: new Map([...own, ...others]), removed };
  },
  ownFiles: (snapshot, names) =>
    [...snapshot.ifupdown.files.keys()].filter((path) => names.some((name) => ifupdown.isFileOf(name, path))),
  isAlone: (snapshot, name) =>
    ours(snapshot, name).some((path) => ifupdown.ownerOf(path) === name || ifupdown.isVethFile(path)),
  bridgeOf(snapshot, name) {
    const path = ours(snapshot, name).find((file) => !ifupdown.isVethFile(file) && ifupdown.ownerOf(file) !== name);
    return path === undefined ? undefined : ifupdown.ownerOf(path);
  },
  isForeign: (snapshot, name) => withStanza(snapshot, name).some((path) => ifupdown.ownerOf(path) === undefined),
  has: (snapshot, name) => snapshot.ifupdown.up.has(name) || withStanza(snapshot, name).length > 0,
};

export function managerNamed(name: string): Manager {
  return name === 'ifupdown' ? IFUPDOWN : NETWORKD;
}

/**
 * What manages the host's network, as far as these interfaces are concerned: what has one of them; or else what has the interface
 * of the default route; or else whichever is there. Undefined when none is.
 */
export function managerOf(snapshot: NetworkSnapshot, names: readonly string[]): ManagerName | undefined {
  const { enabled } = snapshot.ifupdown;
  const has = (manager: Manager, links: Iterable<string>) => [...links].some((name) => manager.has(snapshot, name));
  if (enabled && has(IFUPDOWN, names)) return 'ifupdown';
  if (snapshot.networkd && has(NETWORKD, names)) return 'systemd-networkd';
  if (enabled && has(IFUPDOWN, snapshot.gateways.keys())) return 'ifupdown';
  if (snapshot.networkd) return 'systemd-networkd';
  return enabled ? 'ifupdown' : undefined;
}

/** The interfaces among these that ifupdown has a description of when these files are as the layout has them. */
export function described(snapshot: NetworkSnapshot, { files, removed }: Layout, names: readonly string[]): string[] {
  const texts = new Map([...snapshot.ifupdown.files, ...files]);
  for (const path of removed) texts.delete(path);
  const known = new Set([...texts.values()].flatMap((text) => stanzas(text).map(({ name }) => name)));
  return names.filter((name) => known.has(name));
}

function withStanza({ ifupdown: { files } }: NetworkSnapshot, name: string): string[] {
  return [...files].flatMap(([path, text]) => (stanzas(text).some((stanza) => stanza.name === name) ? [path] : []));
}

function ours(snapshot: NetworkSnapshot, name: string): string[] {
  return withStanza(snapshot, name).filter((path) => ifupdown.ownerOf(path) !== undefined);
}
