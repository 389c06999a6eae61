import type { Port } from '../../openstack/network/objects';
import { isUnknown } from '../../plugin/value/unknown';
import { resource } from '../../schema/resource';
import type { ApiObject } from '../api/api-object';
import { onlyKnown } from '../api/known';
import type { Runtime } from '../runtime';
import { sameNetwork } from './addresses';
import { asConfigured } from './as-configured';
import { checkFixedIps, fixedIpsAsConfigured, fixedIpsBody } from './fixed-ips';
import { filtersOfName, namedInNetwork, PLACE_AND_NAME, titleInNetwork } from './names-in-networks';
import { networkObject } from './network-object';
import { type PortAttributes, portAttributes, sameMac } from './port-attributes';
import { addressesOnce, securedIfFiltered } from './port-rules';
import { toNetwork, toSecurityGroup } from './references';
import { spelledAs } from './spelled-as';

/** A pair as it is configured: the hardware address may be the port's own. */
interface WantedPair {
  readonly ip_address: string;
  readonly mac_address: string | null;
}

/** Ports as Neutron's API has them. */
export const portKind: ApiObject<PortAttributes, Port> = {
  noun: 'port',
  nameAttribute: 'name',
  importName: PLACE_AND_NAME,
  collection: ({ network }) => network.ports,
  body: ({ network_id, name, description, admin_state_up, ...values }) => ({
    network_id,
    name,
    description,
    admin_state_up,
    allowed_address_pairs: values.allowed_address_pairs.map(({ ip_address, mac_address }) => ({
      ip_address,
      ...(mac_address !== null && { mac_address }),
    })),
    ...onlyKnown({
      project_id: values.project_id,
      mac_address: values.mac_address,
      fixed_ips: fixedIpsBody(values.fixed_ips),
      security_groups: sorted(values.security_groups),
      port_security_enabled: values.port_security_enabled,
    }),
  }),
  state: (port, before) => ({
    cloud: before.cloud,
    id: port.id,
    network_id: port.network_id,
    name: port.name,
    project_id: port.project_id,
    description: port.description,
    admin_state_up: port.admin_state_up,
    mac_address: spelledAs(before.mac_address, port.mac_address, sameMac),
    fixed_ips: fixedIpsAsConfigured(port.fixed_ips, before.fixed_ips),
    security_groups: port.security_groups,
    allowed_address_pairs: asConfigured<WantedPair>(
      port.allowed_address_pairs ?? [],
      before.allowed_address_pairs,
      (wanted, there) =>
        sameNetwork(wanted.ip_address, there.ip_address) &&
        sameMac(wanted.mac_address ?? port.mac_address, there.mac_address ?? ''),
    ),
    port_security_enabled: port.port_security_enabled ?? null,
    address: port.fixed_ips[0]?.ip_address ?? null,
    device_owner: port.device_owner,
    device_id: port.device_id,
  }),
  isSame: (port, { network_id, name }) => port.network_id === network_id && port.name === name,
  filter: ({ network_id, name }) => ({ network_id, name }),
  isNamed: namedInNetwork,
  filtersOfName,
  title: titleInNetwork,
};

const handlers = networkObject(portKind, [toNetwork(), toSecurityGroup('security_groups')]);

/** A port: where something is plugged into a network. */
export const port = resource<Runtime>()({
  name: 'port',
  description:
    'A port of a network: its addresses and what may reach them, before anything uses it and after. An instance or a router is given its id. Destroying it takes it from what uses it.',
  example: `resource "stackwright_port" "web1" {
  cloud           = stackwright_keystone_bootstrap.keystone.id
  network_id      = stackwright_network.private.id
  name            = "web1"
  fixed_ips       = [{ subnet_id = stackwright_subnet.private.id, ip_address = "192.0.2.20" }]
  security_groups = [stackwright_security_group.web.id]
}`,
  attributes: portAttributes,
  unique: ['cloud', 'network_id', 'name'],
  rules: [addressesOnce, securedIfFiltered],
  ...handlers,

  async plan(context, request) {
    const { planned = {} } = (await handlers.plan(context, request)) ?? {};
    const { config, prior } = request;
    const { name, network_id, fixed_ips } = request.planned;
    const isChanged = JSON.stringify(fixed_ips) !== JSON.stringify(prior?.fixed_ips);
    if (typeof config.cloud === 'string' && config.fixed_ips !== null && isChanged) {
      // One of the same name is this one, or the one that it takes the place of.
      const isOwn = (port: Port) => port.id === prior?.id || (port.name === name && port.network_id === network_id);
      await checkFixedIps(context.runtime.cloud(config.cloud), 'fixed_ips', { network_id, fixed_ips }, isOwn);
    }
    // Neutron refuses to let everything through while groups say otherwise.
    const isOpen = config.port_security_enabled === false && config.security_groups === null;
    return { planned: { ...planned, ...(isOpen && { security_groups: [] }) } };
  },

  /** What uses it may have come or gone since it was planned; the next look tells. */
  async update(context, inputs, prior) {
    const { device_owner, device_id } = prior;
    return { ...(await handlers.update(context, inputs, prior)), device_owner, device_id };
  },
});

/** Neutron tells them in any order. */
function sorted(groups: unknown): unknown {
  return Array.isArray(groups) && !groups.some(isUnknown) ? [...groups].sort() : groups;
}
