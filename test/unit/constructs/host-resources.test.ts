import {
  Command,
  Directory,
  File,
  type Host,
  Mount,
  Package,
  PackageRemoval,
  Sysctl,
  SystemUser,
} from '../../../constructs';
import { synthOnHost } from './synth';

test.each<[string, (host: Host) => unknown, string, object]>([
  [
    'a package set',
    (host) =>
      new Package(host, 'X', {
        host,
        packages: ['nova-api'],
        hold: true,
        onDestroy: PackageRemoval.KEEP,
        debconf: { a: 'b' },
      }),
    'package',
    { packages: ['nova-api'], hold: true, on_destroy: 'keep', debconf: { a: 'b' } },
  ],
  [
    'a directory',
    (host) => new Directory(host, 'X', { host, path: '/srv/images', owner: 'glance', createParents: true }),
    'directory',
    { path: '/srv/images', owner: 'glance', create_parents: true },
  ],
  [
    'a kernel parameter',
    (host) => new Sysctl(host, 'X', { host, key: 'net.core.somaxconn', value: '4096', persistent: false }),
    'sysctl',
    { key: 'net.core.somaxconn', value: '4096', persistent: false },
  ],
  [
    'a user, named by the construct unless it is told otherwise',
    (host) => new SystemUser(host, 'glance', { host, system: true, groups: ['ceph'], uid: 64062 }),
    'system_user',
    { name: 'glance', system: true, groups: ['ceph'], uid: 64062 },
  ],
  [
    'a mounted file system, of type xfs unless it is told otherwise',
    (host) =>
      new Mount(host, 'X', { host, device: '/dev/sdb1', mountPoint: '/srv/node/sdb1', mountOptions: ['noatime'] }),
    'filesystem',
    { device: '/dev/sdb1', type: 'xfs', mount_point: '/srv/node/sdb1', mount_options: ['noatime'] },
  ],
  [
    'a command',
    (host) =>
      new Command(host, 'X', { host, create: 'touch /x', read: 'cat /x', delete: 'rm /x', environment: { A: 'b' } }),
    'command',
    { create: 'touch /x', read: 'cat /x', delete: 'rm /x', environment: { A: 'b' } },
  ],
  [
    'a command that only takes away',
    (host) => new Command(host, 'X', { host, delete: 'rm /x' }),
    'command',
    { delete: 'rm /x' },
  ],
  [
    'a file with the content of a local one',
    (host) => new File(host, 'X', { host, path: '/x', source: 'files/x' }),
    'file',
    { path: '/x', source: `${process.cwd()}/files/x` },
  ],
])('%s is one resource on its host', (_, define, type, expected) => {
  const { one } = synthOnHost(define);
  expect(one(type)).toEqual({ host: 'node1', ...expected });
});

test('what something depends on comes before it', () => {
  const { one } = synthOnHost((host) => {
    const user = new SystemUser(host, 'glance', { host });
    new Directory(host, 'Images', { host, path: '/srv/images', dependsOn: [user] });
  });
  expect(one('directory').depends_on).toEqual([expect.stringMatching(/^stackwright_system_user\.node1_glance_/)]);
});

test.each<[string, (host: Host) => unknown, string]>([
  [
    'a command that is never run',
    (host) => new Command(host, 'X', { host }),
    'give create, delete, or both: nothing would be run.',
  ],
  [
    'an update of what is never made',
    (host) => new Command(host, 'X', { host, update: 'true', delete: 'true' }),
    'read and update are for commands with create',
  ],
  ['no packages', (host) => new Package(host, 'X', { host, packages: [] }), 'packages is empty: name at least one.'],
  [
    'a package with a version',
    (host) => new Package(host, 'X', { host, packages: ['nova=26'] }),
    'packages has "nova=26": give the name of a package, without a version.',
  ],
  [
    'two contents',
    (host) => new File(host, 'X', { host, path: '/x', content: '', source: 'x' }),
    'content and source given: give exactly one of content, contentBase64, source.',
  ],
  [
    'no content',
    (host) => new File(host, 'X', { host, path: '/x' }),
    'none given: give exactly one of content, contentBase64, source.',
  ],
  [
    'a path with ".."',
    (host) => new Directory(host, 'X', { host, path: '/srv/../etc' }),
    'path is "/srv/../etc": give an absolute path',
  ],
  [
    'a user name in upper case',
    (host) => new SystemUser(host, 'Glance', { host }),
    'name is "Glance": give up to 32 of a-z, 0-9, "_" and "-", with a letter or "_" first.',
  ],
  [
    'a kernel parameter without a dot',
    (host) => new Sysctl(host, 'X', { host, key: 'somaxconn', value: '1' }),
    'key is "somaxconn": give a kernel parameter such as "net.core.somaxconn".',
  ],
])('fails on %s', (_, define, message) => {
  expect(() => synthOnHost(define)).toThrow(message);
});
