import { parseHostFacts } from '../../../lib/doctor/host-facts';
import { type IniDocument, IniSyntaxError } from '../../../lib/ini';

const PARTS = {
  machine: 'x86_64\n',
  units: [
    'Id=keystone.service\nLoadState=loaded\nActiveState=active\nSubState=running\nNRestarts=0',
    'Id=nova-api.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\nNRestarts=5',
    'Id=nova-compute.service\nLoadState=loaded\nActiveState=activating\nSubState=auto-restart\nNRestarts=7',
    'Id=gone.service\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nNRestarts=0',
  ].join('\n\n'),
  said: '\0+\0nova-api.service\nbind(): Address already in use\n\nlast\n',
  sockets:
    'LISTEN 0      128    192.0.2.11:8774       0.0.0.0:*    users:(("nc",pid=42,fd=3))\n' +
    'LISTEN 0      100    127.0.0.53%lo:53      0.0.0.0:*    users:(("systemd-resolve",pid=7,fd=14))\n' +
    'LISTEN 0      128    [::]:22               [::]:*       users:(("sshd",pid=9,fd=4),("systemd",pid=1,fd=5))\n',
  processes: '      1 init.scope  systemd\n     42 -           nc\n      9 ssh.service sshd\n',
  configs: '\0+\0/etc/a.conf\n[database]\nconnection = x\n\0+\0/etc/b.conf\n[broken\n',
  environments: "\0+\0/root/openrc\nexport OS_USERNAME='admin'\n",
  owners: 'swift:swift 755 /srv/node/sdb1\nroot:root 755 /var/cache/swift\n',
  mounts: '30 1 8:17 / /srv/node/sdb1 rw,noatime shared:1 - xfs /dev/sdb1 rw,attr2\n',
  devices: '/dev/sdb1\n',
  rings: `${'a'.repeat(64)}  /etc/swift/object.ring.gz\n`,
  qemu: '',
  kvm: '',
  groups: '+\n  cinder-volumes\n',
  df:
    'Filesystem     1024-blocks     Used Available Capacity Mounted on\n' +
    '/dev/sda1        10000000  9990000     10000      99% /\n' +
    '/dev/sdb1         1000000   100000    900000      10% /srv/node/sdb1\n',
};

const facts = parseHostFacts([...Object.values(PARTS), ''].join('\0=\0'));

test('units have states, and those that are in trouble what they said', () => {
  expect(Object.fromEntries(facts.units)).toEqual({
    'keystone.service': { state: 'active', restarts: 0, said: [] },
    'nova-api.service': { state: 'failed', restarts: 5, said: ['bind(): Address already in use', 'last'] },
    'nova-compute.service': { state: 'restarting', restarts: 7, said: [] },
    'gone.service': { state: null, restarts: 0, said: [] },
  });
});

test('listeners are known with their units', () => {
  expect(facts.listeners).toEqual([
    { address: '192.0.2.11', port: 8774, process: 'nc', pid: 42, unit: null },
    { address: '127.0.0.53', port: 53, process: 'systemd-resolve', pid: 7, unit: null },
    { address: '[::]', port: 22, process: 'sshd', pid: 9, unit: 'ssh.service' },
  ]);
});

test('configuration files are read, or it is known which line is wrong', () => {
  const config = facts.configs.get('/etc/a.conf') as IniDocument;
  expect(config.values({ section: 'database', key: 'connection' })).toEqual(['x']);
  expect(facts.configs.get('/etc/b.conf')).toBeInstanceOf(IniSyntaxError);
  expect([...facts.environments]).toEqual([['/root/openrc', "export OS_USERNAME='admin'\n"]]);
});

test('disks, rings and owners are known', () => {
  expect(facts.mounts.map(({ target }) => target)).toEqual(['/srv/node/sdb1']);
  expect([...facts.devices]).toEqual(['/dev/sdb1']);
  expect(facts.rings.get('/etc/swift/object.ring.gz')).toBe('a'.repeat(64));
  expect(facts.owners.get('/var/cache/swift')).toBe('root:root');
  expect(facts.volumeGroups).toEqual(new Set(['cinder-volumes']));
  expect(facts.fullDisks).toEqual([{ mountPoint: '/', availableMib: 9 }]);
  expect([facts.architecture, facts.emulator, facts.kvm]).toEqual(['x86_64', null, false]);
});
