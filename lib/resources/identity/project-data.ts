import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { projectAttributes, projectKind } from './project';

const attributes = {
  cloud: given(projectAttributes.cloud),
  name: given(projectAttributes.name),
  domain_id: given(projectAttributes.domain_id),
  description: told(projectAttributes.description),
  enabled: told(projectAttributes.enabled),
  parent_id: told(projectAttributes.parent_id),
  tags: told(projectAttributes.tags),
  id: told(projectAttributes.id),
};

/** A project of a cloud that exists, by its name. */
export const identityProjectData = dataSource<Runtime>()({
  name: 'identity_project',
  description: 'A project of a cloud that exists, by its name.',
  example: `data "stackwright_identity_project" "admin" {
  cloud = "main"
  name  = "admin"
}`,
  attributes,
  read: lookUp(projectKind, attributes, ['domain_id', 'name']),
});
