import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { projectIdOrOwn } from './project-to-look-in';
import { securityGroupAttributes, securityGroupKind } from './security-group';

const attributes = {
  cloud: given(securityGroupAttributes.cloud),
  name: given(securityGroupAttributes.name),
  project_id: projectIdOrOwn,
  description: told(securityGroupAttributes.description),
  id: told(securityGroupAttributes.id),
};
const find = lookUp(securityGroupKind, attributes, ['project_id', 'name']);

/** A security group that exists, by its name. */
export const securityGroupData = dataSource<Runtime>()({
  name: 'security_group',
  description: 'A security group that exists, by its name: `default` is the one that each project has by itself.',
  example: `data "stackwright_security_group" "default" {
  cloud = "main"
  name  = "default"
}`,
  attributes,
  /** An administrator sees those of all projects, each of which has a `default`. */
  async read(context, inputs) {
    if (typeof inputs.project_id === 'string') return find(context, inputs);
    const { project } = await context.runtime.cloud(inputs.cloud).identity.self();
    return find(context, { ...inputs, project_id: project ?? null });
  },
});
