import { cidr, sameNetwork } from '../../../lib/resources/network/addresses';
import { securityGroupRuleAttributes } from '../../../lib/resources/network/security-group-rule';
import { oneRemote, portsFit, versionsFit } from '../../../lib/resources/network/security-group-rule-checks';
import { subnetAttributes } from '../../../lib/resources/network/subnet';
import { addressesFit, oneGateway, versionFits } from '../../../lib/resources/network/subnet-rules';
import { poolsWithout } from '../../../lib/resources/network/subnet-values';
import type { Attributes } from '../../../lib/schema/attribute';
import type { Rule } from '../../../lib/schema/resource';

const problems = <A extends Attributes>(attributes: A, rules: readonly Rule<A>[], values: object) => {
  const nothing = Object.fromEntries(Object.keys(attributes).map((name) => [name, null]));
  return rules.flatMap((rule) => rule.problems({ ...nothing, ...values } as never)).map(({ detail }) => detail);
};
const ofSubnet = (values: object) =>
  problems(subnetAttributes, [addressesFit, versionFits, oneGateway], { cidr: '192.0.2.0/24', ...values });
const ofRule = (values: object) =>
  problems(securityGroupRuleAttributes, [portsFit, versionsFit, oneRemote], { direction: 'ingress', ...values });
const pool = (start: number, end: number) => ({ start: `192.0.2.${start}`, end: `192.0.2.${end}` });

test.each([
  [{ gateway_ip: '192.0.2.1', allocation_pools: [pool(10, 20), pool(30, 40)] }, []],
  [{ allocation_pools: [pool(20, 10)] }, ['The pool 192.0.2.20 to 192.0.2.10 has no address.']],
  [{ allocation_pools: [{ start: '192.0.2.9', end: '192.0.3.9' }] }, ['is not within 192.0.2.0/24']],
  [{ allocation_pools: [pool(10, 20), pool(20, 30)] }, ['has addresses of the pool 192.0.2.10 to 192.0.2.20']],
  [{ gateway_ip: '192.0.2.15', allocation_pools: [pool(10, 20)] }, ['holds the gateway 192.0.2.15']],
  [{ allocation_pools: [pool(1, 20)] }, ['holds the gateway 192.0.2.1']],
  [{ no_gateway: true, allocation_pools: [pool(1, 20)] }, []],
  [{ gateway_ip: '192.0.2.30', allocation_pools: [pool(1, 20)] }, []],
  [{ gateway_ip: '192.0.3.1' }, ['192.0.3.1 is not within 192.0.2.0/24']],
  [{ gateway_ip: '192.0.2.1', no_gateway: true }, ['Keep one of them']],
  [{ ip_version: 6 }, ['192.0.2.0/24 is a network of IPv4']],
  [{ ipv6_ra_mode: 'slaac' }, ['ipv6_ra_mode is for IPv6']],
  [{ cidr: '2001:db8::/64', gateway_ip: 'fe80::1', ipv6_ra_mode: 'slaac' }, []],
])('of a subnet %j is told %j', (values, expected) => {
  const found = ofSubnet(values);
  expect(found).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
});

test.each([
  [{ protocol: 'tcp', port_range_min: 22, port_range_max: 22, remote_ip_prefix: '10.0.0.0/8' }, []],
  [{ port_range_min: 22, port_range_max: 22 }, ['Ports belong to a protocol']],
  [{ protocol: 'tcp', port_range_min: 22 }, ['for one port the same']],
  [{ protocol: 'sctp', port_range_min: 1, port_range_max: 65_535 }, ['Leave port_range_min and port_range_max out']],
  [{ protocol: 'udp', port_range_min: 53, port_range_max: 22 }, ['above the port_range_max of 22']],
  [{ protocol: 'icmp', port_range_min: 8, port_range_max: 256 }, ['port_range_max is 256']],
  [{ protocol: 'icmp', port_range_max: 0 }, ['Give its type']],
  [{ protocol: 'gre', port_range_min: 1, port_range_max: 1 }, ['gre has no ports']],
  [{ ethertype: 'IPv6', remote_ip_prefix: '10.0.0.0/8' }, ['10.0.0.0/8 is of IPv4, and the ethertype IPv6']],
  [{ ethertype: 'IPv6', protocol: 'icmp' }, ['For IPv6 give "ipv6-icmp"']],
  [{ remote_ip_prefix: '10.0.0.0/8', remote_group_id: 'g' }, ['Keep one of them']],
])('of a rule %j is told %j', (values, expected) => {
  const found = ofRule(values);
  expect(found).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
});

test('a network with bits behind its prefix is refused with the one that was meant', () => {
  expect(cidr.problem('192.0.2.5/24')).toContain('"192.0.2.0/24"');
  expect(cidr.problem('192.0.2.0')).toContain('Give a network');
  expect(cidr.problem('2001:db8::/64')).toBeUndefined();
  expect(sameNetwork('2001:DB8:0::/64', '2001:db8::/64')).toBe(true);
});

test.each([
  ['192.0.2.1', [pool(1, 254)], [pool(2, 254)]],
  ['192.0.2.254', [pool(1, 254)], [pool(1, 253)]],
  ['192.0.2.9', [pool(1, 10), pool(20, 30)], [pool(1, 8), pool(10, 10), pool(20, 30)]],
  ['192.0.2.9', [pool(9, 9)], []],
  ['fe80::1', [{ start: '2001:db8::1', end: '2001:db8::9' }], [{ start: '2001:db8::1', end: '2001:db8::9' }]],
  [
    '2001:db8::5',
    [{ start: '2001:db8::1', end: '2001:db8::9' }],
    [
      { start: '2001:db8::1', end: '2001:db8::4' },
      { start: '2001:db8::6', end: '2001:db8::9' },
    ],
  ],
])('a gateway %s is taken out of the pools %j', (gateway, pools, expected) => {
  expect(poolsWithout(pools, gateway)).toEqual(expected);
});
