import type { RingForecast } from '../../host/swift/ring-report';
import { isUnknown } from '../../plugin/value/unknown';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Runtime } from '../runtime';
import type { RingInputs, RingState } from './ring-attributes';
import { commitCopies, goodCopies, ownCopies, removeCopies, stageCopies } from './ring-copies';
import { partitionsOf, wantedRing } from './ring-devices';
import { explained } from './ring-errors';
import { copiesOf, factsOf, filesOf, keepCopies, keepFacts, type RingNote, recallNote, writeNote } from './ring-facts';
import { judgedAt, timeOf, timeText } from './ring-time';

/** Makes a ring what is asked for, on all hosts. Nothing is saved on the way: what an interrupted run left is found again by its name. */
export async function keepRing(
  context: Context<Runtime>,
  inputs: RingInputs,
  prior: RingState | null,
): Promise<RingState> {
  const { runtime, signal, private: facts } = context;
  const host = runtime.host(inputs.host);
  const files = filesOf(inputs);
  const copies = inputs.distribute_to ?? [];
  const relaid =
    !prior ||
    isUnknown(inputs.builder_sha256) ||
    isUnknown(inputs.ring_sha256) ||
    inputs.ring_sha256 !== prior.ring_sha256;
  return host.connection.withLock(
    files.builder,
    () =>
      explained(files, inputs, async () => {
        const had = copiesOf(facts, prior);
        keepCopies(facts, [...had, ...copies]);
        const state =
          relaid || !prior ? await relay(context, inputs, prior) : await redistribute(context, inputs, prior);
        await removeCopies(
          context,
          had.filter((name) => !copies.includes(name)),
          files,
        );
        keepCopies(facts, copies);
        await host.rings.own(files, inputs, signal);
        const others = copies.map((name) => runtime.host(name));
        await ownCopies(others, files, inputs, signal);
        await host.rings.discard(files, signal);
        const now = judgedAt(await host.rings.time(), timeOf(state.next_rebalance));
        keepFacts(facts, { builder: state.builder_sha256, ring: state.ring_sha256 ?? '', now });
        return state;
      }),
    signal,
  );
}

/** Changes the builder, or writes the ring anew, and brings the ring to everybody. */
async function relay(
  { runtime, signal, private: facts }: Context<Runtime>,
  inputs: RingInputs,
  prior: RingState | null,
): Promise<RingState> {
  const host = runtime.host(inputs.host);
  const files = filesOf(inputs);
  const { rings } = host;
  const others = (inputs.distribute_to ?? []).map((name) => runtime.host(name));
  const known = prior ? factsOf(facts) : undefined;
  const due = prior !== null && prior.partitions_pending > 0 && (known?.now ?? 0) >= timeOf(prior.next_rebalance);
  const start = { from: prior?.builder_sha256 ?? null, now: known?.now ?? null, rebalance: due };
  const forecast = await rings.stage(files, wantedRing(inputs), start, inputs, signal);
  if (typeof inputs.ring_sha256 === 'string' && inputs.ring_sha256 !== forecast.ring) {
    await rings.discard(files, signal);
    throw otherRing(files.builder, inputs.host);
  }
  const made = { sha256: forecast.ring, content: () => rings.content(files.stagedRing, signal) };
  await stageCopies(others, files, made, inputs, signal);
  const before = await recallNote(host, files, signal);
  const note = { made: before?.made ?? forecast.found === null, builder: forecast.builder };
  const moved = forecast.changed ? forecast.moved : movedBefore(forecast, prior, before);
  await writeNote(host, files, moved === null ? note : { ...note, moved }, signal);
  await rings.commit(files, forecast, signal);
  await commitCopies(others, files, signal);
  return stateOf(inputs, forecast, moved);
}

/** Brings the ring as it is to the hosts that do not have it. */
async function redistribute(context: Context<Runtime>, inputs: RingInputs, prior: RingState): Promise<RingState> {
  const { runtime, signal } = context;
  const { rings } = runtime.host(inputs.host);
  const files = filesOf(inputs);
  const copies = inputs.distribute_to ?? [];
  const { names } = await goodCopies(context, copies, files, prior.ring_sha256 ?? '');
  const lacking = copies.filter((name) => !names.includes(name)).map((name) => runtime.host(name));
  const inUse = { sha256: prior.ring_sha256 ?? '', content: () => rings.content(files.ring, signal) };
  await stageCopies(lacking, files, inUse, inputs, signal);
  await commitCopies(lacking, files, signal);
  const { version, balance, dispersion, partitions, partitions_moved, partitions_pending } = prior;
  const { next_rebalance, builder_sha256, ring_sha256 } = prior;
  return {
    ...inputs,
    version,
    balance,
    dispersion,
    partitions,
    partitions_moved,
    partitions_pending,
    next_rebalance,
    builder_sha256,
    ring_sha256,
  };
}

/** What was moved last, where nothing changes now: also by an apply that was killed before it could tell. */
function movedBefore({ builder }: RingForecast, prior: RingState | null, note: RingNote | undefined): number | null {
  if (prior) return prior.partitions_moved;
  return note?.builder === builder ? (note.moved ?? null) : null;
}

function stateOf(inputs: RingInputs, forecast: RingForecast, moved: number | null): RingState {
  const { version, balance, dispersion, pending, free_at, builder, ring } = forecast;
  return {
    ...inputs,
    version,
    balance,
    dispersion,
    partitions: partitionsOf(forecast, inputs.devices),
    partitions_moved: moved,
    partitions_pending: pending,
    next_rebalance: timeText(free_at),
    builder_sha256: builder,
    ring_sha256: ring,
  };
}

function otherRing(builder: string, host: string): DiagnosticError {
  return new DiagnosticError(
    'Not the ring that was planned',
    `What ${builder} on ${host} comes to now is not what the plan foresaw, so nothing was changed: another version of Swift may have been installed meanwhile, or a builder put there. Plan again.`,
    at('devices'),
  );
}
