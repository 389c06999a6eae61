import { bool, objectList, string } from '../../schema/attribute';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { fixedIpAttributes, sameFixedIps } from './fixed-ips';
import { networkName } from './names';
import { projectIdAttribute } from './network-object';
import { routeAttributes, sameRoutes } from './subnet-values';

export const routerAttributes = {
  cloud: cloudAttribute,
  name: string({
    description: 'Its name. Neutron would take it twice; here it stands for one router of the project.',
    required: true,
    validate: [networkName],
    example: '"out"',
  }),
  project_id: projectIdAttribute,
  description: string({ description: 'For people.', default: '' }),
  admin_state_up: bool({ description: 'Whether it carries packets.', default: true }),
  external_network_id: string({
    description: 'Id of the external network by which it leads out. Left out: it leads nowhere.',
    optional: true,
    example: 'stackwright_network.public.id',
  }),
  external_fixed_ips: objectList(fixedIpAttributes, {
    description:
      'Its addresses in the external network, for an administrator to choose. Left out, Neutron chooses; `[]` where it leads nowhere.',
    optional: true,
    computed: true,
    follows: ['external_network_id'],
    same: sameFixedIps,
    example: '[{ subnet_id = stackwright_subnet.public.id, ip_address = "192.0.2.2" }]',
  }),
  enable_snat: bool({
    description:
      'Whether what leaves by it has its address, for an administrator to choose. Left out: as Neutron has it, usually `true`. Null where it leads nowhere.',
    optional: true,
    computed: true,
    nullable: true,
    follows: ['external_network_id'],
  }),
  routes: objectList(routeAttributes, {
    description:
      'Routes beside that by the gateway. Left out, they are left as they are. Each `nexthop` is in a network that the router has reached before: by its gateway, or by interfaces that are there already.',
    optional: true,
    computed: true,
    stable: true,
    same: sameRoutes,
    example: '[{ destination = "198.51.100.0/24", nexthop = "192.0.2.3" }]',
  }),
  id: idAttribute,
};

export type RouterAttributes = typeof routerAttributes;
