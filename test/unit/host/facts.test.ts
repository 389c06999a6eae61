import { parseBlockDevices } from '../../../lib/host/facts/block-device-facts';
import { parseFacts } from '../../../lib/host/facts/facts';
import { parseInterfaces } from '../../../lib/host/facts/interface-facts';

const OS = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n';

describe('facts of a host', () => {
  test('are read from what its tools say', () => {
    const answers = [
      'node1\n',
      '+node1\n',
      '127.0.0.1 localhost\n',
      OS,
      '6.1.0-1\n',
      'x86_64\n',
      '2\n',
      'MemTotal: 4194304 kB\nMemFree: 1 kB\n',
    ];
    const { facts, names } = parseFacts([...answers, 'Python 3.11.2\n', 'abc\n', '', '', '', 'yes\n'].join('\0=\0'));
    expect(names).toEqual({ hostname: 'node1', hostnameFile: 'node1\n', hosts: '127.0.0.1 localhost\n' });
    expect(facts).toEqual({
      os: 'debian',
      os_version: '12',
      os_codename: 'bookworm',
      kernel: '6.1.0-1',
      architecture: 'x86_64',
      cpus: 2,
      memory_mib: 4096,
      python: '3.11.2',
      machine_id: 'abc',
      kvm: true,
      interfaces: [],
      block_devices: [],
    });
  });

  test('are null or empty where a host has no tool for them', () => {
    const { facts, names } = parseFacts(['bare\n', '', ...Array(11).fill('')].join('\0=\0'));
    expect(names.hostnameFile).toBeNull();
    expect(facts).toMatchObject({
      os: 'linux',
      os_version: null,
      python: null,
      machine_id: null,
      interfaces: [],
      block_devices: [],
    });
  });

  test('tell of interfaces with addresses that last, not of those that guests bring', () => {
    const link = (ifname: string, addr_info: object[] = []) => ({
      ifname,
      address: '02:00:00:00:00:01',
      mtu: 1500,
      operstate: 'UP',
      addr_info,
    });
    const addresses = [
      { local: '192.0.2.11', prefixlen: 24, scope: 'global' },
      { local: 'fe80::1', prefixlen: 64, scope: 'link' },
      { local: '2001:db8::5', prefixlen: 64, scope: 'global', temporary: true },
    ];
    const json = JSON.stringify([
      link('lo'),
      link('eth0', addresses),
      link('tap1234'),
      link('brqabcd'),
      { ...link('eth1'), address: undefined },
    ]);
    expect(parseInterfaces(json)).toEqual([
      { name: 'eth0', mac: '02:00:00:00:00:01', mtu: 1500, state: 'up', addresses: ['192.0.2.11/24'] },
      { name: 'eth1', mac: null, mtu: 1500, state: 'up', addresses: [] },
    ]);
  });

  test('tell of block devices that have a node, by the name they are used by', () => {
    const device = (kname: string, number: string, path = `/dev/${kname}`) => ({
      kname,
      path,
      size: 5,
      type: 'disk',
      fstype: null,
      mountpoint: null,
      'maj:min': number,
    });
    const volume = {
      ...device('dm-0', '254:0', '/dev/mapper/vg-data'),
      type: 'lvm',
      fstype: 'xfs',
      mountpoint: '/srv',
    };
    const blockdevices = [
      { ...device('sda', '8:0'), children: [{ ...device('sda1', ' 8:1 '), type: 'part', children: [volume] }] },
      volume,
      device('loop3', '7:3'),
      device('vdz', '250:0'),
      { ...device('sr0', '11:0'), size: 0 },
    ];
    const nodes =
      '8:0 /dev/sda\n8:1 /dev/sda1\nfe:0 /dev/dm-0\n0:0 /dev/mapper/vg-data\n7:3 /dev/loop3\n7:3 /dev/sdb1\nb:0 /dev/sr0\n';
    expect(parseBlockDevices(JSON.stringify({ blockdevices }), nodes)).toEqual([
      { name: 'sda', path: '/dev/sda', size_bytes: 5, type: 'disk', filesystem: null, mount_point: null },
      { name: 'sda1', path: '/dev/sda1', size_bytes: 5, type: 'part', filesystem: null, mount_point: null },
      {
        name: 'vg-data',
        path: '/dev/mapper/vg-data',
        size_bytes: 5,
        type: 'lvm',
        filesystem: 'xfs',
        mount_point: '/srv',
      },
      { name: 'sdb1', path: '/dev/sdb1', size_bytes: 5, type: 'disk', filesystem: null, mount_point: null },
    ]);
  });
});
