import type { Aggregate } from '../../openstack/compute/objects';
import { map, set, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at } from '../../schema/diagnostics';
import type { Inputs } from '../../schema/model';
import { resource } from '../../schema/resource';
import { each, eachKey, matches } from '../../schema/validator';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { noSuch } from '../api/no-such';
import { isPartOf } from '../api/part-of';
import type { Runtime } from '../runtime';
import { zoneName } from './zone-name';

const attributes = {
  cloud: cloudAttribute,
  name: string({ description: 'Its name, unique in the cloud.', required: true, validate: [zoneName] }),
  availability_zone: string({
    description:
      'The availability zone that its hosts are in. Left out: they stay in the one that they are in. Nova takes no zone away from an aggregate: to leave it out later makes another one.',
    optional: true,
    validate: [zoneName],
  }),
  hosts: set('string', {
    description: 'Its hosts, as Nova calls them: the `host` of their `compute_service`.',
    default: [],
    validate: [each(matches(/^\S+$/, 'the name of a host'))],
    example: '[stackwright_compute_service.node2.host]',
  }),
  metadata: map('string', {
    description: "What flavors' `extra_specs` can ask for.",
    default: {},
    validate: [
      eachKey(
        matches(
          /^(?!availability_zone$)[a-zA-Z0-9_:. -]{1,255}$/,
          'letters, digits and "_:. -"; the zone is set by `availability_zone`',
        ),
      ),
    ],
  }),
  id: idAttribute,
};
type Attributes = typeof attributes;

/** Aggregates as Nova's API has them. */
const aggregateKind: ApiObject<Attributes, Aggregate> = {
  noun: 'aggregate',
  nameAttribute: 'name',
  collection: ({ compute }) => compute.aggregates,
  body: ({ name, availability_zone }) => ({ name, availability_zone }),
  state: ({ id, name, availability_zone, hosts, metadata }, { cloud }) => ({
    cloud,
    id,
    name,
    availability_zone,
    hosts,
    metadata,
  }),
  isSame: (aggregate, { name }) => aggregate.name === name,
  filter: () => ({}),
  isNamed: (aggregate, name) => aggregate.name === name,
  title: ({ name }) => `"${name}"`,
  complete: settle,

  /** What an interrupted run has not yet set is none. */
  async furtherDifferences(_, { hosts, metadata }, wanted) {
    return [
      ...(hosts.every((host) => wanted.hosts.includes(host)) ? [] : ['hosts']),
      ...(isPartOf(metadata, wanted.metadata) ? [] : ['metadata']),
    ];
  },
};
const handlers = apiObject(aggregateKind);

/** Hosts that have something in common. */
export const computeAggregate = resource<Runtime>()({
  name: 'compute_aggregate',
  description:
    'An aggregate: hosts that have something in common, such as a kind of disk, or an availability zone. Nova gives no other zone to one whose hosts have servers. ' +
    'Destroying it takes the hosts out; their servers are not touched.',
  example: `resource "stackwright_compute_aggregate" "ssd" {
  cloud    = stackwright_keystone_bootstrap.keystone.id
  name     = "ssd"
  hosts    = [stackwright_compute_service.node2.host]
  metadata = { ssd = "true" }
}`,
  attributes,
  unique: ['cloud', 'name'],
  ...handlers,

  async plan(_, { prior, planned }) {
    const loses = (prior?.availability_zone ?? null) !== null && planned.availability_zone === null;
    return loses ? { replace: [at('availability_zone')] } : undefined;
  },

  /** Nova removes no aggregate that has hosts. */
  async delete(context, state) {
    const { aggregates } = context.runtime.cloud(state.cloud).compute;
    const aggregate = await aggregates.look(state.id, context.signal);
    for (const host of aggregate?.hosts ?? []) await aggregates.removeHost(state.id, host, context.signal);
    await handlers.delete(context, state);
  },
});

/** Hosts and metadata have requests of their own. */
async function settle(
  { runtime, signal }: Context<Runtime>,
  { id, hosts, metadata }: Aggregate,
  wanted: Inputs<Attributes>,
): Promise<Aggregate> {
  const { aggregates, services } = runtime.cloud(wanted.cloud).compute;
  const added = wanted.hosts.filter((host) => !hosts.includes(host));
  const all = added.length > 0 ? [...(await services.all()).values()] : [];
  const there = all.filter(({ binary }) => binary === 'nova-compute').map(({ host }) => host);
  const missing = added.find((host) => !there.includes(host));
  if (missing !== undefined) throw noSuch('compute host', missing, wanted.cloud, there, 'hosts');
  const changed = Object.entries(wanted.metadata).filter(([key, value]) => metadata[key] !== value);
  const gone = Object.keys(metadata).filter((key) => !(key in wanted.metadata));
  if (changed.length + gone.length > 0) {
    const removed = gone.map((key) => [key, null] as const);
    await aggregates.setMetadata(id, Object.fromEntries([...changed, ...removed]), signal);
  }
  for (const host of hosts) if (!wanted.hosts.includes(host)) await aggregates.removeHost(id, host, signal);
  for (const host of added) await aggregates.addHost(id, host, signal);
  return (await aggregates.get(id, signal)) as Aggregate;
}
