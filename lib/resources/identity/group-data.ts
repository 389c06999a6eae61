import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { groupAttributes, groupKind } from './group';

const attributes = {
  cloud: given(groupAttributes.cloud),
  name: given(groupAttributes.name),
  domain_id: given(groupAttributes.domain_id),
  description: told(groupAttributes.description),
  id: told(groupAttributes.id),
};

/** A group of users that exists, by its name. */
export const identityGroupData = dataSource<Runtime>()({
  name: 'identity_group',
  description: 'A group of users that exists, by its name.',
  example: `data "stackwright_identity_group" "operators" {
  cloud = "main"
  name  = "operators"
}`,
  attributes,
  read: lookUp(groupKind, attributes, ['domain_id', 'name']),
});
