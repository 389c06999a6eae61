import { string } from '../../schema/attribute';
import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { subnetAttributes, subnetKind } from './subnet';

const attributes = {
  cloud: given(subnetAttributes.cloud),
  network_id: string({
    description: 'Id of the network it is in. Left out: any.',
    optional: true,
    computed: true,
  }),
  name: given(subnetAttributes.name),
  description: told(subnetAttributes.description),
  cidr: told(subnetAttributes.cidr),
  ip_version: told(subnetAttributes.ip_version),
  gateway_ip: told(subnetAttributes.gateway_ip),
  enable_dhcp: told(subnetAttributes.enable_dhcp),
  id: told(subnetAttributes.id),
};

/** A subnet that exists, by its name. */
export const subnetData = dataSource<Runtime>()({
  name: 'subnet',
  description: 'A subnet that exists, by its name.',
  example: `data "stackwright_subnet" "private" {
  cloud = "main"
  name  = "private-v4"
}`,
  attributes,
  read: lookUp(subnetKind, attributes, ['network_id', 'name']),
});
