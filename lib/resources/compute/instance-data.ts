import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { instanceKind } from './instance';
import { instanceAttributes } from './instance-attributes';

const attributes = {
  cloud: given(instanceAttributes.cloud),
  name: given(instanceAttributes.name),
  description: told(instanceAttributes.description),
  image_id: told(instanceAttributes.image_id),
  key_name: told(instanceAttributes.key_name),
  metadata: told(instanceAttributes.metadata),
  tags: told(instanceAttributes.tags),
  availability_zone: told(instanceAttributes.availability_zone),
  power_state: told(instanceAttributes.power_state),
  id: told(instanceAttributes.id),
  address: told(instanceAttributes.address),
  addresses: told(instanceAttributes.addresses),
  host: told(instanceAttributes.host),
};

/** An instance of the cloud's project that exists, by its name. */
export const computeInstanceData = dataSource<Runtime>()({
  name: 'compute_instance',
  description: "An instance that exists in the project of the cloud's user, by its name.",
  example: `data "stackwright_compute_instance" "cirros1" {
  cloud = "main"
  name  = "cirros1"
}`,
  attributes,
  read: lookUp(instanceKind, attributes, ['name']),
});
