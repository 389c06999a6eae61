import { ConfigFile, Secret } from '../../../constructs';
import { synthOnHost } from './synth';

test('settings given at first and set later add up', () => {
  const { one } = synthOnHost((host) => {
    const config = new ConfigFile(host, 'Config', {
      host,
      path: '/etc/nova/nova.conf',
      settings: { DEFAULT: { debug: 'false', my_ip: '192.0.2.1' } },
    });
    config.set('DEFAULT', 'debug', 'true');
    config.set('database', 'connection', `mysql+pymysql://nova:${Secret.named('nova/database')}@db/nova`);
  });
  expect(one('config_file')).toEqual({
    host: 'node1',
    path: '/etc/nova/nova.conf',
    settings: {
      DEFAULT: { debug: 'true', my_ip: '192.0.2.1' },
      database: { connection: 'mysql+pymysql://nova:{{secret:nova/database}}@db/nova' },
    },
  });
});

test('keys that occur several times and keys that must not be there are kept too', () => {
  const { one } = synthOnHost((host) => {
    const config = new ConfigFile(host, 'Config', {
      host,
      path: '/etc/x.conf',
      repeated: { DEFAULT: { listen: ['a', 'b'] } },
      absent: { DEFAULT: ['verbose'] },
    });
    config.repeat('pci', 'alias', ['c']);
    config.forbid('DEFAULT', 'use_neutron');
  });
  expect(one('config_file')).toMatchObject({
    repeated: { DEFAULT: { listen: ['a', 'b'] }, pci: { alias: ['c'] } },
    absent: { DEFAULT: ['verbose', 'use_neutron'] },
  });
});

test('the settings that are handed out are a copy', () => {
  synthOnHost((host) => {
    const config = new ConfigFile(host, 'Config', { host, path: '/etc/x.conf', settings: { a: { b: 'c' } } });
    const { settings } = config;
    (settings.a as Record<string, string>).b = 'changed';
    expect(config.settings).toEqual({ a: { b: 'c' } });
  });
});

test('fails on a relative path and a mode that is none', () => {
  const define = () =>
    synthOnHost((host) => {
      new ConfigFile(host, 'Config', { host, path: 'etc/x.conf', mode: 'rw-r--r--' });
    });
  expect(define).toThrow('path is "etc/x.conf": give an absolute path without "." or ".." or a slash at the end.');
  expect(define).toThrow('mode is "rw-r--r--": give an octal mode such as "0644".');
});
