import { ringAt } from '../../host/swift/ring-files';
import { RingRefused, type RingReport } from '../../host/swift/ring-report';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { GONE, resource } from '../../schema/resource';
import { sameMode } from '../host/ownership';
import { hostAnd } from '../host-and';
import type { Runtime } from '../runtime';
import { type RingState, ringAttributes } from './ring-attributes';
import { keepRing } from './ring-changes';
import { goodCopies, removeCopies } from './ring-copies';
import { layoutOf } from './ring-devices';
import { explained } from './ring-errors';
import { copiesOf, factsOf, filesOf, forgetFacts, keepFacts, recallNote, writeNote } from './ring-facts';
import { foreseeRing } from './ring-foresight';
import { refuseOrphan } from './ring-orphan';
import { ringProblems } from './ring-rules';
import { judgedAt, timeOf, timeText } from './ring-time';

/** One of Swift's rings. */
export const swiftRing = resource<Runtime>()({
  name: 'swift_ring',
  description:
    'A ring of Swift, which tells what device holds what partition. Its builder is kept on one host, and the ring is brought to others. A plan tries the rebalance on a copy of ' +
    'the builder with the devices as planned, and shows what it comes to: `balance` and `dispersion` before and after, the partitions of each device, and how many move. ' +
    'The apply does just that; if somebody changed the builder meanwhile, it changes nothing and says so. Partitions that `min_part_hours` keeps where they are wait for an apply ' +
    'after `next_rebalance`.\n\n' +
    'To take a device out: give it weight 0 and apply; apply again after `next_rebalance` while `partitions` still shows any on it; let replication catch up ' +
    '(`swift-recon --replication`, and no objects left on the device); then remove it here. Removing a device that holds partitions gives them to others at once, as is right for one that is broken.\n\n' +
    'Before each change the builder and the ring are copied to `backups` in their directory, as `TIME.before.object.builder`; the last 20 are kept. ' +
    'A builder that is there already is taken over as it is and made what is configured; destroying leaves such a one, with its ring, where it is. Of a ring that was made here, ' +
    'destroying removes builder, ring, copies and backups: nothing that is stored by it can be found then.',
  example: `resource "stackwright_swift_ring" "object" {
  host           = "node1"
  type           = "object"
  part_power     = 10
  replicas       = 3
  min_part_hours = 1
  devices = {
    "192.0.2.8:6200/sdb1" = { zone = 1, weight = 100 }
    "192.0.2.8:6200/sdc1" = { zone = 2, weight = 100 }
    "192.0.2.9:6200/sdb1" = { zone = 3, weight = 100 }
  }
  distribute_to = ["node2", "node3"]
}`,
  attributes: ringAttributes,
  rules: [
    {
      description:
        'Every replica has a device of weight above 0; no device is named twice; only rings of objects have a `policy_index`; `distribute_to` does not name `host`.',
      problems: ringProblems,
    },
  ],
  unique: ['host', 'directory', 'policy_index', 'type'],
  timeouts: { create: 1800, read: 600, update: 1800, delete: 120 },

  async read(context, state) {
    const { runtime, importing, private: facts } = context;
    const host = runtime.host(state.host);
    const files = filesOf(state);
    const [builder, ring, clock] = await Promise.all([
      host.files.info(files.builder),
      host.files.info(files.ring),
      host.rings.time(),
    ]);
    if (builder === null) {
      // Or the plan would take what it makes anew for a replacement of what is still there.
      forgetFacts(facts);
      return GONE;
    }
    if (builder.type !== 'file' || builder.sha256 === null) throw noFile(files.builder, state.host, builder.type);
    const known = factsOf(facts);
    const report = known?.builder === builder.sha256 ? undefined : await inspect(context, state);
    const found = report ? await reported(context, state, report) : state;
    const expected = report?.ring ?? known?.ring ?? '';
    const now = judgedAt(clock, timeOf(found.next_rebalance));
    keepFacts(facts, { builder: found.builder_sha256, ring: expected, now });
    const { names, copies } = await goodCopies(context, state.distribute_to ?? [], files, expected);
    const owned = [builder, ...(ring?.type === 'file' ? [ring] : []), ...copies];
    const odd = (name: 'owner' | 'group' | 'mode') => {
      const values = owned.map((one) => one[name]);
      const differs = (value: string) => (name === 'mode' ? !sameMode(value, state.mode) : value !== state[name]);
      return (importing ? undefined : values.find(differs)) ?? values[0] ?? '';
    };
    return {
      ...found,
      distribute_to: names.length > 0 ? names : null,
      owner: odd('owner'),
      group: odd('group'),
      mode: odd('mode'),
      ring_sha256: ring?.sha256 ?? null,
    };
  },

  async plan(context, request) {
    const planned = await foreseeRing(context, request);
    return planned && { planned };
  },

  async create(context, inputs) {
    const { runtime, signal } = context;
    const host = runtime.host(inputs.host);
    const files = filesOf(inputs);
    // Remembered before anything is there, so that what an interrupted run leaves is known to be its own.
    const copies = (inputs.distribute_to ?? []).map((name) => runtime.host(name));
    await refuseOrphan(host, copies, files);
    const note = await recallNote(host, files, signal);
    const there = (await host.files.info(files.builder)) !== null;
    if (!note || !there) await writeNote(host, files, { made: !there }, signal);
    return keepRing(context, inputs, null);
  },

  update: (context, inputs, prior) => keepRing(context, inputs, prior),

  async planDestroy({ runtime, diagnostics, signal }, state) {
    const host = runtime.host(state.host);
    const files = filesOf(state);
    const note = await recallNote(host, files, signal);
    if (!note?.made) return;
    const detail = `${files.builder} on ${state.host} is removed with its ring and backups. Nothing that is stored by the ring ${files.name} can be found without it.`;
    diagnostics.warn('Ring will be lost', detail, at('host'));
  },

  async delete(context, state) {
    const { runtime, signal } = context;
    const host = runtime.host(state.host);
    const files = filesOf(state);
    const note = await recallNote(host, files, signal);
    if (note?.made) {
      await removeCopies(context, copiesOf(context.private, state), files);
      await host.rings.remove(files, signal);
    } else await host.rings.discard(files, signal);
    await host.rings.notes.forget(files.builder, signal);
  },

  import: {
    format: 'HOST:BUILDER',
    example: 'node1:/etc/swift/object.builder',
    parse(id) {
      const found = hostAnd(id);
      const ring = found && ringAt(found.rest);
      return ring && { host: found.host, directory: ring.directory, type: ring.type, policy_index: ring.policyIndex };
    },
  },
});

