import { string } from '../../schema/attribute';
import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { ipAddress } from './addresses';
import { floatingIpKind } from './floating-ip';
import { floatingIpAttributes } from './floating-ip-attributes';

const attributes = {
  cloud: given(floatingIpAttributes.cloud),
  external_network_id: string({
    description: 'Id of the external network that it is of. Left out: any.',
    optional: true,
    computed: true,
  }),
  address: string({ description: 'The address.', required: true, validate: [ipAddress], example: '"192.0.2.20"' }),
  project_id: told(floatingIpAttributes.project_id),
  description: told(floatingIpAttributes.description),
  port_id: told(floatingIpAttributes.port_id),
  fixed_ip_address: told(floatingIpAttributes.fixed_ip_address),
  router_id: told(floatingIpAttributes.router_id),
  id: told(floatingIpAttributes.id),
};

/** A floating IP that exists, by its address. */
export const floatingIpData = dataSource<Runtime>()({
  name: 'floating_ip',
  description: 'A floating IP that exists, by its address.',
  example: `data "stackwright_floating_ip" "web1" {
  cloud   = "main"
  address = "192.0.2.20"
}`,
  attributes,
  read: lookUp(floatingIpKind, attributes, ['external_network_id', 'address']),
});
