import { FirewallAction, FirewallProtocol, FirewallRule, Package } from '../../../constructs';
import { synthOnHost } from './synth';

test('a port is opened with its number alone, under the construct’s name', () => {
  const { one } = synthOnHost((host) => {
    new FirewallRule(host, 'keystone', { host, ports: ['5000'] });
  });
  expect(one('firewall_rule')).toEqual({
    host: 'node1',
    name: 'keystone',
    protocol: 'tcp',
    ports: ['5000'],
    depends_on: [expect.stringMatching(/^stackwright_package\./)],
  });
});

test('every prop ends up in the rule', () => {
  const { one } = synthOnHost((host) => {
    new FirewallRule(host, 'X', {
      host,
      ruleName: 'dns',
      protocol: FirewallProtocol.UDP,
      ports: ['53', '5353-5354'],
      sources: ['10.0.0.0/8', '2001:db8::1'],
      interfaceName: 'eth*',
      action: FirewallAction.REJECT,
      order: 20,
      table: 'ip filter',
      chain: 'INPUT',
    });
  });
  expect(one('firewall_rule')).toMatchObject({
    name: 'dns',
    protocol: 'udp',
    ports: ['53', '5353-5354'],
    sources: ['10.0.0.0/8', '2001:db8::1'],
    interface: 'eth*',
    action: 'reject',
    order: 20,
    table: 'ip filter',
    chain: 'INPUT',
  });
});

test('a rule without ports is about all protocols', () => {
  const { one } = synthOnHost((host) => {
    new FirewallRule(host, 'cluster', { host, sources: ['10.0.0.0/24'] });
  });
  expect(one('firewall_rule').protocol).toBeUndefined();
});

test('all rules of a host share one package, unless they are given another', () => {
  const { all, one } = synthOnHost((host) => {
    new FirewallRule(host, 'a', { host, ports: ['1'] });
    new FirewallRule(host, 'b', { host, ports: ['2'] });
  });
  expect(all('firewall_rule')).toHaveLength(2);
  expect(one('package')).toEqual({ host: 'node1', packages: ['nftables'] });
  const given = synthOnHost((host) => {
    const nftables = new Package(host, 'Tools', { host, packages: ['nftables', 'jq'] });
    new FirewallRule(host, 'a', { host, ports: ['1'], nftables });
  });
  expect(given.one('package').packages).toEqual(['nftables', 'jq']);
});

test('fails with all that is wrong at once', () => {
  const define = () =>
    synthOnHost((host) => {
      new FirewallRule(host, 'a b', { host, ports: ['http'], sources: [], order: -1 });
    });
  expect(define).toThrow('ruleName is "a b": give up to 64 letters');
  expect(define).toThrow('ports has "http": give a port such as "5000"');
  expect(define).toThrow('sources is empty: give an address, or leave it out for all addresses.');
  expect(define).toThrow('order is -1: give a whole number from 0 to 99999.');
});
