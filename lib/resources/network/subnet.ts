import type { Pool, Subnet } from '../../openstack/network/objects';
import { bool, list, number, string } from '../../schema/attribute';
import type { Config, Inputs, State } from '../../schema/model';
import { resource } from '../../schema/resource';
import { each, oneOf } from '../../schema/validator';
import type { ApiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { onlyKnown } from '../api/known';
import type { Runtime } from '../runtime';
import { cidr, firstAddress, ipAddress, sameNetwork, versionOf } from './addresses';
import { removeUnlessInUse } from './in-use';
import { networkName } from './names';
import { filtersOfName, namedInNetwork, PLACE_AND_NAME, titleInNetwork } from './names-in-networks';
import { networkObject, projectIdAttribute } from './network-object';
import { toNetwork } from './references';
import { spelledAs } from './spelled-as';
import { addressesFit, oneGateway, versionFits } from './subnet-rules';
import { hostRoutesAttribute, inOrderOf, poolsAttribute, poolsWithout } from './subnet-values';

const ipv6Mode = (what: string) =>
  string({
    description: `${what}: \`slaac\`, \`dhcpv6-stateful\` or \`dhcpv6-stateless\`. For IPv6 alone.`,
    optional: true,
    replace: true,
    validate: [oneOf('slaac', 'dhcpv6-stateful', 'dhcpv6-stateless')],
  });

export const subnetAttributes = {
  cloud: cloudAttribute,
  network_id: string({ description: 'Id of the network it is in.', required: true, replace: true }),
  name: string({
    description: 'Its name. Neutron would take it twice; here it stands for one subnet of the network.',
    required: true,
    validate: [networkName],
    example: '"private-v4"',
  }),
  project_id: projectIdAttribute,
  description: string({ description: 'For people.', default: '' }),
  cidr: string({
    description: 'The network that its addresses are in.',
    required: true,
    replace: true,
    validate: [cidr],
    same: sameNetwork,
    example: '"192.0.2.0/24"',
  }),
  ip_version: number({
    description: 'Which version of IP, 4 or 6. Left out: that of `cidr`.',
    optional: true,
    computed: true,
    replace: true,
    stable: true,
  }),
  gateway_ip: string({
    description:
      'Address of the router by which packets leave. Left out: the first one of `cidr`. Null where there is none.',
    optional: true,
    computed: true,
    nullable: true,
    follows: ['no_gateway'],
    validate: [ipAddress],
    same: sameNetwork,
  }),
  no_gateway: bool({ description: 'Whether there is no gateway.', default: false }),
  allocation_pools: poolsAttribute,
  dns_nameservers: list('string', {
    description: 'Addresses of name servers that DHCP tells of. Left out: those that the DHCP agents have.',
    default: [],
    validate: [each(ipAddress)],
  }),
  host_routes: hostRoutesAttribute,
  enable_dhcp: bool({ description: 'Whether ports get their addresses by DHCP.', default: true }),
  ipv6_ra_mode: ipv6Mode('What routers announce'),
  ipv6_address_mode: ipv6Mode('How ports come by their addresses'),
  id: idAttribute,
};
type Attributes = typeof subnetAttributes;

/** Subnets as Neutron's API has them. */
export const subnetKind: ApiObject<Attributes, Subnet> = {
  noun: 'subnet',
  nameAttribute: 'name',
  importName: PLACE_AND_NAME,
  collection: ({ network }) => network.subnets,
  body: (values) => ({
    network_id: values.network_id,
    name: values.name,
    description: values.description,
    cidr: values.cidr,
    ip_version: versionOf(values.cidr),
    dns_nameservers: values.dns_nameservers,
    host_routes: values.host_routes,
    enable_dhcp: values.enable_dhcp,
    ipv6_ra_mode: values.ipv6_ra_mode,
    ipv6_address_mode: values.ipv6_address_mode,
    ...onlyKnown({
      project_id: values.project_id,
      gateway_ip: values.no_gateway ? '' : values.gateway_ip,
      allocation_pools: values.allocation_pools,
    }),
  }),
  state: (subnet, before) => ({
    cloud: before.cloud,
    id: subnet.id,
    network_id: subnet.network_id,
    name: subnet.name,
    project_id: subnet.project_id,
    description: subnet.description,
    cidr: spelledAs(before.cidr, subnet.cidr, sameNetwork),
    ip_version: subnet.ip_version,
    gateway_ip: spelledAs(before.gateway_ip, subnet.gateway_ip || null, sameNetwork),
    no_gateway: subnet.gateway_ip === '',
    // Neutron tells them in any order; what is configured is compared with them in its own.
    allocation_pools: inOrderOf(poolsAttribute.same, subnet.allocation_pools, before.allocation_pools),
    dns_nameservers: subnet.dns_nameservers,
    host_routes: inOrderOf(hostRoutesAttribute.same, subnet.host_routes, before.host_routes),
    enable_dhcp: subnet.enable_dhcp,
    ipv6_ra_mode: subnet.ipv6_ra_mode,
    ipv6_address_mode: subnet.ipv6_address_mode,
  }),
  isSame: (subnet, { network_id, name }) => subnet.network_id === network_id && subnet.name === name,
  filter: ({ network_id, name }) => ({ network_id, name }),
  isNamed: namedInNetwork,
  filtersOfName,
  title: titleInNetwork,
};

const handlers = networkObject(subnetKind, [toNetwork()]);

/** A subnet: the addresses of a network. */
export const subnet = resource<Runtime>()({
  name: 'subnet',
  description:
    'A subnet: the addresses that ports in a network may have. Destroying it fails while ports of others have addresses of it.',
  example: `resource "stackwright_subnet" "private" {
  cloud            = stackwright_keystone_bootstrap.keystone.id
  network_id       = stackwright_network.private.id
  name             = "private-v4"
  cidr             = "192.0.2.0/24"
  gateway_ip       = "192.0.2.1"
  allocation_pools = [{ start = "192.0.2.100", end = "192.0.2.150" }]
}`,
  attributes: subnetAttributes,
  unique: ['cloud', 'network_id', 'name'],
  rules: [addressesFit, versionFits, oneGateway],
  ...handlers,

  async plan(context, request) {
    const { planned = {} } = (await handlers.plan(context, request)) ?? {};
    const { config, prior } = request;
    const isToBeWithout = config.no_gateway === true && prior !== null;
    const version = typeof config.cidr === 'string' ? versionOf(config.cidr) : undefined;
    const pools = config.allocation_pools === null && prior !== null ? poolsBeside(config, prior) : undefined;
    return {
      planned: {
        ...planned,
        ...(isToBeWithout && { gateway_ip: null }),
        ...(pools && { allocation_pools: pools }),
        ...(config.ip_version === null && version !== undefined && { ip_version: version }),
      },
    };
  },

  /** What had no gateway gets what a new one would have. */
  async update(context, inputs, prior) {
    const gateway = inputs.gateway_ip;
    const isChosen = inputs.no_gateway || typeof gateway === 'string';
    const wanted = isChosen ? inputs : { ...inputs, gateway_ip: firstAddress(inputs.cidr) ?? null };
    return handlers.update(context, wanted as Inputs<Attributes>, prior as State<Attributes>);
  },

  async delete({ runtime, signal }, state) {
    const cloud = runtime.cloud(state.cloud);
    await removeUnlessInUse(
      `The subnet ${subnetKind.title(state)}`,
      cloud,
      ({ fixed_ips, device_owner }) =>
        fixed_ips.some(({ subnet_id }) => subnet_id === state.id) && !/^network:(dhcp|distributed)/.test(device_owner),
      () => cloud.network.subnets.remove(state.id, signal),
    );
  },
});

/** Neutron takes no gateway that is in a pool: those that it has made itself make room for another one. */
function poolsBeside({ no_gateway, gateway_ip }: Config<Attributes>, prior: State<Attributes>): Pool[] | undefined {
  const kept = prior.gateway_ip ?? firstAddress(prior.cidr);
  const gateway = no_gateway === true ? null : (gateway_ip ?? kept);
  return typeof gateway === 'string' ? poolsWithout(prior.allocation_pools, gateway) : undefined;
}
