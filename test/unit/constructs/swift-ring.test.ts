import { type TerraformStack, TerraformVariable } from 'cdktf';
import { Host, Package, SwiftRing, SwiftRingType } from '../../../constructs';
import { synth, synthOnHost } from './synth';

const host = (stack: TerraformStack, number: number) =>
  new Host(stack, `node${number}`, { address: `192.0.2.${number}` });
const disk = { device: 'sdb1', weight: 100 };

test('a ring gets to the hosts that have devices of it, and the ports are those that Swift’s servers have', () => {
  const { one, all } = synth((stack) => {
    const [first, second, third] = [host(stack, 1), host(stack, 2), host(stack, 3)] as const;
    const ring = new SwiftRing(stack, 'Objects', {
      host: first,
      type: SwiftRingType.OBJECT,
      partPower: 10,
      copies: [third],
    });
    ring.addDevice({ ...disk, host: first, zone: 1 });
    ring.addDevice({ ...disk, host: second, zone: 2 });
    ring.addDevice({ ...disk, host: second, zone: 3, device: 'sdc1' });
  });
  expect(one('swift_ring')).toEqual({
    host: 'node1',
    type: 'object',
    part_power: 10,
    devices: {
      '192.0.2.1:6200/sdb1': { zone: 1, weight: 100 },
      '192.0.2.2:6200/sdb1': { zone: 2, weight: 100 },
      '192.0.2.2:6200/sdc1': { zone: 3, weight: 100 },
    },
    distribute_to: ['node3', 'node2'],
    depends_on: [/Swift-node1_/, /Swift-node3_/, /Swift-node2_/].map((name) => expect.stringMatching(name)),
  });
  expect(all('package').map(({ packages }) => packages)).toEqual([['swift'], ['swift'], ['swift']]);
});

test('every prop of a ring and of a device ends up in it', () => {
  const { one, all } = synthOnHost((node) => {
    const packages = new Package(node, 'Tools', { host: node, packages: ['python3-swift'] });
    const ring = new SwiftRing(node, 'X', {
      host: node,
      type: SwiftRingType.OBJECT,
      policyIndex: 2,
      partPower: 12,
      replicas: 1.5,
      minPartHours: 24,
      overload: 0.1,
      packages,
    });
    ring.addDevice({
      host: node,
      device: 'd1',
      address: '2001:db8::1',
      port: 7000,
      region: 2,
      zone: 3,
      weight: 4.5,
      replicationAddress: '198.51.100.1',
      replicationPort: 7001,
      meta: 'new',
    });
    ring.addDevice({ host: node, device: 'd2', zone: 1, weight: 1 });
    expect(ring.ringPath).toBe('/etc/swift/object-2.ring.gz');
    expect(ring.builderPath).toBe('/etc/swift/object-2.builder');
  });
  expect(one('swift_ring')).toMatchObject({
    policy_index: 2,
    part_power: 12,
    replicas: 1.5,
    min_part_hours: 24,
    overload: 0.1,
    devices: {
      '[2001:db8::1]:7000/d1': {
        region: 2,
        zone: 3,
        weight: 4.5,
        replication_ip: '198.51.100.1',
        replication_port: 7001,
        meta: 'new',
      },
      '192.0.2.1:6200/d2': { zone: 1, weight: 1 },
    },
  });
  expect(one('swift_ring').distribute_to).toBeUndefined();
  expect(all('package')).toHaveLength(1);
});

test.each([
  [SwiftRingType.ACCOUNT, '192.0.2.1:6202/sdb1'],
  [SwiftRingType.CONTAINER, '192.0.2.1:6201/sdb1'],
] as const)('of type %s a device is %s', (type, key) => {
  const { one } = synthOnHost((node) => {
    new SwiftRing(node, 'X', { host: node, type, partPower: 8, replicas: 1 }).addDevice({
      ...disk,
      host: node,
      zone: 1,
    });
  });
  expect(Object.keys(one('swift_ring').devices as object)).toEqual([key]);
});

test('an address that is known only when Terraform runs names a device as well', () => {
  const { one } = synth((stack) => {
    const address = new TerraformVariable(stack, 'address', { type: 'string' });
    const node = new Host(stack, 'node1', { address: address.stringValue });
    new SwiftRing(stack, 'X', { host: node, type: SwiftRingType.OBJECT, partPower: 8, replicas: 1 }).addDevice({
      ...disk,
      host: node,
      zone: 1,
    });
  });
  expect(Object.keys(one('swift_ring').devices as object)).toEqual(['${var.address}:6200/sdb1']);
});

test('fails where a ring has fewer devices than replicas when all are added', () => {
  const define = (weights: readonly number[]) => () =>
    synthOnHost((node) => {
      const ring = new SwiftRing(node, 'X', { host: node, type: SwiftRingType.OBJECT, partPower: 8, replicas: 2 });
      for (const [index, weight] of weights.entries()) {
        ring.addDevice({ host: node, device: `d${index}`, zone: index, weight });
      }
    });
  expect(define([])).toThrow('has 2 replicas and 0 devices of a weight above 0');
  expect(define([1, 0])).toThrow('has 2 replicas and 1 device of a weight above 0');
  expect(define([1, 1, 0])).not.toThrow();
});

test('fails for the same device twice, and for a second ring in the same files', () => {
  expect(() =>
    synthOnHost((node) => {
      const ring = new SwiftRing(node, 'X', { host: node, type: SwiftRingType.OBJECT, partPower: 8 });
      ring.addDevice({ ...disk, host: node, zone: 1 });
      ring.addDevice({ ...disk, host: node, zone: 2 });
    }),
  ).toThrow('has the device 192.0.2.1:6200/sdb1 already');
  expect(() =>
    synthOnHost((node) => {
      for (const id of ['X', 'Y']) new SwiftRing(node, id, { host: node, type: SwiftRingType.OBJECT, partPower: 8 });
    }),
  ).toThrow('stands for the file "/etc/swift/object.builder" on node1 already');
});

test('fails with all that is wrong at once', () => {
  const define = () =>
    synthOnHost((node) => {
      new SwiftRing(node, 'X', {
        host: node,
        type: SwiftRingType.ACCOUNT,
        partPower: 33,
        policyIndex: 1,
        replicas: 0.5,
        minPartHours: 256,
        overload: -1,
      });
    });
  expect(define).toThrow('partPower is 33: give a whole number from 1 to 32.');
  expect(define).toThrow('policyIndex is 1: only rings of objects have storage policies.');
  expect(define).toThrow('replicas is 0.5: give a number of at least 1.');
  expect(define).toThrow('minPartHours is 256: give a whole number from 0 to 255.');
  expect(define).toThrow('overload is -1: give 0, or a part such as 0.1.');
  const device = () =>
    synthOnHost((node) => {
      const ring = new SwiftRing(node, 'X', { host: node, type: SwiftRingType.OBJECT, partPower: 8 });
      ring.addDevice({ host: node, device: 'a/b', zone: -1, weight: -1, port: 0 });
    });
  expect(device).toThrow('device is "a/b": give the name of a directory such as "sdb1".');
  expect(device).toThrow('zone is -1');
  expect(device).toThrow('weight is -1: give 0, or more.');
  expect(device).toThrow('port is 0: give a whole number from 1 to 65535.');
});
