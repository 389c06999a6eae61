import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { projectToLookIn } from './project-to-look-in';
import { routerKind } from './router';
import { routerAttributes } from './router-attributes';

const attributes = {
  cloud: given(routerAttributes.cloud),
  name: given(routerAttributes.name),
  project_id: projectToLookIn,
  description: told(routerAttributes.description),
  admin_state_up: told(routerAttributes.admin_state_up),
  external_network_id: told(routerAttributes.external_network_id),
  external_fixed_ips: told(routerAttributes.external_fixed_ips),
  enable_snat: told(routerAttributes.enable_snat),
  routes: told(routerAttributes.routes),
  id: told(routerAttributes.id),
};

/** A router that exists, by its name. */
export const routerData = dataSource<Runtime>()({
  name: 'router',
  description: 'A router that exists, by its name.',
  example: `data "stackwright_router" "out" {
  cloud = "main"
  name  = "out"
}`,
  attributes,
  read: lookUp(routerKind, attributes, ['project_id', 'name']),
});
