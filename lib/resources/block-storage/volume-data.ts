import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { volumeAttributes as of } from './volume-attributes';
import { volumeKind } from './volume-kind';

const attributes = {
  cloud: given(of.cloud),
  name: given(of.name),
  description: told(of.description),
  size_gb: told(of.size_gb),
  volume_type_id: told(of.volume_type_id),
  availability_zone: told(of.availability_zone),
  image_id: told(of.image_id),
  snapshot_id: told(of.snapshot_id),
  source_volume_id: told(of.source_volume_id),
  bootable: told(of.bootable),
  metadata: told(of.metadata),
  multiattach: told(of.multiattach),
  host: told(of.host),
  id: told(of.id),
};

/** A volume of the cloud's project that exists, by its name. */
export const volumeData = dataSource<Runtime>()({
  name: 'volume',
  description: "A volume that exists in the project of the cloud's user, by its name.",
  example: `data "stackwright_volume" "data" {
  cloud = "main"
  name  = "data"
}`,
  attributes,
  read: lookUp(volumeKind, attributes, ['name']),
});
