import { Lazy } from 'cdktf';
import { type Host, Keystone, MariaDb, Memcached, RabbitMq } from '../../../constructs';
import { synthOnHost } from './synth';

type Define = (host: Host, address?: string) => void;

const OWN = '192.0.2.1';
const servers: [string, string, Define][] = [
  ['MariaDb', 'bindAddress', (host, bindAddress) => new MariaDb(host, 'X', { host, bindAddress })],
  ['RabbitMq', 'bindAddress', (host, bindAddress) => new RabbitMq(host, 'X', { host, bindAddress })],
  [
    'Memcached',
    'listenAddresses',
    (host, address) =>
      new Memcached(host, 'X', { host, listenAddresses: address === undefined ? undefined : [OWN, address] }),
  ],
  [
    'Keystone',
    'bindAddress',
    (host, bindAddress) => {
      const database = new MariaDb(host, 'Database', { host, bindAddress: OWN });
      new Keystone(host, 'X', { host, database, bindAddress });
    },
  ],
];

describe.each(servers)('%s', (kind, prop, define) => {
  test('fails on a host that is known by a DNS name, unless it is told where to listen', () => {
    const host = { address: 'node1.example.org' };
    expect(() => synthOnHost(define, host)).toThrow(
      `${kind} "test/node1/X" cannot be defined:\n` +
        `  - the host's address is "node1.example.org", on which no server can listen: give ${prop}, an IP address of the host.`,
    );
    for (const address of ['10.0.0.1', '2001:db8::1', '0.0.0.0', '::'])
      expect(() => synthOnHost((on) => define(on, address), host)).not.toThrow();
  });

  test.each(['node1', 'localhost', '192.0.2', '192.0.2.1:80', '[::1]', 'fe80::1%eth0', '*', ''])(
    'does not listen on "%s"',
    (address) => {
      const expected = `${prop} has "${address}": give an IP address of the host, such as "192.0.2.11".`;
      expect(() => synthOnHost((on) => define(on, address))).toThrow(expected);
    },
  );

  test('takes an address that is known only when Terraform runs', () => {
    const address = Lazy.stringValue({ produce: () => '192.0.2.9' });
    expect(() => synthOnHost(define, { address })).not.toThrow();
    expect(synthOnHost((on) => define(on, address)).text).toContain('192.0.2.9');
  });
});
