import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { networkAttributes, networkKind } from './network';
import { projectToLookIn } from './project-to-look-in';

const attributes = {
  cloud: given(networkAttributes.cloud),
  name: given(networkAttributes.name),
  project_id: projectToLookIn,
  description: told(networkAttributes.description),
  shared: told(networkAttributes.shared),
  external: told(networkAttributes.external),
  mtu: told(networkAttributes.mtu),
  id: told(networkAttributes.id),
};

/** A network that exists, by its name. */
export const networkData = dataSource<Runtime>()({
  name: 'network',
  description: 'A network that exists, by its name.',
  example: `data "stackwright_network" "private" {
  cloud = "main"
  name  = "private"
}`,
  attributes,
  read: lookUp(networkKind, attributes, ['project_id', 'name']),
});
