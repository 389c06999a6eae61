import type { ComputeHost } from '../../../lib/openstack/compute/compute-hosts';
import type { Flavor, Server } from '../../../lib/openstack/compute/objects';
import type { Image } from '../../../lib/openstack/image/objects';
import type { Port, SecurityGroup } from '../../../lib/openstack/network/objects';
import { instanceAttributes } from '../../../lib/resources/compute/instance-attributes';
import { checkFits } from '../../../lib/resources/compute/instance-checks';
import { hostsInWords } from '../../../lib/resources/compute/instance-failure';
import { attachmentsOf, flavorIdOf, groupsOf } from '../../../lib/resources/compute/instance-parts';

const port = (id: string, network_id: string, address: string, security_groups: string[] = [], name = '') =>
  ({ id, name, network_id, fixed_ips: [{ subnet_id: 's', ip_address: address }], security_groups }) as unknown as Port;
const on = (network_id: string | null, fixed_ip: string | null = null, port_id: string | null = null) => ({
  network_id,
  port_id,
  fixed_ip,
});

describe('where an instance is connected', () => {
  const ports = [port('1', 'a', '192.0.2.5'), port('2', 'a', '192.0.2.6'), port('3', 'b', '192.0.2.7', [], 'mine')];

  test.each([
    ['is as it was configured', [on('a'), on('a', '192.0.2.5'), on(null, null, '3')], undefined],
    ['lacks what is gone', [on('a'), on('c'), on('a'), on(null, null, '3')], [on('a'), on('a'), on(null, null, '3')]],
    ['has what came besides', [on('a')], [on('a'), on('a', '192.0.2.6'), on(null, null, '3')]],
    ['tells of another address', [on('a'), on('a', '192.0.2.9'), on('b')], [on('a'), on('a', '192.0.2.6'), on('b')]],
    [
      'is told by ports with a name of their own when nothing was configured',
      null,
      [on('a', '192.0.2.5'), on('a', '192.0.2.6'), on(null, null, '3')],
    ],
  ])('%s', (_, configured, expected) => {
    expect(attachmentsOf(ports, configured)).toEqual(expected ?? configured);
  });
});

test.each([
  ['any address is as good as another where none is asked for', [on('a')], [on('a', '192.0.2.5')], true],
  ['the address that is asked for', [on('a', '192.0.2.5')], [on('a', '192.0.2.5')], true],
  ['not another address', [on('a', '192.0.2.6')], [on('a', '192.0.2.5')], false],
  ['not another network', [on('b')], [on('a', '192.0.2.5')], false],
  ['not one more', [on('a'), on('a')], [on('a')], false],
])('of networks that are asked for is met: %s', (_, asked, there, met) => {
  expect(instanceAttributes.networks.same?.(asked, there)).toBe(met);
});

describe('the security groups of an instance', () => {
  const groups = [
    { id: '1', name: 'default', project_id: 'other' },
    { id: '2', name: 'default', project_id: 'own' },
    { id: '3', name: 'ssh', project_id: 'own' },
  ] as unknown as SecurityGroup[];

  test.each([
    ['as they were written', [['2', '3']], ['3', 'default'], ['3', 'default']],
    ['without what was removed', [['2']], ['ssh', 'default'], ['default']],
    ['without what one port lacks', [['2', '3'], ['2']], ['default', 'ssh'], ['default']],
    ['with what came besides, by name', [['2', '3']], ['2'], ['2', 'ssh']],
    ['with what came besides on one port', [['2', '3'], ['2']], ['2'], ['2', 'ssh']],
    ['none without ports', [], ['default'], []],
  ])('%s', (_, ports, configured, expected) => {
    const own = ports.map((ids, index) => port(`${index}`, 'a', '192.0.2.5', ids));
    expect(groupsOf(own, groups, configured, 'own')).toEqual(expected);
  });
});

describe('the flavor of an instance', () => {
  const flavor = (id: string, name: string, ram: number, ephemeral = 2) =>
    ({ id, name, ram, vcpus: 1, disk: 1, 'OS-FLV-EXT-DATA:ephemeral': ephemeral, swap: 0 }) as Flavor;
  const server = { flavor: { original_name: 'tiny', ram: 256, vcpus: 1, disk: 1, ephemeral: 2, swap: 0 } } as Server;

  test.each([
    ['is the one that was known', [flavor('7', 'tiny', 256)], '7', '7'],
    ['is another one after a resize by hand', [flavor('7', 'small', 512), flavor('8', 'tiny', 256)], '7', '8'],
    ['keeps the id of one that was removed', [flavor('8', 'small', 512)], '7', '7'],
    [
      'is told as it was when its flavor was made anew',
      [flavor('7', 'tiny', 512)],
      '7',
      'tiny as it was (ram 256, vcpus 1, disk 1, ephemeral 2, swap 0)',
    ],
    [
      'is another one where only the second disk differs',
      [flavor('7', 'tiny', 256, 0)],
      '7',
      'tiny as it was (ram 256, vcpus 1, disk 1, ephemeral 2, swap 0)',
    ],
    ['is found on import', [flavor('7', 'tiny', 256)], null, '7'],
  ])('%s', (_, flavors, before, expected) => {
    expect(flavorIdOf(server, new Map(flavors.map((one) => [one.id, one])), before)).toBe(expected);
  });
});

describe('a flavor too small for the image', () => {
  const image = { id: 'i', name: 'cirros', min_ram: 128, min_disk: 1, size: 3 * 2 ** 30 } as Image;

  test.each([
    [{ ram: 64, disk: 10 }, 'needs 128 MiB of memory, and the flavor tiny has 64'],
    [{ ram: 128, disk: 2 }, 'needs 3072 MiB of disk, and the flavor tiny has 2048'],
  ])('%j is told with both', (flavor, message) => {
    expect(() => checkFits({ name: 'tiny', ...flavor } as Flavor, image)).toThrow(message);
  });

  test.each([
    { ram: 128, disk: 0 },
    { ram: 128, disk: 3 },
  ])('but not %j', (flavor) => {
    expect(() => checkFits({ name: 'tiny', ...flavor } as Flavor, image)).not.toThrow();
  });
});

describe('why no host took an instance', () => {
  const host = (changes: Partial<ComputeHost['service']>, rest: Partial<ComputeHost> = {}): ComputeHost => ({
    service: {
      id: '1',
      binary: 'nova-compute',
      host: 'node2',
      status: 'enabled',
      state: 'up',
      disabled_reason: null,
      ...changes,
    },
    isMapped: true,
    room: { VCPU: { free: 4, most: 2 }, MEMORY_MB: { free: 100, most: 4096 } },
    ...rest,
  });
  const needs = { ram: 256, vcpus: 3, disk: 0 };

  test.each([
    [host({ status: 'disabled', disabled_reason: 'new disks' }), 'node2: disabled (new disks).'],
    [host({ state: 'down' }), 'node2: nova-compute has not reported for a minute.'],
    [host({}, { isMapped: false }), 'Run "nova-manage cell_v2 discover_hosts".'],
    [host({}, { room: undefined }), 'Placement knows nothing of it.'],
    [host({}), 'too small: 256 MiB of memory needed, 100 free; 3 processors needed, 2 free.'],
    [host({}, { room: { VCPU: { free: 4, most: 4 }, MEMORY_MB: { free: 999, most: 999 } } }), 'there is room'],
  ])('%#: is told of the host', (one, words) => {
    expect(hostsInWords([one], needs)).toContain(words);
  });

  test('there may be none', () => {
    expect(hostsInWords([], needs)).toContain('No nova-compute has ever registered');
  });
});
