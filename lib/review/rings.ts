import type { Change } from './plan/change';
import { isSeenRecord, type Seen, seenAt } from './plan/seen';

/** A figure of a ring before and after; undefined where there is none. */
export interface Figure {
  readonly name: string;
  readonly before: Seen | undefined;
  readonly after: Seen | undefined;
}

/** What a plan makes of a ring. */
export interface RingMove {
  readonly change: Change;
  readonly figures: readonly Figure[];
  /** Partitions of each device whose number or weight changes. */
  readonly devices: readonly (Figure & { readonly weight: Figure })[];
}

const RING = 'stackwright_swift_ring';
const FIGURES: readonly (readonly [string, string])[] = [
  ['balance', 'balance, %'],
  ['dispersion', 'dispersion, %'],
  ['partitions_moved', 'partitions moved to get there'],
  ['partitions_pending', 'partitions that wait'],
  ['replicas', 'replicas'],
  ['next_rebalance', 'next rebalance'],
];

/** Rings whose partitions move, or that are made or destroyed. */
export function ringMovesIn(changes: readonly Change[]): RingMove[] {
  return changes
    .filter(({ type, action }) => type === RING && action !== 'none')
    .map((change) => ({
      change,
      figures: FIGURES.map(([attribute, name]) => figure(change, [attribute], name)),
      devices: devicesOf(change),
    }));
}

function devicesOf(change: Change): RingMove['devices'] {
  const names = new Set(
    [change.before, change.after].flatMap((values) =>
      isSeenRecord(values?.devices) ? Object.keys(values.devices) : [],
    ),
  );
  return [...names]
    .sort()
    .map((name) => ({
      ...figure(change, ['partitions', name], name),
      weight: figure(change, ['devices', name, 'weight'], 'weight'),
    }))
    .filter((device) => device.before !== device.after || device.weight.before !== device.weight.after);
}

function figure({ before, after }: Change, path: readonly string[], name: string): Figure {
  return { name, before: seenAt(before, path), after: seenAt(after, path) };
}
