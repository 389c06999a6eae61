import { askedFor, type Drift, driftIn } from './drift';
import { interruptionsIn, lossesIn, type Told } from './effects';
import { type Change, changesIn } from './plan/change';
import { type PlanJson, readPlanJson } from './plan/plan-json';
import { Sight } from './plan/seen';
import { type RingMove, ringMovesIn } from './rings';
import { type Rotation, rotationsIn } from './secrets';
import { type Topology, topologyOf } from './topology';

/** What people have to know of a plan to decide about it. There is no secret in it. */
export interface Review {
  /** All that is done to resources, whatever for. */
  readonly changes: readonly Change[];
  /** What of it this change asks for, and does not only put back. */
  readonly asked: readonly Change[];
  readonly interruptions: readonly Told[];
  readonly losses: readonly Told[];
  readonly drift: readonly Drift[];
  readonly rings: readonly RingMove[];
  readonly rotations: readonly Rotation[];
  readonly topology: Topology;
  /** How many outputs of the stack change. */
  readonly outputs: number;
  /** Whether Terraform was told to plan a part only, or has put something off. */
  readonly isPartial: boolean;
}

/**
 * Reviews a plan.
 * @param text what `terraform show -json PLANFILE` has printed
 * @param name of the file, for messages
 * @throws {PlanUnfit}
 */
export function review(text: string, name: string): Review {
  const plan = readPlanJson(text, name);
  const addresses = hostsOf(plan);
  const hosts = hostNames(plan, addresses);
  const { changes: all, drift: drifted } = changesIn(plan, hosts, new Sight());
  const changes = all.filter(
    ({ action, isImported, movedFrom }) => action !== 'none' || isImported || movedFrom !== undefined,
  );
  const drift = driftIn(drifted, all);
  return {
    changes,
    asked: askedFor(changes, drift),
    interruptions: interruptionsIn(changes),
    losses: lossesIn(changes),
    drift,
    rings: ringMovesIn(changes),
    rotations: rotationsIn(changes),
    topology: topologyOf(all, addresses),
    outputs: Object.values(plan.output_changes ?? {}).filter(({ actions }) => actions[0] !== 'no-op').length,
    isPartial: plan.complete === false,
  };
}

/** Addresses of the provider's hosts, as far as they are constants. Nothing else is read of its configuration. */
function hostsOf({ configuration }: PlanJson): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, { expressions }] of Object.entries(configuration?.provider_config ?? {})) {
    if (!/(^|[.:])stackwright/.test(name)) continue;
    const hosts = (expressions?.hosts as { readonly constant_value?: unknown } | undefined)?.constant_value;
    for (const [host, block] of Object.entries(hosts ?? {})) {
      const { address } = block as { readonly address?: unknown };
      // An expression stands there as it was written.
      found.set(host, typeof address === 'string' && !address.includes('${') ? address : '');
    }
  }
  return found;
}

function hostNames({ resource_changes: resources }: PlanJson, addresses: ReadonlyMap<string, string>): string[] {
  const named = (resources ?? []).flatMap(({ change: { before, after } }) =>
    [before, after].flatMap((values) => {
      const host = (values as { readonly host?: unknown } | null | undefined)?.host;
      return typeof host === 'string' ? [host] : [];
    }),
  );
  return [...new Set([...addresses.keys(), ...named])];
}
