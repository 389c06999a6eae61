import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { flavorAttributes, flavorKind } from './flavor';

const attributes = {
  cloud: given(flavorAttributes.cloud),
  name: given(flavorAttributes.name),
  ram_mb: told(flavorAttributes.ram_mb),
  vcpus: told(flavorAttributes.vcpus),
  disk_gb: told(flavorAttributes.disk_gb),
  ephemeral_gb: told(flavorAttributes.ephemeral_gb),
  swap_mb: told(flavorAttributes.swap_mb),
  is_public: told(flavorAttributes.is_public),
  description: told(flavorAttributes.description),
  extra_specs: told(flavorAttributes.extra_specs),
  id: told(flavorAttributes.id),
};

/** A flavor of a cloud that exists, by its name. */
export const computeFlavorData = dataSource<Runtime>()({
  name: 'compute_flavor',
  description: 'A flavor of a cloud that exists, by its name.',
  example: `data "stackwright_compute_flavor" "small" {
  cloud = "main"
  name  = "m1.small"
}`,
  attributes,
  read: lookUp(flavorKind, attributes, ['name']),
});
