import { UnknownHost } from '../../host/hosts';
import { type RingForecast, RingRefused } from '../../host/swift/ring-report';
import { equalValues } from '../../plugin/value/equal';
import { isUnknown, UNKNOWN } from '../../plugin/value/unknown';
import type { Value } from '../../plugin/value/value';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { PlanRequest } from '../../schema/resource';
import { hasUnknown } from '../../schema/validation';
import { HostUnreachable } from '../../ssh/errors';
import type { Runtime } from '../runtime';
import {
  LAYOUT,
  type RingAttributes,
  type RingInputs,
  type RingPlanned,
  type RingState,
  ringAttributes,
} from './ring-attributes';
import { partitionsOf, wantedRing } from './ring-devices';
import { explained } from './ring-errors';
import { factsOf, filesOf } from './ring-facts';
import { refuseOrphan } from './ring-orphan';
import { timeOf } from './ring-time';
import { warnOf } from './ring-warnings';

type Foreseen = Partial<RingPlanned>;

/** What a plan knows of a ring before it is made: Swift's library has tried it on a copy of the builder. */
export async function foreseeRing(
  context: Context<Runtime>,
  { prior, planned }: PlanRequest<RingAttributes>,
): Promise<Foreseen | undefined> {
  const { host, type, policy_index, directory, part_power, owner, group } = planned;
  checkHosts(context, planned.distribute_to);
  const asked = [host, type, policy_index, directory, part_power, ...LAYOUT.map((name) => planned[name])];
  if (hasUnknown(asked as Value) || hasUnknown(owner as Value) || hasUnknown(group as Value)) return undefined;
  const wanted = planned as RingInputs;
  if (!prior) return foreseeNew(context, wanted);
  const replaced = (['host', 'type', 'policy_index', 'directory', 'part_power'] as const).some(
    (name) => planned[name] !== prior[name],
  );
  if (replaced) {
    if (prior.part_power !== part_power) {
      const detail = `part_power of the ring ${filesOf(prior).name} changes from ${prior.part_power} to ${part_power}: it is another ring, in which nothing that is stored is found.`;
      context.diagnostics.warn('Ring will be lost', detail, at('part_power'));
    }
    return undefined;
  }
  return foreseeChange(context, wanted, prior);
}

/** That a copy cannot get to its host should not be found out when the ring is made already. */
function checkHosts({ runtime }: Context<Runtime>, hosts: RingPlanned['distribute_to']): void {
  if (hosts === null || isUnknown(hosts)) return;
  for (const name of hosts) {
    if (isUnknown(name)) continue;
    try {
      runtime.host(name);
    } catch (error) {
      if (!(error instanceof UnknownHost)) throw error;
      throw new DiagnosticError('Unknown host', error.message, at('distribute_to'));
    }
  }
}

/** A new ring is the same whenever it is made. One that is taken over depends on when its partitions were last moved. */
async function foreseeNew(
  { runtime, signal, diagnostics, private: facts }: Context<Runtime>,
  wanted: RingInputs,
): Promise<Foreseen | undefined> {
  const host = runtime.host(wanted.host);
  const files = filesOf(wanted);
  // Where it replaces another, that one is gone by then.
  const fresh = factsOf(facts) !== undefined;
  const start = { from: null, now: null, fresh };
  const copies = (wanted.distribute_to ?? []).map((name) => runtime.host(name));
  const foresee = async () => {
    if (!fresh) await refuseOrphan(host, copies, files);
    return host.rings.foresee(files, wantedRing(wanted), start, signal);
  };
  const forecast = await explained(files, wanted, () => unlessMissing(foresee));
  if (!forecast) return undefined;
  warnOf(forecast, files.name, diagnostics);
  if (forecast.found === null) return figures(forecast, wanted);
  const detail =
    `${files.builder} on ${wanted.host} is there already. It is made what is configured and not made anew: ${forecast.moved} replicas move. ` +
    'Destroying this resource will leave it there, unless it was left by an apply of it that was interrupted.';
  diagnostics.warn('Ring builder is taken over', detail, at('host'));
  return undefined;
}

async function foreseeChange(
  context: Context<Runtime>,
  wanted: RingInputs,
  prior: RingState,
): Promise<Foreseen | undefined> {
  const { runtime, signal, diagnostics, private: facts } = context;
  const known = factsOf(facts);
  const files = filesOf(wanted);
  const same = LAYOUT.every((name) =>
    equalValues(wanted[name] as Value, prior[name] as Value, ringAttributes[name].type),
  );
  const due = prior.partitions_pending > 0 && known !== undefined && known.now >= timeOf(prior.next_rebalance);
  const whole = known === undefined || prior.ring_sha256 === known.ring;
  if (same && !due && whole) {
    if (prior.partitions_pending > 0) {
      const detail = `In the ring ${files.name}, ${prior.partitions_pending} replicas cannot move before ${prior.next_rebalance}, for min_part_hours is ${prior.min_part_hours}. Apply again then.`;
      diagnostics.warn('Partitions have to wait', detail, at('min_part_hours'));
    }
    return undefined;
  }
  const host = runtime.host(wanted.host);
  const start = { from: prior.builder_sha256, now: known?.now ?? null, rebalance: due };
  const foresee = () => host.rings.foresee(files, wantedRing(wanted), start, signal);
  const forecast = await explained(files, wanted, () => unlessMissing(foresee));
  if (!forecast) return undefined;
  warnOf(forecast, files.name, diagnostics);
  if (!forecast.changed) return { ...figures(forecast, wanted), partitions_moved: prior.partitions_moved };
  // The builder's file holds when its partitions were moved, so its hash cannot be told before.
  return { ...figures(forecast, wanted), builder_sha256: UNKNOWN, next_rebalance: UNKNOWN };
}

/** What does not depend on the time at which it is done. */
function figures(forecast: RingForecast, { devices }: RingInputs): Foreseen {
  const { version, balance, dispersion, moved, pending, ring } = forecast;
  return {
    version,
    balance,
    dispersion,
    partitions: partitionsOf(forecast, devices),
    partitions_moved: moved,
    partitions_pending: pending,
    ring_sha256: ring,
  };
}

/** A host that this very apply brings up, or on which it installs Swift, cannot be asked yet. */
async function unlessMissing(foresee: () => Promise<RingForecast>): Promise<RingForecast | undefined> {
  try {
    return await foresee();
  } catch (error) {
    if (error instanceof HostUnreachable || (error instanceof RingRefused && error.problem === 'no-library'))
      return undefined;
    throw error;
  }
}
