import { TerraformOutput } from 'cdktf';
import { ConfigFile, File, type Host, Readiness, Service } from '../../../constructs';
import { synthOnHost } from './synth';

const service = (host: Host, readiness?: Readiness) =>
  new Service(host, 'Service', { host, name: 'nova-api', readiness });

test('a service that nothing more is said of leaves the rest to the provider', () => {
  const { one } = synthOnHost((host) => {
    service(host);
  });
  expect(one('service')).toEqual({ host: 'node1', name: 'nova-api' });
});

test.each([
  ['a TCP port of the host itself', Readiness.tcp(80), { tcp: '127.0.0.1:80' }],
  [
    'a TCP port of an IPv6 address',
    Readiness.tcp(80, { address: '::1', timeoutSeconds: 9 }),
    { tcp: '[::1]:80', timeout_seconds: 9 },
  ],
  ['an HTTP status', Readiness.http('http://127.0.0.1/', { status: 300 }), { http: 'http://127.0.0.1/', status: 300 }],
  ['a command', Readiness.command('true'), { command: 'true' }],
])('a service can be ready by %s', (_, readiness, expected) => {
  const { one } = synthOnHost((host) => {
    service(host, readiness);
  });
  expect(one('service').readiness).toEqual(expected);
});

test('a service restarts on what it reads, named by path', () => {
  const { one } = synthOnHost((host) => {
    const config = new ConfigFile(host, 'Config', { host, path: '/etc/nova/nova.conf' });
    const policy = new File(host, 'Policy', { host, path: '/etc/nova/policy.yaml', content: '{}' });
    service(host).restartOn(config, policy);
  });
  expect(one('service').restart_on).toEqual({
    '/etc/nova/nova.conf': expect.stringMatching(/^\$\{stackwright_config_file\.\w+\.revision\}$/),
    '/etc/nova/policy.yaml': expect.stringMatching(/^\$\{stackwright_file\.\w+\.revision\}$/),
  });
});

test('overrides add up, and the last one for a key counts', () => {
  const { one } = synthOnHost((host) => {
    const defined = new Service(host, 'Service', {
      host,
      name: 'nova-api',
      overrides: { Service: { LimitNOFILE: ['1024'], Nice: ['5'] } },
    });
    defined.setOverride('Service', 'LimitNOFILE', '65536');
    defined.setOverride('Unit', 'After', '', 'mariadb.service');
  });
  expect(one('service').overrides).toEqual({
    Service: { LimitNOFILE: ['65536'], Nice: ['5'] },
    Unit: { After: ['', 'mariadb.service'] },
  });
});

test('fails to give an endpoint without a TCP probe', () => {
  const define = () =>
    synthOnHost((host) => {
      new TerraformOutput(host, 'endpoint', { value: service(host, Readiness.command('true')).endpoint });
    });
  expect(define).toThrow('Service "test/node1/Service" has no endpoint: give it the readiness Readiness.tcp(PORT).');
});

test('fails on a name that no unit can have', () => {
  const define = () =>
    synthOnHost((host) => {
      new Service(host, 'Service', { host, name: 'nova api' });
    });
  expect(define).toThrow('name is "nova api": give the name of a systemd unit, such as "memcached" or "dbus.socket".');
});
