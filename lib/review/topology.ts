import type { Action, Change } from './plan/change';
import { isSeenRecord, type Seen, type SeenRecord, seenAt } from './plan/seen';

/** What a plan does to a part of the picture. */
export type Mark = 'same' | 'added' | 'changed' | 'removed';

/** Something with a name in the picture. */
export interface Part {
  readonly name: string;
  /** What is told of it beside: a port, a range of addresses. */
  readonly detail: string;
  readonly mark: Mark;
}

export interface TopologyHost {
  readonly name: string;
  /** Empty where the plan does not tell. */
  readonly address: string;
  /** `changed` as soon as anything on it is. */
  readonly mark: Mark;
  readonly services: readonly Part[];
}

export interface TopologyCloud {
  readonly name: string;
  readonly mark: Mark;
  /** The host of its Keystone, if one of the stack's. */
  readonly keystone: string | undefined;
  readonly parts: readonly Part[];
}

export interface TopologyRing extends Part {
  /** Hosts that have devices of it, with how many. */
  readonly hosts: ReadonlyMap<string, number>;
}

/** Hosts, services, networks and rings, as they are when the plan is applied; what is removed by it is among them. */
export interface Topology {
  readonly hosts: readonly TopologyHost[];
  readonly clouds: readonly TopologyCloud[];
  readonly rings: readonly TopologyRing[];
}

const MARKS: Readonly<Record<Action, Mark>> = {
  none: 'same',
  create: 'added',
  update: 'changed',
  replace: 'changed',
  destroy: 'removed',
  forget: 'removed',
};

/** What of a cloud is in the picture, with what is told of it. */
const IN_CLOUD: Readonly<Record<string, (values: SeenRecord) => string>> = {
  stackwright_network: ({ external }) => (external === true ? 'external network' : 'network'),
  stackwright_subnet: ({ cidr }) => `subnet ${word(cidr)}`,
  stackwright_router: () => 'router',
  stackwright_compute_instance: ({ address }) => `instance ${word(address)}`,
  stackwright_volume: ({ size_gb: size }) => `volume ${word(size)} GiB`,
};

/**
 * The picture of a plan.
 * @param all resources, those that stay as they are among them
 * @param addresses of the provider's hosts
 */
export function topologyOf(all: readonly Change[], addresses: ReadonlyMap<string, string>): Topology {
  const byHost = grouped(all.filter(({ place }) => place.kind === 'host'));
  const byCloud = grouped(all.filter(({ place }) => place.kind === 'cloud'));
  const names = [...new Set([...addresses.keys(), ...[...byHost.keys()].filter((name) => !name.includes(', '))])];
  return {
    hosts: names.map((name) => hostOf(name, addresses.get(name) ?? '', byHost.get(name) ?? [])),
    clouds: [...byCloud].map(([name, changes]) => cloudOf(name, changes)),
    rings: all.filter(({ type }) => type === 'stackwright_swift_ring').map((change) => ringOf(change, addresses)),
  };
}

function hostOf(name: string, address: string, changes: readonly Change[]): TopologyHost {
  const services = changes
    .filter(({ type }) => type === 'stackwright_service')
    .map((change) => ({ name: serviceName(change), detail: portOf(valuesOf(change)), mark: MARKS[change.action] }));
  return { name, address, mark: markOf(changes), services: changedFirst(services) };
}

function cloudOf(name: string, changes: readonly Change[]): TopologyCloud {
  const keystone = changes.find(({ type }) => type === 'stackwright_keystone_bootstrap');
  const host = keystone && valuesOf(keystone).host;
  const parts = changes.flatMap((change) => {
    const detail = IN_CLOUD[change.type]?.(valuesOf(change));
    return detail === undefined
      ? []
      : [{ name: word(valuesOf(change).name), detail: detail.trim(), mark: MARKS[change.action] }];
  });
  return { name, mark: markOf(changes), keystone: typeof host === 'string' ? host : undefined, parts };
}

function ringOf(change: Change, addresses: ReadonlyMap<string, string>): TopologyRing {
  const { type, devices, policy_index: index } = valuesOf(change);
  const hosts = new Map<string, number>();
  for (const device of isSeenRecord(devices) ? Object.keys(devices) : []) {
    const host = [...addresses].find(
      ([, address]) => device.startsWith(`${address}:`) || device.startsWith(`[${address}]:`),
    )?.[0];
    if (host !== undefined) hosts.set(host, (hosts.get(host) ?? 0) + 1);
  }
  const name = index === undefined || index === 0 ? word(type) : `${word(type)}-${word(index)}`;
  const count = isSeenRecord(devices) ? Object.keys(devices).length : 0;
  return { name, detail: `ring, ${count} ${count === 1 ? 'device' : 'devices'}`, mark: MARKS[change.action], hosts };
}

/** All marks in one: what is only added is added, and so on. */
function markOf(changes: readonly Change[]): Mark {
  const marks = new Set(changes.map(({ action }) => MARKS[action]));
  return marks.size === 1 ? ([...marks][0] ?? 'same') : marks.size === 0 ? 'same' : 'changed';
}

/** Changed ones first, so that what is left out of a large picture is what stays as it is. */
export function changedFirst<P extends { readonly mark: Mark }>(parts: readonly P[]): P[] {
  return [...parts.filter(({ mark }) => mark !== 'same'), ...parts.filter(({ mark }) => mark === 'same')];
}

function grouped(changes: readonly Change[]): Map<string, Change[]> {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const group = groups.get(change.place.name);
    if (group) group.push(change);
    else groups.set(change.place.name, [change]);
  }
  return groups;
}

function valuesOf({ after, before }: Change): SeenRecord {
  return after ?? before ?? {};
}

function serviceName(change: Change): string {
  return word(valuesOf(change).name).replace(/\.service$/, '');
}

/** The port that a service answers at once it is ready. */
function portOf(values: SeenRecord): string {
  const probe = seenAt(values, ['readiness', 'tcp']) ?? seenAt(values, ['readiness', 'http']);
  const [, port] = /:(\d+)(?:\/|$)/.exec(word(probe)) ?? [];
  return port === undefined ? '' : `:${port}`;
}

function word(value: Seen | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
}
