import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { roleAttributes, roleKind } from './role';

const attributes = {
  cloud: given(roleAttributes.cloud),
  name: given(roleAttributes.name),
  description: told(roleAttributes.description),
  id: told(roleAttributes.id),
};

/** A role of a cloud that exists, by its name. */
export const identityRoleData = dataSource<Runtime>()({
  name: 'identity_role',
  description: 'A role of a cloud that exists, by its name.',
  example: `data "stackwright_identity_role" "member" {
  cloud = "main"
  name  = "member"
}`,
  attributes,
  read: lookUp(roleKind, attributes, ['name']),
});
