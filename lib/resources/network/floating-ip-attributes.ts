import { string } from '../../schema/attribute';
import type { Rule } from '../../schema/resource';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { ipAddress, sameNetwork } from './addresses';
import { projectIdAttribute } from './network-object';

export const floatingIpAttributes = {
  cloud: cloudAttribute,
  external_network_id: string({
    description: 'Id of the external network that it is of.',
    required: true,
    replace: true,
    example: 'stackwright_network.public.id',
  }),
  project_id: projectIdAttribute,
  description: string({ description: 'For people.', default: '' }),
  subnet_id: string({
    description: 'Id of the subnet of the external network that it is taken from. Left out, Neutron chooses.',
    optional: true,
    computed: true,
    replace: true,
    stable: true,
  }),
  address: string({
    description: 'The address itself, which only an administrator may choose. Left out, Neutron chooses.',
    optional: true,
    computed: true,
    replace: true,
    stable: true,
    validate: [ipAddress],
    same: sameNetwork,
  }),
  port_id: string({
    description: 'Id of the port that it leads to, by the router between. Left out: it is kept and leads nowhere.',
    optional: true,
    example: 'stackwright_port.web1.id',
  }),
  fixed_ip_address: string({
    description: "Which of the port's addresses it leads to. Left out: the first one; null where it leads nowhere.",
    optional: true,
    computed: true,
    nullable: true,
    follows: ['port_id'],
    validate: [ipAddress],
    same: sameNetwork,
  }),
  router_id: string({
    description: 'Id of the router by which it leads to the port; null where it leads nowhere.',
    computed: true,
    nullable: true,
    follows: ['port_id', 'fixed_ip_address'],
  }),
  id: idAttribute,
};

export type FloatingIpAttributes = typeof floatingIpAttributes;

/** Whether the address of a port is given with the port. */
export const portWithAddress: Rule<FloatingIpAttributes> = {
  description: '`fixed_ip_address` is given with `port_id` alone.',
  problems: ({ port_id, fixed_ip_address }) =>
    port_id === null && fixed_ip_address !== null
      ? [
          {
            severity: 'error',
            summary: 'Address of no port',
            detail:
              'fixed_ip_address is one of a port, and there is none. Give port_id, or leave fixed_ip_address out.',
            path: [{ attribute: 'fixed_ip_address' }],
          },
        ]
      : [],
};
