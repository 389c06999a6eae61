import { isUnknown } from '../../plugin/value/unknown';
import { bool, number, string } from '../../schema/attribute';
import { at } from '../../schema/diagnostics';
import type { Inputs, Planned, State } from '../../schema/model';
import type { Rule } from '../../schema/resource';
import { integer, oneOf } from '../../schema/validator';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { objectName } from '../api/object-name';
import { descriptionAttribute, metadataAttribute } from './for-people';

/** Attributes that say what a volume begins with. */
export const SOURCES = ['image_id', 'snapshot_id', 'source_volume_id'] as const;

export const volumeAttributes = {
  cloud: cloudAttribute,
  name: string({
    description:
      "Its name. Cinder takes one name several times; this resource takes it once in the project of the cloud's user.",
    required: true,
    validate: [objectName],
  }),
  description: descriptionAttribute,
  size_gb: number({
    description:
      'Its size in GiB. It grows in place, also while an instance has it if its backend can do that; what is smaller is refused by the plan. Left out: that of the snapshot or volume it is made from.',
    optional: true,
    computed: true,
    stable: true,
    validate: [integer(1, 2 ** 31 - 1)],
    example: '10',
  }),
  volume_type_id: string({
    description:
      'Id of its type. Another one is given to it in place, as far as `migration_policy` allows. Left out: the default of the project or of cinder.conf.',
    optional: true,
    computed: true,
    stable: true,
    example: 'stackwright_volume_type.nfs.id',
  }),
  migration_policy: string({
    description:
      'What another `volume_type_id` may do: `never` refuses a type of which another backend has the volumes; `on-demand` moves all data there, which takes its time.',
    default: 'never',
    validate: [oneOf('never', 'on-demand')],
  }),
  availability_zone: string({
    description: 'The availability zone that it is in, by its name.',
    optional: true,
    computed: true,
    replace: true,
    stable: true,
  }),
  image_id: string({
    description: 'Id of an image that is copied into it, which makes it bootable.',
    optional: true,
    replace: true,
  }),
  snapshot_id: string({ description: 'Id of a snapshot that is copied into it.', optional: true, replace: true }),
  source_volume_id: string({ description: 'Id of a volume that is copied into it.', optional: true, replace: true }),
  bootable: bool({
    description:
      'Whether instances may boot from it. Left out: as what it was made from, and nobody looks at it again.',
    optional: true,
    computed: true,
    stable: true,
  }),
  metadata: metadataAttribute,
  id: idAttribute,
  multiattach: bool({
    description: 'Whether several instances may have it at a time, which its type says.',
    computed: true,
    follows: ['volume_type_id'],
  }),
  host: string({
    description: 'Where it is, as Cinder calls that: `HOST@BACKEND#POOL`; null for who is no administrator.',
    computed: true,
    nullable: true,
    follows: ['volume_type_id'],
  }),
};

export type VolumeAttributes = typeof volumeAttributes;
export type VolumeInputs = Inputs<VolumeAttributes>;
export type VolumePlanned = Planned<VolumeAttributes>;
export type VolumeState = State<VolumeAttributes>;

const error = (summary: string, detail: string, attribute: string) =>
  ({ severity: 'error', summary, detail, path: at(attribute) }) as const;

export const volumeRules: readonly Rule<VolumeAttributes>[] = [
  {
    description: 'At most one of `image_id`, `snapshot_id` and `source_volume_id` is given.',
    problems(config) {
      const given = SOURCES.filter((name) => config[name] !== null && !isUnknown(config[name]));
      if (given.length <= 1) return [];
      const names = given.map((name) => `\`${name}\``).join(' and ');
      return [error('Conflicting attributes', `${names} are given. Keep one of them.`, given[1] ?? '')];
    },
  },
  {
    description: '`size_gb` is given, unless it is that of a `snapshot_id` or `source_volume_id`.',
    problems({ size_gb, snapshot_id, source_volume_id }) {
      if (size_gb !== null || snapshot_id !== null || source_volume_id !== null) return [];
      const detail = 'Give size_gb, in GiB. Only what is made from a snapshot or a volume can have its size from that.';
      return [error('Volume without size', detail, 'size_gb')];
    },
  },
];
