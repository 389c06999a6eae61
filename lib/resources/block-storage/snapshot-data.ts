import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { snapshotAttributes as of, snapshotKind } from './snapshot';

const attributes = {
  cloud: given(of.cloud),
  name: given(of.name),
  volume_id: told(of.volume_id),
  description: told(of.description),
  metadata: told(of.metadata),
  size_gb: told(of.size_gb),
  id: told(of.id),
};

/** A snapshot of the cloud's project that exists, by its name. */
export const volumeSnapshotData = dataSource<Runtime>()({
  name: 'volume_snapshot',
  description: "A snapshot of a volume that exists in the project of the cloud's user, by its name.",
  example: `data "stackwright_volume_snapshot" "before_upgrade" {
  cloud = "main"
  name  = "before-upgrade"
}`,
  attributes,
  read: lookUp(snapshotKind, attributes, ['name']),
});
