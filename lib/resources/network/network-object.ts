import { string } from '../../schema/attribute';
import type { Inputs } from '../../schema/model';
import type { PlanChange } from '../../schema/resource';
import { type ApiObject, apiObject, type Base } from '../api/api-object';
import { ownProject } from '../api/own-project';
import { checkReferences, type Reference, unlessRefused } from '../api/references';

export { checkReferences, type Reference, unlessRefused } from '../api/references';

/** Whom an object of Neutron's belongs to. */
export const projectIdAttribute = string({
  description:
    'Id of the project that it belongs to, which only an administrator may choose. Left out: the project that the provider works in.',
  optional: true,
  computed: true,
  replace: true,
  stable: true,
});

/**
 * The life of an object of Neutron's, in which names are unique in a project by agreement alone. So the project is known when
 * it is planned, and what it refers to by an id is there by then.
 */
export function networkObject<A extends Base, T extends { readonly id: string }>(
  kind: ApiObject<A, T>,
  references: readonly Reference[] = [],
): ReturnType<typeof apiObject<A, T>> {
  const handlers = apiObject(kind);
  return {
    ...handlers,

    async plan(context, request) {
      const { config, prior, planned } = request;
      const cloud: unknown = config.cloud;
      if (typeof cloud !== 'string') return undefined;
      await checkReferences(context, references, cloud, planned, prior).catch(unlessRefused);
      if (prior) return undefined;
      const project = await ownProject(context, cloud, planned).catch(unlessRefused);
      await handlers.plan(context, { ...request, planned: { ...planned, ...project } });
      return project && ({ planned: project } as PlanChange<A>);
    },

    async create(context, inputs) {
      const project = await ownProject(context, String(inputs.cloud), inputs);
      return handlers.create(context, { ...inputs, ...project } as Inputs<A>);
    },
  };
}
