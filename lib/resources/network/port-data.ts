import { string } from '../../schema/attribute';
import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { portKind } from './port';
import { portAttributes } from './port-attributes';

const attributes = {
  cloud: given(portAttributes.cloud),
  network_id: string({
    description: 'Id of the network that it is plugged into. Left out: any.',
    optional: true,
    computed: true,
  }),
  name: given(portAttributes.name),
  project_id: told(portAttributes.project_id),
  description: told(portAttributes.description),
  admin_state_up: told(portAttributes.admin_state_up),
  mac_address: told(portAttributes.mac_address),
  fixed_ips: told(portAttributes.fixed_ips),
  security_groups: told(portAttributes.security_groups),
  port_security_enabled: told(portAttributes.port_security_enabled),
  address: told(portAttributes.address),
  device_owner: told(portAttributes.device_owner),
  device_id: told(portAttributes.device_id),
  id: told(portAttributes.id),
};

/** A port that exists, by its name. */
export const portData = dataSource<Runtime>()({
  name: 'port',
  description: 'A port that exists, by its name.',
  example: `data "stackwright_port" "web1" {
  cloud = "main"
  name  = "web1"
}`,
  attributes,
  read: lookUp(portKind, attributes, ['network_id', 'name']),
});
