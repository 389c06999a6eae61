import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { domainAttributes, domainKind } from './domain';

const attributes = {
  cloud: given(domainAttributes.cloud),
  name: given(domainAttributes.name),
  description: told(domainAttributes.description),
  enabled: told(domainAttributes.enabled),
  id: told(domainAttributes.id),
};

/** A domain of a cloud that exists, by its name. */
export const identityDomainData = dataSource<Runtime>()({
  name: 'identity_domain',
  description: 'A domain of a cloud that exists, by its name.',
  example: `data "stackwright_identity_domain" "lab" {
  cloud = "main"
  name  = "lab"
}`,
  attributes,
  read: lookUp(domainKind, attributes, ['name']),
});
