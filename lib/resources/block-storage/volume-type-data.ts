import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { volumeTypeAttributes, volumeTypeKind } from './volume-type';

const attributes = {
  cloud: given(volumeTypeAttributes.cloud),
  name: given(volumeTypeAttributes.name),
  description: told(volumeTypeAttributes.description),
  is_public: told(volumeTypeAttributes.is_public),
  extra_specs: told(volumeTypeAttributes.extra_specs),
  id: told(volumeTypeAttributes.id),
};

/** A volume type of a cloud that exists, by its name. */
export const volumeTypeData = dataSource<Runtime>()({
  name: 'volume_type',
  description: 'A volume type of a cloud that exists, by its name.',
  example: `data "stackwright_volume_type" "nfs" {
  cloud = "main"
  name  = "nfs"
}`,
  attributes,
  read: lookUp(volumeTypeKind, attributes, ['name']),
});
