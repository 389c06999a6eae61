import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { userAttributes, userKind } from './user';

const attributes = {
  cloud: given(userAttributes.cloud),
  name: given(userAttributes.name),
  domain_id: given(userAttributes.domain_id),
  description: told(userAttributes.description),
  email: told(userAttributes.email),
  enabled: told(userAttributes.enabled),
  default_project_id: told(userAttributes.default_project_id),
  id: told(userAttributes.id),
};

/** A user of a cloud who exists, by name. */
export const identityUserData = dataSource<Runtime>()({
  name: 'identity_user',
  description: 'A user of a cloud who exists, by name.',
  example: `data "stackwright_identity_user" "admin" {
  cloud = "main"
  name  = "admin"
}`,
  attributes,
  read: lookUp(userKind, attributes, ['domain_id', 'name']),
});
