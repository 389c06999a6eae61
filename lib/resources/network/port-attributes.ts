import { bool, objectList, set, string } from '../../schema/attribute';
import { matches } from '../../schema/validator';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { addressOrCidr, sameNetwork } from './addresses';
import { sameElements } from './as-configured';
import { fixedIpAttributes, sameFixedIps } from './fixed-ips';
import { networkName } from './names';
import { projectIdAttribute } from './network-object';

const macAddress = matches(/^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/, 'a hardware address such as fa:16:3e:00:00:01');

/** Whether two hardware addresses are one. */
export const sameMac = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export const portAttributes = {
  cloud: cloudAttribute,
  network_id: string({ description: 'Id of the network that it is plugged into.', required: true, replace: true }),
  name: string({
    description: 'Its name. Neutron would take it twice; here it stands for one port of the network.',
    required: true,
    validate: [networkName],
    example: '"web1"',
  }),
  project_id: projectIdAttribute,
  description: string({ description: 'For people.', default: '' }),
  admin_state_up: bool({ description: 'Whether it carries packets.', default: true }),
  mac_address: string({
    description: 'Its hardware address. Left out, Neutron makes one. It can be changed while nothing uses the port.',
    optional: true,
    computed: true,
    stable: true,
    validate: [macAddress],
    same: sameMac,
  }),
  fixed_ips: objectList(fixedIpAttributes, {
    description:
      'Its addresses. Left out, Neutron chooses one of each kind of subnet that the network has, and they are left as they are; `[]` is none.',
    optional: true,
    computed: true,
    stable: true,
    same: sameFixedIps,
    example: '[{ subnet_id = stackwright_subnet.private.id, ip_address = "192.0.2.20" }]',
  }),
  security_groups: set('string', {
    description:
      'Ids of the security groups it is in. Left out: the `default` one of the project, and they are left as they are; `[]` lets in nothing.',
    optional: true,
    computed: true,
    stable: true,
    example: '[stackwright_security_group.web.id]',
  }),
  allowed_address_pairs: objectList(
    {
      ip_address: string({ description: 'An address or network.', required: true, validate: [addressOrCidr] }),
      mac_address: string({
        description: "The hardware address that it goes with. Left out: the port's own.",
        optional: true,
        validate: [macAddress],
      }),
    },
    {
      description: 'Addresses besides its own by which packets may leave it, such as one that two ports share.',
      default: [],
      same: (one, other) =>
        sameElements(
          one,
          other,
          (pair, another) =>
            sameNetwork(pair.ip_address, another.ip_address) &&
            sameMac(pair.mac_address ?? '', another.mac_address ?? ''),
        ),
    },
  ),
  port_security_enabled: bool({
    description:
      'Whether it lets through only its own addresses and what its security groups allow. Left out: as its network has it; null where Neutron lacks `port_security`.',
    optional: true,
    computed: true,
    nullable: true,
    stable: true,
  }),
  id: idAttribute,
  address: string({
    description: 'The first of its addresses; null when it has none.',
    computed: true,
    nullable: true,
    follows: ['fixed_ips'],
  }),
  device_owner: string({
    description: 'What kind of thing uses it, as in `compute:nova`; empty while nothing does.',
    computed: true,
    stable: true,
  }),
  device_id: string({ description: 'Id of what uses it; empty while nothing does.', computed: true, stable: true }),
};

export type PortAttributes = typeof portAttributes;
