import type { Endpoint } from '../../openstack/identity/objects';
import { bool, string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import { oneOf } from '../../schema/validator';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import type { Runtime } from '../runtime';
import { endpointUrl } from './endpoint-url';

export const endpointAttributes = {
  cloud: cloudAttribute,
  service_id: string({ description: 'Id of the service.', required: true, replace: true }),
  interface: string({
    description: 'Who it is for.',
    required: true,
    replace: true,
    validate: [oneOf('public', 'internal', 'admin')],
  }),
  region: string({ description: 'Id of its region, which must exist.', required: true, example: '"regionOne"' }),
  url: string({
    description:
      "The service's URL. `%(project_id)s` in it stands for the id of the project that a token is for; the older spellings " +
      '`%(tenant_id)s`, `$(project_id)s` and `$(tenant_id)s` mean the same, and `user_id` is the other name that may stand there.',
    required: true,
    validate: [endpointUrl],
    example: '"http://192.0.2.11:8776/v3/%(project_id)s"',
  }),
  enabled: bool({ description: 'Whether it stands in the catalog that clients get.', default: true }),
  id: idAttribute,
};

/** Endpoints as Keystone's API has them. */
export const endpointKind: ApiObject<typeof endpointAttributes, Endpoint> = {
  noun: 'endpoint',
  nameAttribute: 'region',
  importName: 'SERVICE/INTERFACE/REGION',
  collection: ({ identity }) => identity.endpoints,
  body: ({ service_id, interface: side, region, url, enabled }) => ({
    service_id,
    interface: side,
    region_id: region,
    url,
    enabled,
  }),
  state: ({ id, service_id, interface: side, region_id, url, enabled }, { cloud }) => ({
    cloud,
    id,
    service_id,
    interface: side,
    region: region_id ?? '',
    url,
    enabled,
  }),
  // Keystone itself would take any number of them, and clients would use any one.
  isSame: (endpoint, { service_id, interface: side, region }) =>
    endpoint.service_id === service_id && endpoint.interface === side && endpoint.region_id === region,
  filter: ({ service_id, interface: side, region }) => ({ service_id, interface: side, region_id: region }),
  /** The service by its id, name or type. */
  async isNamed({ service_id, interface: side, region_id }, name, { identity }) {
    const service = await identity.services.get(service_id);
    return [service_id, service?.name, service?.type].some((text) => name === `${text}/${side}/${region_id}`);
  },
  filtersOfName(name) {
    const [, side, region] = /\/([^/]+)\/([^/]+)$/.exec(name) ?? [];
    return side === undefined || region === undefined ? [] : [{ interface: side, region_id: region }];
  },
  title: ({ service_id, interface: side, region }) => `${side} of the service ${service_id} in ${region}`,
};

/** Where a service is reached. */
export const identityEndpoint = resource<Runtime>()({
  name: 'identity_endpoint',
  description: 'An endpoint: the URL of a service for one interface in one region.',
  example: `resource "stackwright_identity_endpoint" "image_public" {
  cloud      = stackwright_keystone_bootstrap.keystone.id
  service_id = stackwright_identity_service.image.id
  interface  = "public"
  region     = "regionOne"
  url        = "http://192.0.2.11:9292"
}`,
  attributes: endpointAttributes,
  unique: ['cloud', 'service_id', 'region', 'interface'],
  ...apiObject(endpointKind),
});
