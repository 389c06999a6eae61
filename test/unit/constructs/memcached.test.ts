import { TerraformOutput } from 'cdktf';
import { File, Memcached } from '../../../constructs';
import { synthOnHost } from './synth';

test('memcached listens on its host’s address, and on TCP alone', () => {
  const { one } = synthOnHost((host) => {
    new Memcached(host, 'Cache', { host });
  });
  expect(one('package')).toEqual({ host: 'node1', packages: ['memcached'] });
  expect(one('file')).toMatchObject({
    path: '/etc/memcached.conf',
    content: '-u memcache\n-l 192.0.2.1\n-p 11211\n-U 0\n-m 64\n-c 1024\n-t 4\n',
  });
  expect(one('service')).toMatchObject({
    name: 'memcached.service',
    readiness: { tcp: '192.0.2.1:11211' },
    overrides: { Service: { LimitNOFILE: ['1088'] } },
  });
});

test('every prop ends up in the configuration', () => {
  const { one } = synthOnHost((host) => {
    new Memcached(host, 'Cache', {
      host,
      listenAddresses: ['10.0.0.1', '::1'],
      port: 11311,
      memoryMib: 512,
      maxConnections: 4096,
      threads: 8,
      extraOptions: ['-I 4m'],
    });
  });
  expect(one('file').content).toBe('-u memcache\n-l 10.0.0.1\n-l ::1\n-p 11311\n-U 0\n-m 512\n-c 4096\n-t 8\n-I 4m\n');
  expect(one('service').readiness).toEqual({ tcp: '10.0.0.1:11311' });
});

test('the packages come before the configuration, and the service after both', () => {
  const { one } = synthOnHost((host) => {
    new Memcached(host, 'Cache', { host });
  });
  expect(one('file').depends_on).toEqual([expect.stringMatching(/^stackwright_package\./)]);
  expect(one('service').restart_on).toEqual({
    '/etc/memcached.conf': expect.stringMatching(/^\$\{stackwright_file\.\w+\.\w+\}$/),
  });
});

test('the endpoint is one that answers: it refers to the service', () => {
  const { outputs } = synthOnHost((host) => {
    const cache = new Memcached(host, 'Cache', { host });
    new TerraformOutput(host, 'endpoint', { value: cache.endpoint, staticId: true });
  });
  expect(outputs.endpoint?.value).toMatch(/^\$\{stackwright_service\.\w+\.readiness\.tcp\}$/);
});

test('what depends on memcached waits for its service', () => {
  const { all } = synthOnHost((host) => {
    const cache = new Memcached(host, 'Cache', { host });
    new File(host, 'Client', { host, path: '/etc/client', content: '', dependsOn: [cache] });
  });
  expect(all('file').find(({ path }) => path === '/etc/client')?.depends_on).toEqual([
    expect.stringMatching(/^stackwright_service\./),
  ]);
});

test('fails with all that is wrong at once', () => {
  const define = () =>
    synthOnHost((host) => {
      new Memcached(host, 'Cache', { host, port: 70000, threads: 0, listenAddresses: [], extraOptions: ['I 4m'] });
    });
  expect(define).toThrow('Memcached "test/node1/Cache" cannot be defined:');
  expect(define).toThrow('port is 70000: give a whole number from 1 to 65535.');
  expect(define).toThrow('threads is 0: give a whole number from 1 to 64.');
  expect(define).toThrow('listenAddresses is empty: give an address, or leave it out.');
  expect(define).toThrow('extraOptions has "I 4m": give one option that begins with "-".');
});
