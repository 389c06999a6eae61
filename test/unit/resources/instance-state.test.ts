import type { Server, ServerAddress } from '../../../lib/openstack/compute/objects';
import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import type { InstanceState } from '../../../lib/resources/compute/instance-attributes';
import { asPlanned, stateOf } from '../../../lib/resources/compute/instance-state';

const address = (addr: string, type: ServerAddress['OS-EXT-IPS:type']): ServerAddress => ({
  addr,
  version: addr.includes(':') ? 6 : 4,
  'OS-EXT-IPS:type': type,
});
const server = {
  id: 'i',
  name: 'it',
  status: 'ACTIVE',
  image: { id: 'image' },
  addresses: {
    private: [address('2001:db8::5', 'fixed'), address('192.0.2.5', 'fixed'), address('203.0.113.5', 'floating')],
  },
  'OS-EXT-AZ:availability_zone': 'nova',
  'OS-EXT-SRV-ATTR:host': 'node2',
} as unknown as Server;
const before = { cloud: 'main', security_groups: null, availability_zone: null } as unknown as InstanceState;

test('the address of an instance is its first fixed one of IPv4, among all that it has', () => {
  expect(stateOf(server, before)).toMatchObject({
    address: '192.0.2.5',
    addresses: { private: ['2001:db8::5', '192.0.2.5', '203.0.113.5'] },
  });
});

test.each([
  ['as it was asked for', 'nova:node2', 'nova', 'node2', 'nova:node2'],
  ['on another host', 'nova:node1', 'nova', 'node2', 'nova'],
  ['in another zone', 'nova:node2', 'east', 'node2', 'east'],
  ['where nobody asked for one', null, 'nova', 'node2', 'nova'],
  ['on the shelf', 'nova:node2', 'nova', null, 'nova:node2'],
  ['before it has a host', 'nova', '', null, 'nova'],
  ['on the shelf of another zone', 'nova:node2', 'east', null, 'east'],
  ['beside another of which its name is the beginning', 'nova2', 'nova', null, 'nova'],
  ['for who is not told of hosts', 'nova', 'nova', undefined, 'nova'],
])('the zone of an instance is told %s', (_, asked, zone, host, expected) => {
  const told = { ...server, 'OS-EXT-AZ:availability_zone': zone, 'OS-EXT-SRV-ATTR:host': host };
  expect(stateOf(told, { ...before, availability_zone: asked as string }).availability_zone).toBe(expected);
});

describe('an instance that was changed', () => {
  const prior = {
    ...stateOf(server, before),
    address: null,
    addresses: {},
    availability_zone: 'nova:node1',
    host: 'node1',
    metadata: { colour: 'red' },
  };
  const now = { ...stateOf(server, prior), metadata: { colour: 'blue' } };

  test('has what was planned, and as it was what somebody else has changed meanwhile', () => {
    expect(asPlanned(now, prior, prior)).toEqual({ ...prior, metadata: { colour: 'blue' } });
  });

  test('has another host where that was left open', () => {
    expect(asPlanned(now, prior, { ...prior, host: UNKNOWN })).toMatchObject({ address: null, host: 'node2' });
  });
});
