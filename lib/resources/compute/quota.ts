import type { Quotas } from '../../openstack/compute/quotas';
import { number, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { integer } from '../../schema/validator';
import { cloudAnd, cloudAttribute } from '../api/cloud-attribute';
import { idOf } from '../api/import-names';
import type { Runtime } from '../runtime';
import { checkProjects } from './projects';

function limit(description: string) {
  return number({
    description: `${description} -1: any amount. Left out: it is not looked at.`,
    optional: true,
    validate: [integer(-1, 2 ** 31 - 1)],
  });
}

const limits = {
  instances: limit('How many servers the project may have.'),
  cores: limit('How many processors they may have together.'),
  ram_mb: limit('How much memory they may have together, in MiB.'),
  metadata_items: limit('How many items of metadata each of them may have.'),
  key_pairs: limit('How many key pairs each user may have.'),
  server_groups: limit('How many groups of servers the project may have.'),
  server_group_members: limit('How many servers each group may have.'),
};
type Limit = keyof typeof limits;
const LIMITS = Object.keys(limits) as Limit[];

/** Nova's name. */
const nameOf = (attribute: Limit) => (attribute === 'ram_mb' ? 'ram' : attribute);

const attributes = {
  cloud: cloudAttribute,
  project_id: string({ description: 'Id of the project.', required: true, replace: true }),
  ...limits,
};
type Attributes = typeof attributes;

/** How much of what Nova has a project may have. */
export const computeQuota = resource<Runtime>()({
  name: 'compute_quota',
  description:
    'How much of what Nova has a project may have. Only what is given is set and looked at; what is taken out goes back to its default, and destroying puts all defaults back. ' +
    'Nova sets no limit below what the project uses already.',
  example: `resource "stackwright_compute_quota" "trial" {
  cloud      = stackwright_keystone_bootstrap.keystone.id
  project_id = stackwright_identity_project.trial.id
  instances  = 5
  cores      = 10
  ram_mb     = 16384
}`,
  attributes,
  unique: ['cloud', 'project_id'],

  async read({ runtime, importing, signal }, state) {
    const { identity, compute } = runtime.cloud(state.cloud);
    const project_id = importing
      ? await idOf(identity.projects, 'project', state.project_id, state.cloud, 'project_id')
      : state.project_id;
    if (!(await identity.projects.get(project_id, signal))) return GONE;
    const now = await compute.quotas.of(project_id, signal);
    if (!importing) return valuesOf(state, (name) => (state[name] === null ? null : now[nameOf(name)]));
    const usual = await compute.quotas.defaults(project_id, signal);
    const isSet = (name: Limit) => now[nameOf(name)] !== usual[nameOf(name)];
    return valuesOf({ ...state, project_id }, (name) => (isSet(name) ? now[nameOf(name)] : null));
  },

  async plan(context, request) {
    await checkProjects(context, request, 'project_id');
    return undefined;
  },

  create: (context, inputs) => settle(context, inputs),
  update: (context, inputs, prior) => settle(context, inputs, prior),

  /** Nova knows no quotas of a project that is gone. */
  async delete({ runtime, signal }, { cloud, project_id }) {
    const { identity, compute } = runtime.cloud(cloud);
    if (await identity.projects.get(project_id, signal)) await compute.quotas.reset(project_id, signal);
  },

  import: {
    format: 'CLOUD:PROJECT',
    example: 'main:trial',
    parse(text) {
      const found = cloudAnd(text);
      return found && { cloud: found.cloud, project_id: found.rest };
    },
  },
});

async function settle(
  { runtime, signal }: Context<Runtime>,
  inputs: Inputs<Attributes>,
  prior?: State<Attributes>,
): Promise<State<Attributes>> {
  const { cloud, project_id } = inputs;
  const { compute } = runtime.cloud(cloud);
  const given = LIMITS.filter((name) => inputs[name] !== null);
  const left = LIMITS.filter((name) => inputs[name] === null && typeof prior?.[name] === 'number');
  const usual: Quotas = left.length > 0 ? await compute.quotas.defaults(project_id, signal) : {};
  const wanted = Object.fromEntries([
    ...given.map((name) => [nameOf(name), inputs[name]]),
    ...left.map((name) => [nameOf(name), usual[nameOf(name)]]),
  ]) as Quotas;
  if (Object.keys(wanted).length > 0) await compute.quotas.set(project_id, wanted, signal);
  return { ...inputs };
}

function valuesOf(state: State<Attributes>, value: (name: Limit) => number | null | undefined): State<Attributes> {
  return { ...state, ...Object.fromEntries(LIMITS.map((name) => [name, value(name) ?? null])) };
}
