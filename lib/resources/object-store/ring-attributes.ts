import { devicePlace } from '../../host/swift/device-place';
import { map, number, objectMap, set, string } from '../../schema/attribute';
import type { Inputs, Planned, State } from '../../schema/model';
import { eachKey, integer, matches, notEmpty, oneOf, type Validator } from '../../schema/validator';
import { ownershipAttributes } from '../host/ownership';
import { absolutePath } from '../host/paths';
import { hostAttribute } from '../host-attribute';

/** What decides which partition lies where: the figures of a ring follow it and nothing else. */
export const LAYOUT = ['replicas', 'min_part_hours', 'overload', 'devices'] as const;

const deviceKey: Validator<string> = {
  description: 'an address, port and device such as 192.0.2.8:6200/sdb1',
  problem: (text) =>
    devicePlace(text)
      ? undefined
      : 'Give address or host name, port and device such as "192.0.2.8:6200/sdb1" or "[2001:db8::8]:6200/sdb1".',
};

const atLeast = (least: number): Validator<number> => ({
  description: `a number of at least ${least}`,
  problem: (value) => (value >= least ? undefined : `Give a number of at least ${least}.`),
});

const address = matches(
  /^[0-9a-z](?:[0-9a-z.:-]*[0-9a-z])?$|^[0-9a-f:.]+$/i,
  'an address such as "192.0.2.8", without brackets',
);

const deviceAttributes = {
  region: number({
    description: 'Number of the region that it is in.',
    default: 1,
    validate: [integer(0, 2 ** 31 - 1)],
  }),
  zone: number({
    description:
      'Number of the zone that it is in. Replicas of a partition lie in different zones where there are enough.',
    required: true,
    validate: [integer(0, 2 ** 31 - 1)],
  }),
  weight: number({
    description:
      'Its share of the partitions, compared with the other devices; usually its size in gigabytes. 0 drains it: its partitions move away as far as `min_part_hours` lets them.',
    required: true,
    validate: [atLeast(0)],
  }),
  replication_ip: string({
    description: 'Address at which other servers replicate to it. Left out, the one in its key.',
    optional: true,
    validate: [address],
  }),
  replication_port: number({
    description: 'Port at which other servers replicate to it. Left out, the one in its key.',
    optional: true,
    validate: [integer(1, 65_535)],
  }),
  meta: string({ description: 'For people: when it was put in, say.', default: '' }),
};

/** A figure that comes of the layout. */
const figure = (description: string) => number({ description, computed: true, follows: LAYOUT });

export const ringAttributes = {
  host: hostAttribute,
  type: string({
    description: 'Whose ring it is: `account`, `container` or `object`.',
    required: true,
    replace: true,
    validate: [oneOf('account', 'container', 'object')],
    example: '"object"',
  }),
  policy_index: number({
    description:
      'Index of the storage policy of whose objects the ring is. The files of any but 0 are called `object-INDEX`.',
    default: 0,
    replace: true,
    validate: [integer(0, 1_000_000)],
  }),
  directory: string({
    description: 'The directory, on every host, that holds the files: `swift_dir` in the configuration of Swift.',
    default: '/etc/swift',
    replace: true,
    validate: [absolutePath],
  }),
  part_power: number({
    description:
      'The ring has 2 to this power partitions. Choose once: about a hundred partitions for each device that the cluster will ever have. Another value ' +
      'makes another ring, in which nothing that is stored is found.',
    required: true,
    replace: true,
    validate: [integer(1, 32)],
    example: '10',
  }),
  replicas: number({
    description:
      'How often everything is stored. Need not be whole: with 2.5 half of the partitions have three replicas.',
    default: 3,
    validate: [atLeast(1)],
  }),
  min_part_hours: number({
    description:
      'Hours in which no second replica of a partition is moved, so that the first has time to arrive. Partitions on a device that is removed are moved all the same.',
    default: 1,
    // Swift keeps in one byte how many hours ago a partition was moved.
    validate: [integer(0, 255)],
  }),
  overload: number({
    description:
      'By what part a device may get more partitions than its weight says where that keeps replicas further apart: `0.1` for a tenth.',
    default: 0,
    validate: [atLeast(0)],
  }),
  devices: objectMap(deviceAttributes, {
    description:
      'The devices, by what Swift knows them by: `ADDRESS:PORT/DEVICE`, an IPv6 address in brackets, where port is that of the server and device the directory under `/srv/node`. ' +
      'A device of another key is another device, to which all that it shall have is copied.',
    required: true,
    validate: [notEmptyMap(), eachKey(deviceKey)],
    example: '{ "192.0.2.8:6200/sdb1" = { zone = 1, weight = 100 } }',
  }),
  distribute_to: set('string', {
    description:
      'Further hosts that get the ring, by their names in the provider. They all get it or none does. A copy that is not the ring is not counted, so a plan shows it as missing here.',
    optional: true,
    validate: [notEmpty()],
    example: '["node2", "node3"]',
  }),
  ...ownershipAttributes('0644'),
  version: figure("Swift's count of changes of the builder."),
  balance: figure(
    'How far, in per cent, the worst device is from the number of partitions that its weight gives it; 999.99 while one of weight 0 has any.',
  ),
  dispersion: figure('How many replicas, in per cent, lie nearer to others of their partition than they need.'),
  partitions: map('number', {
    description: 'How many partitions each device has, every replica counted.',
    computed: true,
    follows: LAYOUT,
  }),
  partitions_moved: number({
    description: 'How many replicas the last change moved. Null when somebody else has changed the builder since.',
    computed: true,
    nullable: true,
    follows: LAYOUT,
  }),
  partitions_pending: figure(
    'How many replicas are yet to be moved, which `min_part_hours` forbids until `next_rebalance`. From then on a plan shows the rebalance that moves them.',
  ),
  next_rebalance: string({
    description: 'From when on all partitions may be moved again, as in `2026-11-26T21:00:00Z`.',
    computed: true,
    follows: LAYOUT,
  }),
  builder_sha256: string({ description: "Hash of the builder's file.", computed: true, follows: LAYOUT }),
  ring_sha256: string({
    description: "Hash of the ring's file, the same on all hosts. Null where there is none.",
    computed: true,
    nullable: true,
    follows: LAYOUT,
  }),
};

/** Like {@link notEmpty}, of a map. */
function notEmptyMap(): Validator<Readonly<Record<string, unknown>>> {
  return {
    description: 'at least one device',
    problem: (devices) =>
      Object.keys(devices).length > 0 ? undefined : 'Give at least one device: a ring without any leads nowhere.',
  };
}

type Attributes = typeof ringAttributes;
export type RingAttributes = Attributes;
export type RingInputs = Inputs<Attributes>;
export type RingState = State<Attributes>;
export type RingPlanned = Planned<Attributes>;
