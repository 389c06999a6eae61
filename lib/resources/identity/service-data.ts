import { string } from '../../schema/attribute';
import { dataSource } from '../../schema/resource';
import type { Runtime } from '../runtime';
import { given, lookUp, told } from './lookup';
import { serviceAttributes, serviceKind } from './service';

const attributes = {
  cloud: given(serviceAttributes.cloud),
  type: string({
    description: 'What it is, by which clients look for it. Left out: any.',
    optional: true,
    computed: true,
  }),
  name: string({ description: 'Its name. Left out: any.', optional: true, computed: true }),
  description: told(serviceAttributes.description),
  enabled: told(serviceAttributes.enabled),
  id: told(serviceAttributes.id),
};

/** A service in the catalog of a cloud that exists, by its type, its name or both. */
export const identityServiceData = dataSource<Runtime>()({
  name: 'identity_service',
  description: 'A service in the catalog of a cloud that exists, by its type, its name or both.',
  example: `data "stackwright_identity_service" "image" {
  cloud = "main"
  type  = "image"
}`,
  attributes,
  read: lookUp(serviceKind, attributes, ['type', 'name']),
});
