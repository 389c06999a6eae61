import { DISKS, type ObjectStorageCloud, objectStorageCloud } from './object-storage-cloud';
import { accountUrl } from './swift-by-hand';

const RINGS = ['account', 'container', 'object'];

describe('the example "object-storage", from bare hosts', () => {
  let cloud: ObjectStorageCloud;
  const changed = async () =>
    (await cloud.stack.plan()).map(({ address, actions, changes }) =>
      [address.replace(/^stackwright_(\w+)\..*/, '$1'), ...actions, ...Object.keys(changes)].join(' '),
    );

  beforeAll(async () => {
    cloud = await objectStorageCloud('bare');
  });
  afterAll(() => cloud?.close());

  test('is deployed in one run, and the next plan is empty', async () => {
    await cloud.example.cdktf('deploy', '--auto-approve');
    expect(await changed()).toEqual([]);
  });

  test("is in order by the word of Swift's own tools", async () => {
    const { node3 } = cloud;
    for (const ring of RINGS)
      await node3.shell(
        `swift-ring-builder /etc/swift/${ring}.builder validate && cd /etc/swift && test -s ${ring}.ring.gz`,
      );
    const said = await node3.shell('swift-recon --md5 --unmounted --validate-servers 2>&1');
    expect(said).toContain('1/1 hosts matched, 0 error[s] while checking hosts.');
    expect(said).not.toMatch(/Not mounted|Invalid/);
  });

  test('keeps what it is given on three disks, and gives it back as it was', async () => {
    const { node1, node3, joe } = cloud;
    const sum = (file: string) => node1.shell(`sha256sum < ${file}`);
    const copies = async () => {
      const found = await node3.shell("find /srv/node -path '*/objects/*.data' | cut -d / -f 4 | sort");
      return found.trim().split('\n');
    };
    // One object is the example's own.
    expect(await copies()).toEqual(DISKS);
    await node1.shell('head -c 3000000 /dev/urandom > /root/data.file');
    await joe.run('container', 'create', 'c1');
    await joe.run('object', 'create', '--name', 'data.file', 'c1', '/root/data.file');
    expect(await joe.json('object', 'list', 'c1')).toEqual([{ Name: 'data.file' }]);
    await joe.run('object', 'save', '--file', '/root/back', 'c1', 'data.file');
    expect(await sum('/root/back')).toBe(await sum('/root/data.file'));
    expect(await copies()).toEqual(DISKS.flatMap((disk) => [disk, disk]));
    await joe.run('object', 'delete', 'c1', 'data.file');
    await joe.run('container', 'delete', 'c1');
    await node1.shell('rm /root/data.file /root/back');
  });

  test('shows everybody what it has uploaded', async () => {
    const { project_id } = await cloud.joe.json<{ project_id: string }>('token', 'issue');
    const answer = await fetch(`${accountUrl(cloud, project_id)}/public/welcome.txt`);
    expect(await answer.text()).toBe('Welcome.\n');
    expect(answer.headers.get('content-type')).toBe('text/plain');
  });

  test('changed by hand in any way, it shows just that, and apply puts it back', async () => {
    const { node3, stack } = cloud;
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
});
