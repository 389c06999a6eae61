import { isFurtherProperty } from '../../openstack/image/objects';
import { bool, map, number, set, string } from '../../schema/attribute';
import { eachKey, httpUrl, integer, matches, oneOf, type Validator } from '../../schema/validator';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';

/** What a disk's bytes may be. */
export const DISK_FORMATS = ['raw', 'qcow2', 'vhd', 'vhdx', 'vmdk', 'vdi', 'iso', 'ploop', 'aki', 'ari', 'ami'];

/** What may be around a disk. */
const CONTAINER_FORMATS = ['bare', 'ovf', 'ova', 'docker', 'aki', 'ari', 'ami'];

const furtherProperty: Validator<string> = {
  description: "a name of 1 to 255 characters that is none of Glance's own",
  problem(name) {
    if (name === '' || name.length > 255) return 'Give a name of 1 to 255 characters.';
    return isFurtherProperty(name)
      ? undefined
      : 'Glance sets this by itself, or this resource has an attribute for it. Leave it out here.';
  },
};

/** What a reference stands for is encoded for a URL and has no slash, as its name may have. */
const sourceUrl: Validator<string> = {
  ...httpUrl,
  problem: (text) => httpUrl.problem(text.replaceAll(/\{\{secret:[^{}]*\}\}/g, 'secret')),
};

export const imageAttributes = {
  cloud: cloudAttribute,
  name: string({
    description: 'Its name. Glance takes one name several times; this resource takes it once in a project.',
    required: true,
    validate: [matches(/^(?=.*\S)[^\r\n]{1,255}$/, 'a name of 1 to 255 characters on one line')],
  }),
  local_file_path: string({
    description:
      'The content: path of a file on the machine that runs Terraform. It is read whenever is planned, and other content is another image.',
    optional: true,
    example: '"images/cirros-0.6.2-x86_64-disk.img"',
  }),
  source_url: string({
    description:
      'The content: where the machine that runs Terraform gets it by HTTP. It goes on to Glance as it comes and is not stored on the way. Another URL is another image; ' +
      'what the same URL gives later is not looked at. User and password may stand in it, as in `http://joe:{{secret:images/joe|url}}@192.0.2.9/disk.raw`, and are told as HTTP Basic.',
    optional: true,
    validate: [sourceUrl],
  }),
  disk_format: string({
    description:
      'What the content is. A file that begins like another format is an error of the plan. A root disk without partition table is `raw`, also where its kernel is an image of its own; Nova boots no `ami`.',
    required: true,
    replace: true,
    validate: [oneOf(...DISK_FORMATS)],
  }),
  container_format: string({
    description: 'What is around the disk. For the disk formats `aki`, `ari` and `ami` it has to be the same as that.',
    default: 'bare',
    replace: true,
    validate: [oneOf(...CONTAINER_FORMATS)],
  }),
  visibility: string({
    description:
      'Who sees it: its own project (`private`), also projects that are made members (`shared`), all who know its id or look for it (`community`), or all (`public`, which only administrators may set).',
    default: 'private',
    validate: [oneOf('private', 'shared', 'community', 'public')],
  }),
  protected: bool({
    description:
      'Whether Glance refuses to delete it. Then a plan that destroys or replaces it is an error: set this to `false` and apply first.',
    default: false,
  }),
  hidden: bool({ description: 'Whether lists leave it out; it can be used all the same.', default: false }),
  min_disk_gb: number({
    description: "The least disk of a flavor that may boot it, in GiB. Left out or 0: any that holds the image's size.",
    default: 0,
    validate: [integer(0, 2 ** 31 - 1)],
  }),
  min_ram_mb: number({
    description: 'The least memory of a flavor that may boot it, in MiB.',
    default: 0,
    validate: [integer(0, 2 ** 31 - 1)],
  }),
  tags: set('string', {
    description: 'Words by which it can be found.',
    default: [],
  }),
  properties: map('string', {
    description:
      'What else is said of it, by names that services know: `kernel_id`, `ramdisk_id`, `architecture`, `hypervisor_type`, `vm_mode`, `os_type`, `hw_disk_bus` and many more. ' +
      'What Glance and its clients add by themselves (`os_glance_*`, `owner_specified.*`, `stores`, `direct_url`) is not looked at.',
    default: {},
    validate: [eachKey(furtherProperty)],
  }),
  id: idAttribute,
  sha512: string({
    description: 'SHA-512 of the content, in hexadecimal. Content that is not this any more is replaced.',
    computed: true,
    nullable: true,
    stable: true,
  }),
  status: string({
    description: '`active` once it can be used. One that somebody has deactivated is activated again.',
    computed: true,
    stable: true,
  }),
  size: number({ description: 'Size of the content in bytes.', computed: true, nullable: true, stable: true }),
  checksum: string({
    description: 'MD5 of the content, as Glance has it.',
    computed: true,
    nullable: true,
    stable: true,
  }),
  os_hash_algo: string({
    description: "Which hash `os_hash_value` is: Glance's `[DEFAULT] hashing_algorithm`.",
    computed: true,
    nullable: true,
    stable: true,
  }),
  os_hash_value: string({
    description: 'Hash of the content, as Glance has it.',
    computed: true,
    nullable: true,
    stable: true,
  }),
  owner: string({ description: 'Id of the project it belongs to.', computed: true, nullable: true, stable: true }),
};
export type ImageAttributes = typeof imageAttributes;
