import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { regionAttributes, regionKind } from './region';

const attributes = {
  cloud: given(regionAttributes.cloud),
  name: given(regionAttributes.name),
  description: told(regionAttributes.description),
  parent_region_id: told(regionAttributes.parent_region_id),
  id: told(regionAttributes.id),
};

/** A region of a cloud that exists, by its name. */
export const identityRegionData = dataSource<Runtime>()({
  name: 'identity_region',
  description: 'A region of a cloud that exists, by its name.',
  example: `data "stackwright_identity_region" "one" {
  cloud = "main"
  name  = "regionOne"
}`,
  attributes,
  read: lookUp(regionKind, attributes, ['name']),
});
