import { string } from '../../schema/attribute';
import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { endpointAttributes, endpointKind } from './endpoint';

const attributes = {
  cloud: given(endpointAttributes.cloud),
  service_id: given(endpointAttributes.service_id),
  interface: given(endpointAttributes.interface),
  region: string({ description: 'Id of its region. Left out: any.', optional: true, computed: true }),
  url: told(endpointAttributes.url),
  enabled: told(endpointAttributes.enabled),
  id: told(endpointAttributes.id),
};

/** An endpoint in the catalog of a cloud that exists, by what it is an endpoint of. */
export const identityEndpointData = dataSource<Runtime>()({
  name: 'identity_endpoint',
  description: 'An endpoint in the catalog of a cloud that exists, by what it is an endpoint of.',
  example: `data "stackwright_identity_endpoint" "image" {
  cloud      = "main"
  service_id = data.stackwright_identity_service.image.id
  interface  = "public"
}`,
  attributes,
  read: lookUp(endpointKind, attributes, ['service_id', 'interface', 'region']),
});
