import { code } from '../effect';
import type { Kind } from '../kinds';
import { kinds } from '../kinds';
import { type Edit, editsBetween } from './edits';
import { Names, partOf } from './naming';
import { type ChangeJson, type PlanJson, PlanUnfit, type ResourceJson } from './plan-json';
import { isSeenList, isSeenRecord, type SeenRecord, type Sight } from './seen';

/** What becomes of a resource. To `forget` is to leave it as it is, and out of the state. */
export type Action = 'none' | 'create' | 'update' | 'replace' | 'destroy' | 'forget';

/** Where a resource is. */
export interface Place {
  readonly kind: 'host' | 'cloud' | 'other';
  /** Name of the host or the cloud, or of several hosts. */
  readonly name: string;
}

/** A resource, and what becomes of it. */
export interface Change {
  readonly address: string;
  readonly type: string;
  /** Undefined for resources of other providers. */
  readonly kind: Kind | undefined;
  /** Its kind and its name, the name between backticks. */
  readonly label: string;
  readonly place: Place;
  /** The service that it is a part of, or the like; empty where nothing tells. */
  readonly part: string;
  readonly action: Action;
  /** Why Terraform does that, where it is not simply another value. */
  readonly reason: string | undefined;
  readonly isImported: boolean;
  readonly movedFrom: string | undefined;
  readonly before: SeenRecord | undefined;
  readonly after: SeenRecord | undefined;
  /** In what the two differ. */
  readonly edits: readonly Edit[];
}

const PREFIX = 'stackwright_';

/** Terraform's reasons, for people. */
const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: 'making it has failed half-way',
  replace_by_request: 'asked for by -replace',
  replace_by_triggers: 'replace_triggered_by',
  delete_because_no_resource_config: 'no longer configured',
  delete_because_wrong_repetition: 'no longer configured',
  delete_because_count_index: 'no longer configured',
  delete_because_each_key: 'no longer configured',
  delete_because_no_module: 'no longer configured',
  delete_because_no_move_target: 'moved to where nothing is configured',
};

/** Makes changes of what Terraform says of resources. Data sources are none. */
export function changesIn(
  plan: PlanJson,
  hosts: readonly string[],
  sight: Sight,
): { changes: Change[]; drift: Change[] } {
  const names = new Names(plan);
  const see = (all: readonly ResourceJson[] | undefined) =>
    (all ?? [])
      .filter(({ mode }) => mode !== 'data')
      .map((resource) => ({ resource, turn: turnOf(resource.change, sight) }));
  const [planned, drifted] = [see(plan.resource_changes), see(plan.resource_drift)];
  for (const { resource, turn } of [...drifted, ...planned]) {
    const values = turn.after ?? turn.before;
    if (values) names.learn(resource.address, values);
  }
  const change = (one: Seeable) => changeOf(one, names, hosts);
  return { changes: planned.map(change), drift: drifted.map(change) };
}

interface Seeable {
  readonly resource: ResourceJson;
  readonly turn: { readonly before: SeenRecord | undefined; readonly after: SeenRecord | undefined };
}

function turnOf(
  { before, after, after_unknown, before_sensitive, after_sensitive }: ChangeJson,
  sight: Sight,
): Seeable['turn'] {
  const was = before ? sight.see(before, { sensitive: before_sensitive }) : undefined;
  const is = after ? sight.see(after, { sensitive: after_sensitive, unknown: after_unknown }) : undefined;
  return { before: isSeenRecord(was) ? was : undefined, after: isSeenRecord(is) ? is : undefined };
}

function changeOf({ resource, turn }: Seeable, names: Names, hosts: readonly string[]): Change {
  const { address, type, change } = resource;
  const values = turn.after ?? turn.before ?? {};
  const kind = kinds[type];
  return {
    address,
    type,
    kind,
    label: names.label(address, kind, values),
    place: placeOf(type, values, names.cloudOf(address, values)),
    part: partOf(address, hosts),
    action: actionOf(resource),
    reason: reasonOf(resource),
    isImported: change.importing !== undefined,
    movedFrom: resource.previous_address,
    ...turn,
    edits: editsBetween(turn.before, turn.after),
  };
}

function actionOf({ address, change: { actions } }: ResourceJson): Action {
  const set = new Set(actions);
  if (set.has('create') && set.has('delete')) return 'replace';
  const [action] = actions;
  const known: Readonly<Record<string, Action>> = {
    'no-op': 'none',
    read: 'none',
    create: 'create',
    update: 'update',
    delete: 'destroy',
    forget: 'forget',
  };
  const found = action === undefined ? undefined : known[action];
  if (found) return found;
  throw new PlanUnfit(
    `The plan has ${address} do "${actions.join(', ')}", which this command does not know. Update stackwright: Terraform is newer than it.`,
  );
}

function reasonOf({ action_reason: reason = '', change }: ResourceJson): string | undefined {
  if (reason !== 'replace_because_cannot_update') return REASONS[reason];
  const paths = (change.replace_paths ?? []).map((path) => code(path.join('.')));
  return paths.length > 0 ? `${paths.join(', ')} cannot change in place` : undefined;
}

function placeOf(type: string, { host, hosts }: SeenRecord, cloud: string | undefined): Place {
  if (!type.startsWith(PREFIX)) return { kind: 'other', name: type.split('_', 1)[0] ?? type };
  // What an API keeps is in its cloud, whatever host it speaks of.
  if (cloud !== undefined) return { kind: 'cloud', name: cloud };
  if (typeof host === 'string') return { kind: 'host', name: host };
  if (isSeenList(hosts)) return { kind: 'host', name: hosts.filter((one) => typeof one === 'string').join(', ') };
  return { kind: 'other', name: 'a host that is yet to be known' };
}
