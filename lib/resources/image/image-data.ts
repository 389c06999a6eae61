import { string } from '../../schema/attribute';
import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { imageAttributes as of } from './image-attributes';
import { imageKind } from './image-kind';

const attributes = {
  cloud: given(of.cloud),
  name: given(of.name),
  owner: string({
    description: 'Id of the project it belongs to. Left out: any.',
    optional: true,
    computed: true,
    nullable: true,
  }),
  disk_format: told(of.disk_format),
  container_format: told(of.container_format),
  visibility: told(of.visibility),
  protected: told(of.protected),
  hidden: told(of.hidden),
  min_disk_gb: told(of.min_disk_gb),
  min_ram_mb: told(of.min_ram_mb),
  tags: told(of.tags),
  properties: told(of.properties),
  status: told(of.status),
  size: told(of.size),
  checksum: told(of.checksum),
  os_hash_algo: told(of.os_hash_algo),
  os_hash_value: told(of.os_hash_value),
  id: told(of.id),
};

/** An image that exists, by its name. */
export const imageData = dataSource<Runtime>()({
  name: 'image',
  description: 'An image that exists, by its name, and where several projects have one of that name, by its owner.',
  example: `data "stackwright_image" "debian" {
  cloud = "main"
  name  = "debian-12"
}`,
  attributes,
  read: lookUp(imageKind, attributes, ['name', 'owner']),
});
