import { devicePlace, placeText, swiftAddress } from '../../../lib/host/swift/device-place';
import { ringAt, ringFiles } from '../../../lib/host/swift/ring-files';

test.each([
  ['192.0.2.8:6200/sdb1', { ip: '192.0.2.8', port: 6200, device: 'sdb1' }, '192.0.2.8:6200/sdb1'],
  ['Node3.Example:6200/sdb1', { ip: 'node3.example', port: 6200, device: 'sdb1' }, 'node3.example:6200/sdb1'],
  ['[2001:DB8:0:0::8]:6200/d 1', { ip: '2001:db8::8', port: 6200, device: 'd 1' }, '[2001:db8::8]:6200/d 1'],
])('%s is a device', (text, place, spelled) => {
  expect(devicePlace(text)).toEqual(place);
  expect(placeText(place)).toBe(spelled);
});

test.each([
  '192.0.2.8/sdb1',
  '192.0.2.8:6200',
  '192.0.2.8:6200/',
  '192.0.2.8:0/sdb1',
  '192.0.2.8:65536/sdb1',
  '192.0.2.8:6200/a/b',
  '192.0.2.8:6200/ sdb1',
  '2001:db8::8:6200/sdb1',
  '[2001:db8::8::]:6200/sdb1',
  'r1z1-192.0.2.8:6200/sdb1 ',
  '-node:6200/sdb1',
])('%j is none', (text) => {
  expect(devicePlace(text)).toBeUndefined();
});

test('addresses are compared in Swift’s spelling', () => {
  expect(swiftAddress('2001:DB8:0::8')).toBe('2001:db8::8');
  expect(swiftAddress('Node3')).toBe('node3');
  expect(swiftAddress('192.0.2.8')).toBe('192.0.2.8');
});

test('the ring of a further storage policy has files of its own, and a builder’s path tells which ring it is of', () => {
  expect(ringFiles('/etc/swift', 'object', 2)).toMatchObject({
    name: 'object-2',
    builder: '/etc/swift/object-2.builder',
    ring: '/etc/swift/object-2.ring.gz',
  });
  expect(ringAt('/etc/swift/object-2.builder')).toEqual({ directory: '/etc/swift', type: 'object', policyIndex: 2 });
  expect(ringAt('/a/b/account.builder')).toEqual({ directory: '/a/b', type: 'account', policyIndex: 0 });
  for (const path of [
    'object',
    '/etc/swift/object.ring.gz',
    '/etc/swift/account-1.builder',
    '/etc/swift/object-0.builder',
    '/object.builder',
  ]) {
    expect(ringAt(path)).toBeUndefined();
  }
});
