import { isIP } from 'node:net';
import { isUnknown } from '../../plugin/value/unknown';
import { bool, map, mapOfLists, objectList, set, string } from '../../schema/attribute';
import { at } from '../../schema/diagnostics';
import type { Config, Inputs, State } from '../../schema/model';
import type { Rule } from '../../schema/resource';
import { matches, oneOf, type Validator } from '../../schema/validator';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { bootVolumeAttribute } from './boot-volume';

/** Nova keeps the data in base64, of at most 65535 characters. */
const USER_DATA_BYTES = 49_149;

const userDataFits: Validator<string> = {
  description: `text of at most ${USER_DATA_BYTES} bytes`,
  problem: (text) =>
    Buffer.byteLength(text) <= USER_DATA_BYTES
      ? undefined
      : `Give at most ${USER_DATA_BYTES} bytes; have the instance fetch the rest.`,
};

const address: Validator<string> = {
  description: 'an IP address',
  problem: (text) => (isIP(text) === 0 ? 'Give an IP address such as "192.0.2.100".' : undefined),
};

const networkAttributes = {
  network_id: string({ description: 'Id of a network: Nova makes a port there.', optional: true }),
  port_id: string({
    description: 'Id of a port that is there already, and stays when the instance goes.',
    optional: true,
  }),
  fixed_ip: string({
    description: 'The address to have in that network. Left out, Neutron chooses one.',
    optional: true,
    validate: [address],
  }),
};

interface Asked {
  readonly network_id: string | null;
  readonly port_id: string | null;
  readonly fixed_ip: string | null;
}

/** Whether what is asked for is there: where no address is, any does, as that of an instance that was imported. */
function areMet(asked: readonly Asked[], there: readonly Asked[]): boolean {
  return (
    asked.length === there.length &&
    asked.every(
      ({ network_id, port_id, fixed_ip }, index) =>
        network_id === there[index]?.network_id &&
        port_id === there[index]?.port_id &&
        (fixed_ip === null || fixed_ip === there[index]?.fixed_ip),
    )
  );
}

export const instanceAttributes = {
  cloud: cloudAttribute,
  name: string({
    description: "Its name, here unique in the project of the cloud's user; the guest's host name follows from it.",
    required: true,
    validate: [matches(/^(?!\s)[\s\S]{1,255}(?<!\s)$/, 'a name of at most 255 characters')],
  }),
  description: string({ description: 'For people.', default: '' }),
  flavor_id: string({
    description:
      'Id of the flavor: how much memory, how many processors, how large a disk. A change resizes the instance, which stops it for a while.',
    required: true,
  }),
  image_id: string({
    description:
      'Id of the image it boots from, or that a new `boot_volume` is made from. A change does what `on_image_change` says. Left out where it boots from a volume that is there.',
    optional: true,
  }),
  boot_volume: bootVolumeAttribute,
  on_image_change: string({
    description:
      "What another `image_id` does: `replace` makes another instance; `rebuild` writes this one's disk anew and keeps its id, addresses and ports.",
    default: 'replace',
    validate: [oneOf('replace', 'rebuild')],
  }),
  networks: objectList(networkAttributes, {
    description: 'Where it is connected, in the order of its interfaces.',
    optional: true,
    replace: true,
    same: areMet,
    example: '[{ network_id = stackwright_network.private.id }]',
  }),
  without_network: bool({
    description: 'Whether it has no network at all; then `networks` is left out.',
    default: false,
    replace: true,
  }),
  security_groups: set('string', {
    description:
      "Names or ids of the security groups of the ports that Nova makes for it. Left out, it gets the project's `default` and nobody looks at it again. Ports given by `port_id` have their own.",
    optional: true,
    computed: true,
    stable: true,
  }),
  key_name: string({
    description: 'Name of the key pair whose public key the guest accepts.',
    optional: true,
    replace: true,
  }),
  user_data: string({
    description:
      'What the guest is given to read when it starts, as a script for cloud-init. It may hold references to secrets; everybody in the guest can read it.',
    optional: true,
    replace: true,
    validate: [userDataFits],
  }),
  config_drive: bool({
    description: 'Whether the guest finds its metadata on a disk as well, and needs no network for it.',
    default: false,
    replace: true,
  }),
  metadata: map('string', { description: 'Keys and values that the guest can read.', default: {} }),
  tags: set('string', { description: 'Words to find it by.', default: [] }),
  availability_zone: string({
    description: 'Where it runs: a zone, or `ZONE:HOST` for one host, which only administrators may ask for.',
    optional: true,
    computed: true,
    replace: true,
    // Of one that was imported its host is told as well.
    same: (asked, there) => there.startsWith(`${asked}:`),
  }),
  power_state: string({
    description:
      'Whether it runs: `active` or `stopped`. In any other state it is brought to this one, as far as Nova can; it then tells of that state, as in `paused` or `error`.',
    default: 'active',
    validate: [oneOf('active', 'stopped')],
  }),
  id: idAttribute,
  boot_volume_id: string({
    description: 'Id of the volume it boots from; null where its root disk is on its host.',
    computed: true,
    nullable: true,
    stable: true,
  }),
  address: string({
    description: 'Its first fixed IPv4 address; null when it has none.',
    computed: true,
    nullable: true,
    stable: true,
  }),
  addresses: mapOfLists({
    description: "All its addresses, by the network's name.",
    computed: true,
    stable: true,
  }),
  host: string({
    description: 'The host it runs on, as Nova calls it; null for who is no administrator.',
    computed: true,
    nullable: true,
    follows: ['flavor_id'],
  }),
};

