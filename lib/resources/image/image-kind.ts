import type { Image } from '../../openstack/image/objects';
import type { State } from '../../schema/model';
import type { ApiObject } from '../api/api-object';
import type { ImageAttributes } from './image-attributes';
import { completed, isComplete, isContent } from './image-content';

/** Images as Glance's API has them. */
export const imageKind: ApiObject<ImageAttributes, Image> = {
  noun: 'image',
  nameAttribute: 'name',
  collection: ({ images }) => images,
  body: (wanted) => ({
    name: wanted.name,
    disk_format: wanted.disk_format,
    container_format: wanted.container_format,
    visibility: wanted.visibility,
    protected: wanted.protected,
    os_hidden: wanted.hidden,
    min_disk: wanted.min_disk_gb,
    min_ram: wanted.min_ram_mb,
    tags: [...wanted.tags].sort(),
    properties: Object.fromEntries(Object.entries(wanted.properties).sort(([one], [other]) => (one < other ? -1 : 1))),
  }),
  state: (image, { cloud, local_file_path, source_url, sha512, checksum }) => ({
    cloud,
    local_file_path,
    source_url,
    id: image.id,
    name: image.name ?? '',
    disk_format: image.disk_format ?? '',
    container_format: image.container_format ?? '',
    visibility: image.visibility,
    protected: image.protected,
    hidden: image.os_hidden,
    min_disk_gb: image.min_disk,
    min_ram_mb: image.min_ram,
    tags: [...image.tags],
    properties: image.properties,
    sha512: hashOf(image, { sha512, checksum }),
    status: image.status,
    size: image.size,
    checksum: image.checksum,
    os_hash_algo: image.os_hash_algo,
    os_hash_value: image.os_hash_value,
    owner: image.owner,
  }),
  isSame: (image, { name }) => image.isOwn && image.name === name,
  filter: ({ name }) => ({ name }),
  isNamed: (image, name) => image.name === name,
  filtersOfName: (name) => [{ name }],
  title: ({ name }) => `"${name}"`,
  complete: completed,
  async furtherDifferences(_, image, inputs) {
    return !isComplete(image) || isContent(image, inputs) ? [] : ['content'];
  },
};

/** Where Glance uses another hash, the one that is known stands as long as Glance's MD5 does. */
function hashOf(
  { os_hash_algo, os_hash_value, checksum }: Image,
  before: { readonly sha512: unknown; readonly checksum: unknown },
): State<ImageAttributes>['sha512'] {
  if (os_hash_algo === 'sha512') return os_hash_value;
  const isSame = typeof before.checksum !== 'string' || before.checksum === checksum;
  return typeof before.sha512 === 'string' && isSame ? before.sha512 : null;
}
