import type { Cloud } from '../../openstack/cloud';
import type { Limits, Quotas } from '../../openstack/quotas';
import { type Attribute, number, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { GONE, resource } from '../../schema/resource';
import { integer } from '../../schema/validator';
import type { Runtime } from '../runtime';
import { cloudAnd, cloudAttribute } from './cloud-attribute';
import { idOf } from './import-names';
import { checkProjects } from './projects';

/** One limit of a quota. */
export function limit(description: string) {
  return number({
    description: `${description} -1: any amount. Left out: it is not looked at.`,
    optional: true,
    validate: [integer(-1, 2 ** 31 - 1)],
  });
}

/** What the quotas of a service are made of. */
export interface QuotaKind {
  /** Of the resource. */
  readonly name: string;
  /** Of the service, for people. */
  readonly service: string;
  /** What comes under the limits, for the description. */
  readonly example: string;
  readonly limits: Readonly<Record<string, Attribute<number, 'optional'>>>;
  /** The API's names of limits, where they are others. */
  readonly apiNames: Readonly<Record<string, string>>;
  quotas(cloud: Cloud): Quotas;
}

type Values = Readonly<Record<string, unknown>> & { readonly cloud: string; readonly project_id: string };

/** How much of what a service has a project may have: only what is given is set and looked at. */
export function quota({ name, service, example, limits, apiNames, quotas }: QuotaKind) {
  const all = Object.keys(limits);
  const nameOf = (attribute: string) => apiNames[attribute] ?? attribute;
  const valuesOf = (state: Values, value: (attribute: string) => number | null | undefined) => ({
    ...state,
    ...Object.fromEntries(all.map((attribute) => [attribute, value(attribute) ?? null])),
  });

  async function settle({ runtime, signal }: Context<Runtime>, inputs: Values, prior?: Values): Promise<Values> {
    const { cloud, project_id } = inputs;
    const api = quotas(runtime.cloud(cloud));
    const given = all.filter((attribute) => inputs[attribute] !== null);
    const left = all.filter((attribute) => inputs[attribute] === null && typeof prior?.[attribute] === 'number');
    const usual: Limits = left.length > 0 ? await api.defaults(project_id, signal) : {};
    const wanted = Object.fromEntries([
      ...given.map((attribute) => [nameOf(attribute), inputs[attribute]]),
      ...left.map((attribute) => [nameOf(attribute), usual[nameOf(attribute)]]),
    ]) as Limits;
    if (Object.keys(wanted).length > 0) await api.set(project_id, wanted, signal);
    return { ...inputs };
  }

  return resource<Runtime>()({
    name,
    description:
      `How much of what ${service} has a project may have. Only what is given is set and looked at; what is taken out goes back to its default, and destroying puts all defaults back. ` +
      `${service} sets no limit below what the project uses already.`,
    example,
    attributes: {
      cloud: cloudAttribute,
      project_id: string({ description: 'Id of the project.', required: true, replace: true }),
      ...limits,
    },
    unique: ['cloud', 'project_id'],

    async read({ runtime, importing, signal }, state) {
      const cloud = runtime.cloud(state.cloud);
      const { projects } = cloud.identity;
      const project_id = importing
        ? await idOf(projects, 'project', state.project_id, state.cloud, 'project_id')
        : state.project_id;
      if (!(await projects.get(project_id, signal))) return GONE;
      const api = quotas(cloud);
      const now = await api.of(project_id, signal);
      const known: Values = { ...state, project_id };
      if (!importing) return valuesOf(known, (each) => (known[each] === null ? null : now[nameOf(each)]));
      const usual = await api.defaults(project_id, signal);
      const isSet = (each: string) => now[nameOf(each)] !== usual[nameOf(each)];
      return valuesOf(known, (each) => (isSet(each) ? now[nameOf(each)] : null));
    },

    async plan(context, request) {
      await checkProjects(context, request, 'project_id');
      return undefined;
    },

    create: (context, inputs) => settle(context, inputs),
    update: (context, inputs, prior) => settle(context, inputs, prior),

    /** There are no quotas of a project that is gone. */
    async delete({ runtime, signal }, { cloud: of, project_id }) {
      const cloud = runtime.cloud(of);
      if (await cloud.identity.projects.get(project_id, signal)) await quotas(cloud).reset(project_id, signal);
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
}
