import type { Reference } from '../api/references';

export const toNetwork = (attribute = 'network_id'): Reference => ({
  attribute,
  noun: 'network',
  collection: ({ network }) => network.networks,
});

export const toSecurityGroup = (attribute = 'security_group_id'): Reference => ({
  attribute,
  noun: 'security group',
  collection: ({ network }) => network.securityGroups,
});

export const toSubnet = (attribute = 'subnet_id'): Reference => ({
  attribute,
  noun: 'subnet',
  collection: ({ network }) => network.subnets,
});

export const toPort = (attribute = 'port_id'): Reference => ({
  attribute,
  noun: 'port',
  collection: ({ network }) => network.ports,
});

export const toRouter = (attribute = 'router_id'): Reference => ({
  attribute,
  noun: 'router',
  collection: ({ network }) => network.routers,
});
