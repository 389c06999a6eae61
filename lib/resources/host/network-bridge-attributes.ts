import { bool, list, number, set, string } from '../../schema/attribute';
import type { Inputs, State } from '../../schema/model';
import { each, integer } from '../../schema/validator';
import { hostAttribute } from '../host-attribute';
import {
  cidr,
  ipAddress,
  linkName,
  macAttribute,
  managerAttribute,
  mtuAttribute,
  persistentAttribute,
  rollbackSeconds,
  sameAddresses,
} from './network-attributes';

const TAKEN_OVER = 'Left out together with the other, the bridge takes over what its ports have when it is made.';

export const bridgeAttributes = {
  host: hostAttribute,
  name: string({
    description: 'Name of the bridge.',
    required: true,
    replace: true,
    validate: [linkName],
    example: '"br100"',
  }),
  ports: set('string', {
    description:
      'Interfaces that are ports of the bridge. One of them may carry the address by which the host is reached. Ports that others add are left alone.',
    default: [],
    validate: [each(linkName)],
    example: '["eth0"]',
  }),
  addresses: set('string', {
    description: `Addresses of the bridge with the lengths of their prefixes. ${TAKEN_OVER} Addresses that others add are left alone.`,
    optional: true,
    computed: true,
    follows: ['dhcp'],
    same: sameAddresses,
    validate: [each(cidr)],
    example: '["192.0.2.11/24"]',
  }),
  dhcp: bool({
    description: `Whether the bridge gets its address by DHCP. ${TAKEN_OVER.replace('the other', '`addresses`')}`,
    optional: true,
    computed: true,
    follows: ['addresses'],
  }),
  gateway: string({
    description: 'Default gateway. Left out, the one that a port has when the bridge is made.',
    optional: true,
    computed: true,
    follows: ['addresses', 'dhcp'],
    nullable: true,
    validate: [ipAddress],
    example: '"192.0.2.1"',
  }),
  dns: list('string', {
    description: 'DNS servers. Left out, those that a port has when the bridge is made.',
    optional: true,
    computed: true,
    follows: ['addresses', 'dhcp'],
    validate: [each(ipAddress)],
    example: '["192.0.2.53"]',
  }),
  stp: bool({ description: 'Whether the bridge takes part in the Spanning Tree Protocol.', default: false }),
  forward_delay: number({
    description: 'Seconds that a new port listens before it forwards packets.',
    default: 0,
    validate: [integer(0, 30)],
  }),
  mac_address: macAttribute(
    'Hardware address of the bridge. Left out, that of its first port by name, so that DHCP servers and switches see no change.',
  ),
  mtu: mtuAttribute,
  manager: managerAttribute,
  rollback_seconds: rollbackSeconds,
  persistent: persistentAttribute,
};
export type BridgeAttributes = typeof bridgeAttributes;
export type BridgeInputs = Inputs<BridgeAttributes>;
export type BridgeState = State<BridgeAttributes>;