function noFile(builder: string, host: string, type: string): DiagnosticError {
  return new DiagnosticError(
    'No ring builder',
    `${builder} on ${host} is a ${type}, and the builder has to be a file. Put it there in its place.`,
    at('directory'),
  );
}

/** What a builder holds that is not as it was left; undefined where that cannot be seen now. */
async function inspect(
  { runtime, diagnostics, signal, importing }: Context<Runtime>,
  state: RingState,
): Promise<RingReport | undefined> {
  const { rings } = runtime.host(state.host);
  const files = filesOf(state);
  return explained(files, state, async () => {
    try {
      return await rings.inspect(files, signal);
    } catch (error) {
      // An error would keep the package from coming back that brings the library.
      if (importing || !(error instanceof RingRefused) || error.problem !== 'no-library') throw error;
      const detail = `${files.builder} on ${state.host} has changed, but Swift's library is not there to read it: ${error.detail}. What it held last is taken for what it holds.`;
      diagnostics.warn("Swift's library is missing", detail, at('host'));
      return undefined;
    }
  });
}

async function reported(
  { runtime, signal }: Context<Runtime>,
  state: RingState,
  report: RingReport,
): Promise<RingState> {
  const note = await recallNote(runtime.host(state.host), filesOf(state), signal);
  const { part_power, replicas, min_part_hours, overload, version, balance, dispersion, pending, free_at, builder } =
    report;
  return {
    ...state,
    part_power,
    replicas,
    min_part_hours,
    overload,
    ...layoutOf(report, state.devices),
    version,
    balance,
    dispersion,
    partitions_moved: note?.builder === builder ? (note.moved ?? null) : null,
    partitions_pending: pending,
    next_rebalance: timeText(free_at),
    builder_sha256: builder,
  };
}
