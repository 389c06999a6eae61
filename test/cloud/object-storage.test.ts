import { buildPackage, Example } from '../host/example';
import { bareHost, type TestHost } from '../host/lab-host';
import { environmentOf } from '../host/openrc';
import { OpenStackClient } from '../host/openstack-client';
import type { Workspace } from '../host/workspace';
import { TRACES } from './traces';

const DISKS = ['sdb1', 'sdc1', 'sdd1'];
const RINGS = ['account', 'container', 'object'];

describe('the example "object-storage", from bare hosts', () => {
  let node1: TestHost;
  let node3: TestHost;
  let example: Example;
  let stack: Workspace;
  let joe: OpenStackClient;
  let found: string[];
  const all = (script: string) => Promise.all([node1, node3].map((host) => host.shell(script)));
  const changed = async () =>
    (await stack.plan()).map(({ address, actions, changes }) =>
      [address.replace(/^stackwright_(\w+)\..*/, '$1'), ...actions, ...Object.keys(changes)].join(' '),
    );
  const blank = `for disk in ${DISKS.join(' ')}; do wipefs -qa /dev/$disk; done`;

  beforeAll(async () => {
    await buildPackage();
    node1 = await bareHost('node1');
    node3 = await bareHost('node3');
    await node3.shell(blank);
    found = await all(TRACES);
    example = await Example.open('object-storage', [node1, node3]);
    stack = example.stack('object-storage');
    joe = new OpenStackClient(node1, async () => environmentOf(await node1.shell('cat /root/openrc-joe')));
  });
  afterAll(async () => {
    joe?.close();
    await example?.close();
  });

  test('is deployed in one run, and the next plan is empty', async () => {
    await example.cdktf('deploy', '--auto-approve');
    expect(await changed()).toEqual([]);
  });

  test("is in order by the word of Swift's own tools", async () => {
    for (const ring of RINGS)
      await node3.shell(
        `swift-ring-builder /etc/swift/${ring}.builder validate && cd /etc/swift && test -s ${ring}.ring.gz`,
      );
    const said = await node3.shell('swift-recon --md5 --unmounted --validate-servers 2>&1');
    expect(said).toContain('1/1 hosts matched, 0 error[s] while checking hosts.');
    expect(said).not.toMatch(/Not mounted|Invalid/);
  });

  test('keeps what it is given on three disks, and gives it back as it was', async () => {
    const sum = (file: string) => node1.shell(`sha256sum < ${file}`);
    await node1.shell('head -c 3000000 /dev/urandom > /root/data.file');
    await joe.run('container', 'create', 'c1');
    await joe.run('object', 'create', '--name', 'data.file', 'c1', '/root/data.file');
    expect(await joe.json('object', 'list', 'c1')).toEqual([{ Name: 'data.file' }]);
    await joe.run('object', 'save', '--file', '/root/back', 'c1', 'data.file');
    expect(await sum('/root/back')).toBe(await sum('/root/data.file'));
    const copies = await node3.shell("find /srv/node -name '*.data' | cut -d / -f 4 | sort");
    expect(copies.trim().split('\n')).toEqual(DISKS);
  });

  test('changed by hand in any way, it shows just that, and apply puts it back', async () => {
    await node3.shell(`
      sed -i 's/^mount_check = .*/mount_check = false/' /etc/swift/object-server.conf
      echo '# by hand' >> /etc/rsyncd.conf
      systemctl stop swift-container-updater
      umount --lazy /srv/node/sdc1`);
    expect((await changed()).sort()).toEqual([
      'config_file update revision settings',
      'file update content revision sha256',
      'filesystem update mode mounted',
      'service update active',
      // What reads the two files: rsync, the server for objects, its three daemons, and the one that does not run.
      ...Array(6).fill('service update restart_on'),
    ]);
    await stack.apply();
    expect(await changed()).toEqual([]);
    expect(await node3.shell('findmnt -n -o SOURCE /srv/node/sdc1')).toBe('/dev/sdc1\n');
  });

  test('is destroyed without a trace, but for what is stored', async () => {
    await joe.run('object', 'delete', 'c1', 'data.file');
    await joe.run('container', 'delete', 'c1');
    await example.cdktf('destroy', '--auto-approve');
    await node1.shell('rm -f /root/data.file /root/back');
    expect(await node3.shell(`blkid -p -s TYPE -o value /dev/sdb1; ${blank}`)).toBe('xfs\n');
    expect(await all(TRACES)).toEqual(found);
  });
});
