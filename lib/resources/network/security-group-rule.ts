import type { SecurityGroupRule } from '../../openstack/network/objects';
import { number, string } from '../../schema/attribute';
import type { Inputs, State } from '../../schema/model';
import { resource } from '../../schema/resource';
import { integer, oneOf } from '../../schema/validator';
import type { ApiObject } from '../api/api-object';
import { cloudAnd, cloudAttribute, idAttribute } from '../api/cloud-attribute';
import type { Runtime } from '../runtime';
import { addressOrCidr, sameNetwork } from './addresses';
import { networkObject } from './network-object';
import { protocolName, protocolNumber } from './protocols';
import { toSecurityGroup } from './references';
import { oneRemote, portsFit, versionsFit } from './security-group-rule-checks';
import { spelledAs } from './spelled-as';

const sameProtocol = (one: string, other: string) => protocolNumber(one) === protocolNumber(other);

export const securityGroupRuleAttributes = {
  cloud: cloudAttribute,
  security_group_id: string({ description: 'Id of the group it is of.', required: true, replace: true }),
  direction: string({
    description: '`ingress`: into the ports; `egress`: out of them.',
    required: true,
    replace: true,
    validate: [oneOf('ingress', 'egress')],
  }),
  ethertype: string({
    description: 'Which version of IP.',
    default: 'IPv4',
    replace: true,
    validate: [oneOf('IPv4', 'IPv6')],
  }),
  protocol: string({
    description: 'Which protocol, by name or number. Left out: all.',
    optional: true,
    replace: true,
    validate: [protocolName],
    same: sameProtocol,
    example: '"tcp"',
  }),
  port_range_min: number({
    description: 'The first port; of ICMP its type. Left out: all.',
    optional: true,
    replace: true,
    validate: [integer(0, 65_535)],
    example: '22',
  }),
  port_range_max: number({
    description: 'The last port; of ICMP its code. Left out: all.',
    optional: true,
    replace: true,
    validate: [integer(0, 65_535)],
    example: '22',
  }),
  remote_ip_prefix: string({
    description: 'From or to which addresses. Left out: all.',
    optional: true,
    replace: true,
    validate: [addressOrCidr],
    same: sameNetwork,
  }),
  remote_group_id: string({
    description: 'Id of the group from or to whose ports. Left out: all.',
    optional: true,
    replace: true,
  }),
  description: string({ description: 'For people.', default: '', replace: true }),
  id: idAttribute,
};
type Attributes = typeof securityGroupRuleAttributes;
type Wanted = Inputs<Attributes> | State<Attributes>;

/** Rules of security groups as Neutron's API has them. */
export const securityGroupRuleKind: ApiObject<Attributes, SecurityGroupRule> = {
  noun: 'security group rule',
  nameAttribute: 'direction',
  collection: ({ network }) => network.securityGroupRules,
  body: ({ cloud: _, id: __, ...values }) => values,
  state: (rule, before) => ({
    cloud: before.cloud,
    id: rule.id,
    security_group_id: rule.security_group_id,
    direction: rule.direction,
    ethertype: rule.ethertype,
    protocol: spelledAs(before.protocol, rule.protocol, sameProtocol),
    port_range_min: rule.port_range_min,
    port_range_max: rule.port_range_max,
    remote_ip_prefix: spelledAs(before.remote_ip_prefix, rule.remote_ip_prefix, sameNetwork),
    remote_group_id: rule.remote_group_id,
    description: rule.description ?? '',
  }),
  isSame: (rule, wanted) =>
    rule.security_group_id === wanted.security_group_id &&
    rule.direction === wanted.direction &&
    rule.ethertype === wanted.ethertype &&
    rule.port_range_min === wanted.port_range_min &&
    rule.port_range_max === wanted.port_range_max &&
    rule.remote_group_id === wanted.remote_group_id &&
    spelledAs(wanted.protocol, rule.protocol, sameProtocol) === wanted.protocol &&
    spelledAs(wanted.remote_ip_prefix, rule.remote_ip_prefix, sameNetwork) === wanted.remote_ip_prefix,
  filter: ({ security_group_id, direction, ethertype }) => ({ security_group_id, direction, ethertype }),
  title,
};

/** A rule of a security group: what is let in or out. */
export const securityGroupRule = resource<Runtime>()({
  name: 'security_group_rule',
  description:
    'A rule of a security group, which lets something in to its ports or out of them. Nothing of it can be changed, so that each change replaces it. One that is there already is taken over.',
  example: `resource "stackwright_security_group_rule" "ssh" {
  cloud             = stackwright_keystone_bootstrap.keystone.id
  security_group_id = stackwright_security_group.web.id
  direction         = "ingress"
  protocol          = "tcp"
  port_range_min    = 22
  port_range_max    = 22
  remote_ip_prefix  = "192.0.2.0/24"
}`,
  attributes: securityGroupRuleAttributes,
  unique: [
    'cloud',
    'security_group_id',
    'ethertype',
    'remote_group_id',
    'remote_ip_prefix',
    'port_range_min',
    'port_range_max',
    'protocol',
    'direction',
  ],
  rules: [portsFit, versionsFit, oneRemote],
  ...networkObject(securityGroupRuleKind, [toSecurityGroup(), toSecurityGroup('remote_group_id')]),
  import: {
    format: 'CLOUD:ID',
    example: 'main:0f2c8b5a-d34e-4e2e-a7b9-d2a4c6e1f370',
    parse(text) {
      const found = cloudAnd(text);
      return found && { cloud: found.cloud, id: found.rest };
    },
  },
});

function title(wanted: Wanted): string {
  const { direction, ethertype, protocol, port_range_min: min, port_range_max: max } = wanted;
  const ports = min === null ? '' : ` ${min === max ? min : `${min}-${max}`}`;
  const remote = wanted.remote_ip_prefix ?? wanted.remote_group_id;
  const side = direction === 'ingress' ? 'from' : 'to';
  return `${direction} ${ethertype} ${protocol ?? 'any'}${ports}${remote === null ? '' : ` ${side} ${remote}`} of ${wanted.security_group_id}`;
}
