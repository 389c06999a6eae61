import type { Context } from '../../schema/context';
import type { Runtime } from '../runtime';
import { checkReferences, type Reference, unlessRefused } from './references';

interface Request {
  readonly config: { readonly cloud: unknown };
  readonly planned: object;
  readonly prior: object | null;
}

/** Refuses, while planning, ids of projects that are not there. */
export async function checkProjects(
  context: Context<Runtime>,
  { config, planned, prior }: Request,
  attribute: string,
): Promise<void> {
  if (typeof config.cloud !== 'string') return;
  const projects: Reference = { attribute, noun: 'project', collection: ({ identity }) => identity.projects };
  await checkReferences(context, [projects], config.cloud, planned, prior).catch(unlessRefused);
}
