import { sameSysctlKey, sameSysctlValue, sysctlFile, sysctlPath } from '../../../lib/host/sysctls/sysctl-key';
import { valueIn } from '../../../lib/host/sysctls/sysctls';

test.each([
  ['net.ipv4.ip_forward', 'net/ipv4/ip_forward'],
  ['net/ipv4/ip_forward', 'net/ipv4/ip_forward'],
  ['net.ipv4.conf.eth0/100.forwarding', 'net/ipv4/conf/eth0.100/forwarding'],
  ['net/ipv4/conf/eth0.100/forwarding', 'net/ipv4/conf/eth0.100/forwarding'],
])('%s stands for the path %s', (key, path) => {
  expect(sysctlPath(key)).toBe(path);
});

test('the same key in two spellings is one key with one file', () => {
  expect(sameSysctlKey('net.ipv4.conf.eth0/100.forwarding', 'net/ipv4/conf/eth0.100/forwarding')).toBe(true);
  expect(sameSysctlKey('net.ipv4.conf.eth0.forwarding', 'net.ipv4.conf.eth1.forwarding')).toBe(false);
  expect(sysctlFile('net.ipv4.conf.eth0/100.forwarding')).toBe(sysctlFile('net/ipv4/conf/eth0.100/forwarding'));
  expect(sysctlFile('net.ipv4.conf.eth0/100.forwarding')).not.toBe(sysctlFile('net.ipv4.conf.eth0.100.forwarding'));
});

test.each([
  ['4096 131072 33554432', '4096\t131072\t33554432', true],
  [' 1 ', '1\n', true],
  ['1 2', '12', false],
  ['1', '01', false],
])('the values %j and %j are the same: %p', (one, other, same) => {
  expect(sameSysctlValue(one, other)).toBe(same);
});

test('of several lines in a file the last one for the key counts, in any spelling', () => {
  const lines = [
    '# net.ipv4.ip_forward = 7',
    'net.ipv4.ip_forward=1',
    'net.core.somaxconn = 5',
    '-net/ipv4/ip_forward  = 0 ',
  ];
  expect(valueIn(lines, 'net.ipv4.ip_forward')).toBe('0');
  expect(valueIn(lines, 'net.core.somaxconn')).toBe('5');
  expect(valueIn(lines, 'net.ipv4.tcp_rmem')).toBe('');
});
