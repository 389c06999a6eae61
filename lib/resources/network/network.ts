import type { Network } from '../../openstack/network/objects';
import { bool, number, string } from '../../schema/attribute';
import { resource } from '../../schema/resource';
import { integer, oneOf } from '../../schema/validator';
import type { ApiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { onlyKnown } from '../api/known';
import type { Runtime } from '../runtime';
import { removeUnlessInUse } from './in-use';
import {
  filterInProject,
  filtersOfName,
  namedInProject,
  networkName,
  PROJECT_AND_NAME,
  sameInProject,
  titleInProject,
} from './names';
import { networkObject, projectIdAttribute } from './network-object';

const provided = { optional: true, computed: true, nullable: true, replace: true, stable: true } as const;

export const networkAttributes = {
  cloud: cloudAttribute,
  name: string({
    description: 'Its name. Neutron would take it twice; here it stands for one network of the project.',
    required: true,
    validate: [networkName],
    example: '"private"',
  }),
  project_id: projectIdAttribute,
  description: string({ description: 'For people.', default: '' }),
  admin_state_up: bool({ description: 'Whether it carries packets.', default: true }),
  shared: bool({ description: 'Whether all projects may use it.', default: false }),
  external: bool({
    description: 'Whether routers may have their gateway in it, and floating IPs come from it.',
    default: false,
  }),
  mtu: number({
    description: 'The largest packet in bytes. Left out: what the physical network and the way of carrying it leave.',
    optional: true,
    computed: true,
    stable: true,
    validate: [integer(68, 65_535)],
  }),
  port_security_enabled: bool({
    description:
      'Whether new ports let through only their own addresses and what their security groups allow. Left out: as Neutron has it, usually `true`; null where it lacks `port_security`.',
    optional: true,
    computed: true,
    nullable: true,
    stable: true,
  }),
  network_type: string({
    ...provided,
    description:
      'How it is carried, for an administrator to choose and to see. Left out: the first of the `tenant_network_types` of the cloud.',
    validate: [oneOf('flat', 'vlan', 'vxlan', 'gre', 'geneve', 'local')],
  }),
  physical_network: string({
    ...provided,
    description:
      'The physical network that carries it, by the name that the agents map to an interface: for flat and vlan.',
  }),
  segmentation_id: number({
    ...provided,
    description: 'Its number on the physical network (VLAN, 1 to 4094) or in the tunnels (VNI).',
    validate: [integer(1, 16_777_215)],
  }),
  id: idAttribute,
};

/** Networks as Neutron's API has them. */
export const networkKind: ApiObject<typeof networkAttributes, Network> = {
  noun: 'network',
  nameAttribute: 'name',
  importName: PROJECT_AND_NAME,
  collection: ({ network }) => network.networks,
  body: ({ name, description, admin_state_up, shared, external, ...values }) => ({
    name,
    description,
    admin_state_up,
    shared,
    'router:external': external,
    ...onlyKnown({
      project_id: values.project_id,
      mtu: values.mtu,
      port_security_enabled: values.port_security_enabled,
      'provider:network_type': values.network_type,
      'provider:physical_network': values.physical_network,
      'provider:segmentation_id': values.segmentation_id,
    }),
  }),
  state: (network, { cloud }) => ({
    cloud,
    id: network.id,
    name: network.name,
    project_id: network.project_id,
    description: network.description,
    admin_state_up: network.admin_state_up,
    shared: network.shared,
    external: network['router:external'] ?? false,
    mtu: network.mtu,
    port_security_enabled: network.port_security_enabled ?? null,
    network_type: network['provider:network_type'] ?? null,
    physical_network: network['provider:physical_network'] ?? null,
    segmentation_id: network['provider:segmentation_id'] ?? null,
  }),
  isSame: (network, wanted) => sameInProject(network, wanted),
  filter: filterInProject,
  isNamed: (network, name) => namedInProject(network, name),
  filtersOfName,
  title: titleInProject,
};

/** A network: what ports are plugged into. */
export const network = resource<Runtime>()({
  name: 'network',
  description:
    'A network of a cloud: what ports are plugged into. Its subnets give them addresses. Destroying it destroys its subnets, and fails while ports of others are in it.',
  example: `resource "stackwright_network" "private" {
  cloud            = stackwright_keystone_bootstrap.keystone.id
  name             = "private"
  shared           = true
  network_type     = "flat"
  physical_network = "provider"
}`,
  attributes: networkAttributes,
  unique: ['cloud', 'project_id', 'name'],
  rules: [
    {
      description:
        'A `flat` network has a `physical_network`, a `vlan` may; `segmentation_id` is not for `flat` and `local`.',
      problems({ network_type, physical_network, segmentation_id }) {
        if (typeof network_type !== 'string') return [];
        const isPhysical = network_type === 'flat' || network_type === 'vlan';
        if (physical_network === null && network_type === 'flat') {
          return [problem('A flat network is a physical network. Give its name.', 'physical_network')];
        }
        if (physical_network !== null && !isPhysical) {
          return [
            problem(`A network of type ${network_type} is on no physical network. Leave it out.`, 'physical_network'),
          ];
        }
        if (segmentation_id !== null && (network_type === 'flat' || network_type === 'local')) {
          return [problem(`A network of type ${network_type} has no number. Leave it out.`, 'segmentation_id')];
        }
        if (network_type === 'vlan' && typeof segmentation_id === 'number' && segmentation_id > 4094) {
          return [
            problem(`segmentation_id is ${segmentation_id}. A VLAN has a number from 1 to 4094.`, 'segmentation_id'),
          ];
        }
        return [];
      },
    },
  ],
  ...networkObject(networkKind),

  async delete({ runtime, signal }, { cloud: name, id, ...state }) {
    const cloud = runtime.cloud(name);
    await removeUnlessInUse(
      `The network ${titleInProject(state)}`,
      cloud,
      // Neutron removes its own ports with the network.
      ({ network_id, device_owner }) => network_id === id && !/^network:(dhcp|distributed)/.test(device_owner),
      () => cloud.network.networks.remove(id, signal),
    );
  },
});

function problem(detail: string, attribute: string) {
  return { severity: 'error' as const, summary: 'Not a network of this type', detail, path: [{ attribute }] };
}
