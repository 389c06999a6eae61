import type { Context } from '../../schema/context';
import type { Runtime } from '../runtime';

/** The project that the provider works in, where an object belongs to one and none is configured. */
export async function ownProject(
  { runtime }: Context<Runtime>,
  cloud: string,
  values: object,
): Promise<{ readonly project_id: string } | undefined> {
  if (!('project_id' in values) || typeof values.project_id === 'string') return undefined;
  const project = await runtime.cloud(cloud).session.projectId();
  return project === null ? undefined : { project_id: project };
}
