import type { Flavor } from '../../openstack/compute/objects';
import { bool, map, number, set, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { resource } from '../../schema/resource';
import { each, eachKey, integer, matches } from '../../schema/validator';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { objectName } from '../api/object-name';
import { isPartOf } from '../api/part-of';
import { checkProjects } from '../api/projects';
import { onlyForSomeProjects } from '../api/public-or-projects';
import type { Runtime } from '../runtime';

const MOST = 2 ** 31 - 1;

export const flavorAttributes = {
  cloud: cloudAttribute,
  name: string({
    description: 'Its name, unique in the cloud.',
    required: true,
    replace: true,
    validate: [objectName],
    example: '"m1.small"',
  }),
  flavor_id: string({
    description: 'Its id, unique in the cloud, as in `"1"`. Left out: Nova makes a UUID.',
    optional: true,
    computed: true,
    replace: true,
    stable: true,
    validate: [matches(/^[a-zA-Z0-9._-](?:[a-zA-Z0-9. _-]{0,253}[a-zA-Z0-9._-])?$/, 'letters, digits and "._-"')],
  }),
  ram_mb: number({
    description: 'Memory of a server, in MiB.',
    required: true,
    replace: true,
    validate: [integer(1, MOST)],
    example: '2048',
  }),
  vcpus: number({
    description: 'How many processors a server has.',
    required: true,
    replace: true,
    validate: [integer(1, MOST)],
    example: '1',
  }),
  disk_gb: number({
    description: "Size of a server's root disk, in GiB. 0: that of its image.",
    default: 0,
    replace: true,
    validate: [integer(0, MOST)],
  }),
  ephemeral_gb: number({
    description: 'Size of a second, empty disk that goes with the server, in GiB.',
    default: 0,
    replace: true,
    validate: [integer(0, MOST)],
  }),
  swap_mb: number({
    description: 'Size of a disk for swap, in MiB.',
    default: 0,
    replace: true,
    validate: [integer(0, MOST)],
  }),
  is_public: bool({ description: 'Whether all projects may use it.', default: true, replace: true }),
  project_ids: set('string', {
    description: 'Ids of the projects that may use it when it is not public; administrators may always.',
    default: [],
    validate: [each(matches(/^\S+$/, 'the id of a project'))],
  }),
  description: string({
    description: 'For people.',
    default: '',
    validate: [matches(/^[^\0]{0,65535}$/s, 'up to 65535 characters')],
  }),
  extra_specs: map('string', {
    description: "What it asks of hosts and hypervisor besides, by Nova's keys such as `hw:cpu_policy`.",
    default: {},
    validate: [eachKey(matches(/^[a-zA-Z0-9_:. -]{1,255}$/, 'letters, digits and "_:. -"'))],
  }),
  id: idAttribute,
};
type Attributes = typeof flavorAttributes;

/** Flavors as Nova's API has them. */
export const flavorKind: ApiObject<Attributes, Flavor> = {
  noun: 'flavor',
  nameAttribute: 'name',
  collection: ({ compute }) => compute.flavors,
  body: ({ name, flavor_id, ram_mb, vcpus, disk_gb, ephemeral_gb, swap_mb, is_public, description }) => ({
    name,
    ...(typeof flavor_id === 'string' && { id: flavor_id }),
    ram: ram_mb,
    vcpus,
    disk: disk_gb,
    'OS-FLV-EXT-DATA:ephemeral': ephemeral_gb,
    swap: swap_mb,
    'os-flavor-access:is_public': is_public,
    description: description || null,
  }),
  state: (flavor, { cloud, project_ids }) => ({
    cloud,
    id: flavor.id,
    name: flavor.name,
    flavor_id: flavor.id,
    ram_mb: flavor.ram,
    vcpus: flavor.vcpus,
    disk_gb: flavor.disk,
    ephemeral_gb: flavor['OS-FLV-EXT-DATA:ephemeral'],
    swap_mb: flavor.swap || 0,
    is_public: flavor['os-flavor-access:is_public'],
    project_ids: project_ids ?? [],
    description: flavor.description ?? '',
    extra_specs: flavor.extra_specs ?? {},
  }),
  isSame: (flavor, { name }) => flavor.name === name,
  filter: () => ({}),
  isNamed: (flavor, name) => flavor.name === name,
  title: ({ name }) => `"${name}"`,

  async complete({ runtime, signal }, flavor, { cloud, extra_specs, project_ids, is_public }) {
    const { flavors } = runtime.cloud(cloud).compute;
    if (!is_public) await flavors.setProjects(flavor.id, project_ids, signal);
    return flavors.setExtraSpecs(flavor, extra_specs, signal);
  },

  /** What an interrupted run has not yet set is none. */
  async furtherDifferences({ runtime, signal }, flavor, { cloud, extra_specs, project_ids, is_public }) {
    const { flavors } = runtime.cloud(cloud).compute;
    const projects = is_public ? [] : await flavors.projectsOf(flavor.id, signal);
    return [
      ...(isPartOf(flavor.extra_specs, extra_specs) ? [] : ['extra_specs']),
      ...(projects.every((project) => project_ids.includes(project)) ? [] : ['project_ids']),
    ];
  },
};
const handlers = apiObject(flavorKind);

/** A size of servers. */
export const computeFlavor = resource<Runtime>()({
  name: 'compute_flavor',
  description:
    'A flavor: a size of servers. Nova changes no size of a flavor, so another one replaces it; servers keep the size that they were made with. ' +
    '`description`, `extra_specs` and `project_ids` change in place.',
  example: `resource "stackwright_compute_flavor" "small" {
  cloud   = stackwright_keystone_bootstrap.keystone.id
  name    = "m1.small"
  ram_mb  = 2048
  vcpus   = 1
  disk_gb = 20
}`,
  attributes: flavorAttributes,
  unique: ['cloud', 'name'],
  rules: [onlyForSomeProjects<Attributes>('flavor')],
  ...handlers,

  async plan(context, request) {
    await checkProjects(context, request, 'project_ids');
    return undefined;
  },

  async read(context, state) {
    const found = await handlers.read(context, state);
    return typeof found === 'symbol' || found.is_public ? withoutProjects(found) : withProjects(context, found);
  },
});

type Read = Awaited<ReturnType<typeof handlers.read>>;
type Known = Exclude<Read, symbol>;

function withoutProjects(found: Read): Read {
  return typeof found === 'symbol' ? found : { ...found, project_ids: [] };
}

async function withProjects({ runtime, signal }: Context<Runtime>, found: Known): Promise<Known> {
  const { flavors } = runtime.cloud(found.cloud).compute;
  return { ...found, project_ids: await flavors.projectsOf(found.id, signal) };
}
