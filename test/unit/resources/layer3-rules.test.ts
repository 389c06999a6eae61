import { resources } from '../../../lib/resources';
import { fixedIpsAsConfigured, fixedIpsBody, sameFixedIps } from '../../../lib/resources/network/fixed-ips';
import { floatingIpKind } from '../../../lib/resources/network/floating-ip';
import { floatingIpAttributes, portWithAddress } from '../../../lib/resources/network/floating-ip-attributes';
import { portKind } from '../../../lib/resources/network/port';
import { portAttributes } from '../../../lib/resources/network/port-attributes';
import { addressesOnce, securedIfFiltered } from '../../../lib/resources/network/port-rules';
import { routerAttributes } from '../../../lib/resources/network/router-attributes';
import { gatewayWhole } from '../../../lib/resources/network/router-checks';
import type { Attributes } from '../../../lib/schema/attribute';
import type { Rule } from '../../../lib/schema/resource';

const problems = <A extends Attributes>(attributes: A, rules: readonly Rule<A>[], values: object) => {
  const nothing = Object.fromEntries(Object.keys(attributes).map((name) => [name, null]));
  return rules.flatMap((rule) => rule.problems({ ...nothing, ...values } as never)).map(({ detail }) => detail);
};
const ip = (last: number | null, subnet_id = 's') => ({
  subnet_id,
  ip_address: last === null ? null : `192.0.2.${last}`,
});
const there = (last: number, subnet_id = 's') => ({ subnet_id, ip_address: `192.0.2.${last}` });

test.each([
  [{ fixed_ips: [ip(5), ip(6), ip(null), ip(null)] }, []],
  [{ fixed_ips: [ip(5), ip(6), ip(5)] }, ['192.0.2.5 stands in fixed_ips twice']],
  [{ port_security_enabled: false, security_groups: [], allowed_address_pairs: [] }, []],
  [{ port_security_enabled: false, security_groups: ['g'] }, ['Leave security_groups out']],
  [{ port_security_enabled: false, allowed_address_pairs: [ip(5)] }, ['Leave allowed_address_pairs out']],
])('of a port %j is told %j', (values, expected) => {
  const found = problems(portAttributes, [addressesOnce, securedIfFiltered], values);
  expect(found).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
});

test.each([
  [{ external_network_id: 'n', external_fixed_ips: [ip(5)], enable_snat: false }, []],
  [{ external_fixed_ips: [] }, []],
  [{ external_fixed_ips: [ip(5)] }, ['external_fixed_ips is of a gateway, and there is none']],
  [{ enable_snat: false }, ['enable_snat is of a gateway, and there is none']],
])('of a router %j is told %j', (values, expected) => {
  const found = problems(routerAttributes, [gatewayWhole], values);
  expect(found).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
});

test('the address of a port is given with the port', () => {
  const of = (values: object) => problems(floatingIpAttributes, [portWithAddress], values);
  expect(of({ fixed_ip_address: '192.0.2.5' })).toEqual([expect.stringContaining('Give port_id')]);
  expect(of({ fixed_ip_address: '192.0.2.5', port_id: 'p' })).toEqual([]);
});

test.each([
  ['one that was left open', [there(5)], [ip(null)], [ip(null)]],
  ['one that was asked for, after one that was not', [there(5), there(6)], [ip(null), ip(5)], [ip(null), ip(5)]],
  ['one besides', [there(5), there(6)], [ip(5)], [ip(5), there(6)]],
  ['one that is missing', [there(6)], [ip(6), ip(5)], [ip(6)]],
  ['another one', [there(7)], [ip(5)], [there(7)]],
  ['one of another subnet', [there(5, 't')], [ip(null)], [there(5, 't')]],
  ['all, where nothing was configured', [there(5)], null, [there(5)]],
])('of addresses, %s is told in terms of what was configured', (_, now, configured, told) => {
  expect(fixedIpsAsConfigured(now, configured)).toEqual(told);
});

test('addresses are the same in any order and spelling', () => {
  const v6 = (ip_address: string) => ({ subnet_id: 's', ip_address });
  expect(sameFixedIps([ip(5), v6('2001:DB8:0::1')], [v6('2001:db8::1'), ip(5)])).toBe(true);
  expect(sameFixedIps([ip(5)], [ip(null)])).toBe(false);
  expect(fixedIpsBody([ip(5), ip(null)])).toEqual([{ subnet_id: 's', ip_address: '192.0.2.5' }, { subnet_id: 's' }]);
});

test("a pair without a hardware address is told as it was asked for when it has the port's own", () => {
  const port = { fixed_ips: [], security_groups: [], mac_address: 'fa:16:3e:00:00:01' };
  const pair = (mac_address: string | null) => ({ ip_address: '192.0.2.64/28', mac_address });
  const told = (now: string, wanted: string | null) =>
    portKind.state(
      { ...port, allowed_address_pairs: [pair(now)] } as never,
      { allowed_address_pairs: [pair(wanted)] } as never,
    ).allowed_address_pairs;
  expect(told('fa:16:3e:00:00:01', null)).toEqual([pair(null)]);
  expect(told('fa:16:3e:00:00:02', null)).toEqual([pair('fa:16:3e:00:00:02')]);
  expect(told('fa:16:3e:00:00:02', 'FA:16:3E:00:00:02')).toEqual([pair('FA:16:3E:00:00:02')]);
});

test('a floating IP is the one that is wanted by its address, or else by its port', () => {
  const one = {
    floating_network_id: 'n',
    floating_ip_address: '192.0.2.9',
    port_id: 'p',
    fixed_ip_address: '10.0.0.2',
  };
  const isSame = (wanted: object) =>
    floatingIpKind.isSame(
      one as never,
      { external_network_id: 'n', address: null, port_id: null, fixed_ip_address: null, ...wanted } as never,
    );
  expect(isSame({ address: '192.0.2.9' })).toBe(true);
  expect(isSame({ address: '192.0.2.9', external_network_id: 'm' })).toBe(false);
  expect(isSame({ address: '192.0.2.8', port_id: 'p' })).toBe(false);
  expect(isSame({ port_id: 'p' })).toBe(true);
  expect(isSame({ port_id: 'p', fixed_ip_address: '10.0.0.3' })).toBe(false);
  expect(isSame({})).toBe(false);
});

test.each<[string, string, object | undefined]>([
  ['port', 'main:private/web1', { cloud: 'main', id: 'private/web1' }],
  ['router', 'main:out', { cloud: 'main', id: 'out' }],
  ['floating_ip', 'main:192.0.2.9', { cloud: 'main', id: '192.0.2.9' }],
  ['router_interface', 'main:out/private-v4', { cloud: 'main', router_id: 'out', subnet_id: 'private-v4' }],
  ['router_interface', 'main:out', undefined],
  ['router_interface', 'out/private-v4', undefined],
])('as an import id of %s, %s tells what it holds', (name, id, told) => {
  expect(resources.find((one) => one.name === name)?.import?.parse(id)).toEqual(told);
});