export type InstanceAttributes = typeof instanceAttributes;
export type InstanceInputs = Inputs<InstanceAttributes>;
export type InstanceState = State<InstanceAttributes>;
export type Attachment = NonNullable<InstanceState['networks']>[number];

const error = (summary: string, detail: string, ...path: readonly (string | number)[]) =>
  ({ severity: 'error', summary, detail, path: at(...path) }) as const;

function bootProblems(
  image: Config<InstanceAttributes>['image_id'],
  boot: Config<InstanceAttributes>['boot_volume'],
  onImageChange: Config<InstanceAttributes>['on_image_change'],
) {
  if (isUnknown(boot)) return [];
  if (boot === null) {
    if (image !== null) return [];
    return [error('Nothing to boot from', 'Give `image_id`, or `boot_volume` with a `volume_id`.', 'image_id')];
  }
  if (onImageChange === 'rebuild') {
    const detail = 'Only a root disk on a host is rebuilt. Leave out on_image_change, or `boot_volume`.';
    return [error('Conflicting attributes', detail, 'on_image_change')];
  }
  const { volume_id, size_gb, volume_type_id } = boot;
  if (volume_id === null) {
    const lacking = [...(image === null ? ['`image_id`'] : []), ...(size_gb === null ? ['`size_gb`'] : [])];
    if (lacking.length === 0) return [];
    const detail = `A new volume is made from an \`image_id\` and has a \`size_gb\`. Give ${lacking.join(' and ')}, or the \`volume_id\` of one that is there.`;
    return [error('Nothing to boot from', detail, 'boot_volume')];
  }
  const needless = [
    ...(image === null ? [] : ['`image_id`']),
    ...(size_gb === null ? [] : ['`size_gb`']),
    ...(volume_type_id === null ? [] : ['`volume_type_id`']),
  ];
  if (needless.length === 0) return [];
  const detail = `The volume \`volume_id\` is there already, with its content and size. Leave out ${needless.join(' and ')}.`;
  return isUnknown(volume_id) ? [] : [error('Conflicting attributes', detail, 'boot_volume', 'volume_id')];
}

export const instanceRules: readonly Rule<InstanceAttributes>[] = [
  {
    description:
      'There is something to boot from: an `image_id`, or a `boot_volume` with a `volume_id`; a `boot_volume` with a `size_gb` is made from an `image_id`.',
    problems: ({ image_id, boot_volume, on_image_change }) => bootProblems(image_id, boot_volume, on_image_change),
  },
  {
    description: '`networks` has at least one network, unless `without_network` is true.',
    problems({ networks, without_network: without }) {
      if (isUnknown(networks) || isUnknown(without)) return [];
      const some = (networks ?? []).length > 0;
      if (some && without === true)
        return [error('With and without network', 'Leave out `networks`, or `without_network`.', 'networks')];
      if (some || without === true) return [];
      const advice = 'Give at least one, or without_network = true for an instance that nothing can reach.';
      return [error('Instance without network', `\`networks\` has no network. ${advice}`, 'networks')];
    },
  },
  {
    description: 'Each of `networks` has either `network_id` or `port_id`; a `fixed_ip` goes with a `network_id`.',
    problems({ networks }) {
      if (networks === null || isUnknown(networks)) return [];
      return networks.flatMap((network, index) => {
        if (isUnknown(network)) return [];
        const { network_id, port_id, fixed_ip } = network;
        if (network_id !== null && port_id !== null)
          return [error('Conflicting attributes', 'Give `network_id` or `port_id`, not both.', 'networks', index)];
        if (network_id === null && port_id === null)
          return [error('Missing network', 'Give `network_id` or `port_id`.', 'networks', index)];
        return port_id !== null && fixed_ip !== null
          ? [
              error(
                'Conflicting attributes',
                'The port has its address already: leave out `fixed_ip`.',
                'networks',
                index,
                'fixed_ip',
              ),
            ]
          : [];
      });
    },
  },
  {
    description:
      '`security_groups` is for ports that Nova makes: it is left out when `networks` has a `port_id`, or `without_network` is true.',
    problems({ networks, security_groups: groups, without_network: without }) {
      if (groups === null || isUnknown(groups)) return [];
      if (without === true && groups.length > 0) {
        const detail = 'Without a network there is no port that could have them: leave them out, or give `networks`.';
        return [error('Security groups without network', detail, 'security_groups')];
      }
      if (networks === null || isUnknown(networks)) return [];
      const own = networks.findIndex((network) => !isUnknown(network) && network.port_id !== null);
      if (own === -1) return [];
      const detail = `networks[${own}] is a port, which has security groups of its own: give them to the port.`;
      return [error('Conflicting attributes', detail, 'security_groups')];
    },
  },
];
