import { setTimeout as wait } from 'node:timers/promises';
import { type ComputeCloud, computeCloud } from './compute-cloud';
import { deployProgram } from './program';
import { TRACES } from './traces';

interface Volume {
  readonly id: string;
  readonly status: string;
  readonly 'os-vol-host-attr:host': string;
}

describe('the example "volumes", over a cloud of the example "compute"', () => {
  let cloud: ComputeCloud;
  let before: string;
  const deploy = (example: 'compute' | 'volumes') => deployProgram(cloud, example);
  const changed = async () =>
    (await cloud.stack.plan())
      .map(({ address, actions, changes }) =>
        [address.replace(/^stackwright_(\w+)\..*/, '$1'), ...actions, ...Object.keys(changes)].join(' '),
      )
      .sort();
  const volume = (name: string) => cloud.admin.json<Volume>('volume', 'show', name);
  const until = async (name: string, wanted: string) => {
    for (const end = Date.now() + 120_000; ; await wait(1000)) {
      const { status } = await volume(name);
      if (status === wanted) return;
      if (status.includes('error') || Date.now() > end) throw new Error(`${name} is ${status}, and not ${wanted}`);
    }
  };
  const gone = async (name: string) => {
    while ((await cloud.admin.run('volume', 'list', '-f', 'value')).includes(name)) await wait(1000);
  };
  const disks = async () => {
    const { addresses } = await cloud.admin.json<{ addresses: Record<string, string[]> }>('server', 'show', 'cirros1');
    const listed = await cloud.inGuest(addresses.private?.[0] ?? 'none', 'cat /proc/partitions');
    return listed.split('\n').filter((line) => / 1048576 vd/.test(line));
  };
  const stored = () => cloud.node3.shell('ls /var/lib/cinder/mnt/*/');

  beforeAll(async () => {
    cloud = await computeCloud();
  });
  afterAll(() => cloud?.close());

  test('adds them in one run, and the next plan is empty', async () => {
    before = await cloud.node3.shell(TRACES);
    await deploy('volumes');
    expect(await changed()).toEqual([]);
  });

  test("is in order by the word of OpenStack's own tools", async () => {
    const services = await cloud.admin.json<Record<string, string>[]>('volume', 'service', 'list');
    expect(services.map(({ Binary, Host, Status, State }) => [Binary, Host, Status, State].join(' ')).sort()).toEqual([
      'cinder-scheduler node1 enabled up',
      'cinder-volume node3@nfs enabled up',
    ]);
    const cinder = await cloud.node1.shell('cinder-status upgrade check 2>/dev/null');
    expect(cinder).toContain('Result: Success');
    expect(cinder).not.toMatch(/Result: (?!Success)/);
    const nova = await cloud.node1.shell('nova-status upgrade check 2>/dev/null');
    expect(nova).toMatch(/Check: Cinder API\s.*\s+\| Result: Success/);
  });

  test('has a volume that an instance gets, and gives back', async () => {
    await cloud.admin.run('volume', 'create', '--size', '1', 'data');
    await until('data', 'available');
    expect(await volume('data')).toMatchObject({ 'os-vol-host-attr:host': 'node3@nfs#nfs' });
    expect(await disks()).toHaveLength(0);
    await cloud.admin.run('server', 'add', 'volume', 'cirros1', 'data');
    await until('data', 'in-use');
    expect(await disks()).toHaveLength(1);
    await cloud.admin.run('server', 'remove', 'volume', 'cirros1', 'data');
    await until('data', 'available');
    expect(await disks()).toHaveLength(0);
  });

  test('changed by hand in any way, it shows just that, and apply puts it back', async () => {
    await cloud.node3.shell(`
      sed -i 's/^nfs_sparsed_volumes = .*/nfs_sparsed_volumes = false/' /etc/cinder/cinder.conf
      echo filer:/srv/archive >> /etc/cinder/nfs_shares.nfs`);
    await cloud.node1.shell('systemctl stop cinder-scheduler');
    await cloud.admin.run('volume', 'service', 'set', '--disable', 'node3@nfs', 'cinder-volume');
    expect(await changed()).toEqual([
      'config_file update revision settings',
      'file update content revision sha256',
      'service update active',
      'service update restart_on',
      'volume_service update enabled',
    ]);
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
  });

  test('does not lose a volume on a backend that is taken out: it says which one is in the way', async () => {
    await expect(deploy('compute')).rejects.toThrow(/Volumes are on node3@nfs[\s\S]*data/);
    const { id } = await volume('data');
    expect(await stored()).toContain(`volume-${id}`);
    const services = await cloud.admin.json<object[]>('volume', 'service', 'list', '--service', 'cinder-volume');
    expect(services).toMatchObject([{ Host: 'node3@nfs', Status: 'disabled', State: 'up' }]);
  });

  test('takes it out once it is empty, leaves what else is on the share, and nothing on its host', async () => {
    await cloud.admin.run('volume', 'delete', 'data');
    await gone('data');
    const onShare = (script: string) =>
      cloud.node3.shell(`mount -t nfs filer:/srv/volumes /mnt; cd /mnt; ${script}; cd /; umount /mnt`);
    await onShare('echo theirs > theirs');
    await deploy('compute');
    expect(await changed()).toEqual([]);
    expect(await cloud.node3.shell(TRACES)).toBe(before);
    expect(await onShare('ls; rm theirs')).toBe('theirs\n');
    expect(await cloud.admin.run('catalog', 'list')).not.toContain('volumev3');
    expect(await cloud.node1.shell("mariadb -Ne 'SHOW DATABASES'; ls /etc")).not.toContain('cinder');
    expect(await cloud.node2.shell('dpkg-query -W; ls /etc')).not.toMatch(/nfs-common|rpcbind/);
  });
});
