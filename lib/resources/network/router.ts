import type { Route, Router } from '../../openstack/network/objects';
import { resource } from '../../schema/resource';
import type { ApiObject } from '../api/api-object';
import { onlyKnown } from '../api/known';
import type { Runtime } from '../runtime';
import { fixedIpsAsConfigured, fixedIpsBody } from './fixed-ips';
import { removeUnlessInUse } from './in-use';
import {
  filterInProject,
  filtersOfName,
  namedInProject,
  PROJECT_AND_NAME,
  sameInProject,
  titleInProject,
} from './names';
import { networkObject } from './network-object';
import { toNetwork } from './references';
import { type RouterAttributes, routerAttributes } from './router-attributes';
import { checkGatewayIps, checkReach, gatewayWhole } from './router-checks';
import { inOrderOf, sameRoutes } from './subnet-values';

/** Routers as Neutron's API has them. */
export const routerKind: ApiObject<RouterAttributes, Router> = {
  noun: 'router',
  nameAttribute: 'name',
  importName: PROJECT_AND_NAME,
  collection: ({ network }) => network.routers,
  body: ({ name, description, admin_state_up, external_network_id, ...values }) => ({
    name,
    description,
    admin_state_up,
    external_network_id,
    ...onlyKnown({
      project_id: values.project_id,
      ...(external_network_id !== null && {
        external_fixed_ips: fixedIpsBody(values.external_fixed_ips),
        enable_snat: values.enable_snat,
      }),
    }),
  }),
  state: (router, before) => ({
    cloud: before.cloud,
    id: router.id,
    name: router.name,
    project_id: router.project_id,
    description: router.description,
    admin_state_up: router.admin_state_up,
    external_network_id: router.external_network_id,
    external_fixed_ips: fixedIpsAsConfigured(router.external_fixed_ips, before.external_fixed_ips),
    enable_snat: router.enable_snat,
    routes: inOrderOf(sameRoutes, router.routes ?? [], before.routes),
  }),
  isSame: (router, wanted) => sameInProject(router, wanted),
  filter: filterInProject,
  isNamed: (router, name) => namedInProject(router, name),
  filtersOfName,
  title: titleInProject,
  /** Neutron takes no routes of a router that is still to be made. */
  async complete({ runtime, signal }, router, { cloud, routes }) {
    if (!Array.isArray(routes) || sameRoutes(routes as Route[], router.routes ?? [])) return router;
    return runtime.cloud(cloud).network.routers.update(router.id, { routes }, signal);
  },
};

const handlers = networkObject(routerKind, [toNetwork('external_network_id')]);

/** A router: what leads from networks to others, and out. */
export const router = resource<Runtime>()({
  name: 'router',
  description:
    'A router: it leads from the subnets that its interfaces are in to each other, and by its gateway into an external network. It needs an L3 agent of Neutron. Destroying it fails while it has interfaces.',
  example: `resource "stackwright_router" "out" {
  cloud               = stackwright_keystone_bootstrap.keystone.id
  name                = "out"
  external_network_id = stackwright_network.public.id
  depends_on          = [stackwright_subnet.public]
}`,
  attributes: routerAttributes,
  unique: ['cloud', 'project_id', 'name'],
  rules: [gatewayWhole],
  ...handlers,

  async plan(context, request) {
    const { planned = {} } = (await handlers.plan(context, request)) ?? {};
    const { config, prior } = request;
    if (typeof config.cloud === 'string')
      await checkGatewayIps(context.runtime.cloud(config.cloud), request.planned, prior);
    // Without a gateway there is nothing of it.
    const isClosed = config.external_network_id === null;
    return {
      planned: {
        ...planned,
        ...(isClosed && config.external_fixed_ips === null && { external_fixed_ips: [] }),
        ...(isClosed && { enable_snat: null }),
      },
    };
  },

  async create(context, inputs) {
    await checkReach(context.runtime.cloud(inputs.cloud), inputs, null);
    return handlers.create(context, inputs);
  },

  async update(context, inputs, prior) {
    await checkReach(context.runtime.cloud(inputs.cloud), inputs, prior);
    return handlers.update(context, inputs, prior);
  },

  async delete({ runtime, signal }, { cloud: name, id, ...state }) {
    const cloud = runtime.cloud(name);
    await removeUnlessInUse(
      `The router ${titleInProject(state)}`,
      cloud,
      // Neutron removes the port of its gateway with it.
      ({ device_id, device_owner }) => device_id === id && device_owner !== 'network:router_gateway',
      () => cloud.network.routers.remove(id, signal),
    );
    cloud.network.ports.refresh();
  },
});
