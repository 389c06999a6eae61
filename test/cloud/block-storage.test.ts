import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Beside, type Resources } from './beside';
import { type ComputeCloud, computeCloud } from './compute-cloud';
import { deployProgram } from './program';

const id = (address: string) => `\${stackwright_${address}.id}`;

/** What is done by hand at a time, with what then shows. */
const BY_HAND: readonly (readonly (readonly [command: string, change: string])[])[] = [
  [
    ['volume set it-data --name it-other', 'volume.data update name'],
    ['volume snapshot set it-monday --property day=2', 'volume_snapshot.monday update metadata'],
    ['volume type set it --description ours', 'volume_type.it update description'],
  ],
  [
    ['volume unset it-data --property colour', 'volume.data update metadata'],
    ['volume set it-disk --non-bootable', 'volume.disk update bootable'],
    ['volume snapshot set it-monday --description late', 'volume_snapshot.monday update description'],
    ['quota set --volumes 30 admin', 'volume_quota.admin update volumes'],
  ],
  [
    ['volume delete it-copy', 'volume.copy create'],
    ['volume set it-disk --description other', 'volume.disk update description'],
  ],
];

describe('block storage of a real Cinder', () => {
  let cloud: ComputeCloud;
  let beside: Beside;
  let instance: { readonly id: string; readonly address: string };
  let world: Resources;
  const openstack = (command: string) => cloud.admin.run(...command.split(' '));
  const show = (command: string) => cloud.admin.json<Record<string, unknown>>(...command.split(' '));
  const inGuest = (command: string) => cloud.inGuest(instance.address, command, 'root');
  /** The disks of a guest, besides the one that it boots from, that are as large as a volume of so many GiB. */
  const disks = async (gib: number) => {
    const listed = await inGuest('cat /proc/partitions');
    return listed.split('\n').flatMap((line) => new RegExp(` ${gib * 2 ** 20} (vd[b-z])$`).exec(line)?.[1] ?? []);
  };
  /** Cinder and Nova do most things only after they have said that they will. */
  const expectChanges = async (...expected: readonly string[]) => {
    let found = await beside.changes();
    for (const end = Date.now() + 90_000; found.length < expected.length && Date.now() < end; await wait(1_000))
      found = await beside.changes();
    expect(found).toEqual([...expected].sort());
  };
  const configure = (changed: Resources = {}) => {
    const types = Object.entries(changed).map(([type, all]) => [type, { ...world[type], ...all }]);
    return beside.configure({ ...world, ...Object.fromEntries(types) });
  };
  const apply = async () => {
    const said = await beside.workspace.apply();
    await expectChanges();
    return said;
  };

  beforeAll(async () => {
    cloud = await computeCloud();
    await deployProgram(cloud, 'volumes');
    beside = await Beside.open(cloud);
    const server = await show('server show cirros1');
    const { private: addresses } = server.addresses as Record<string, string[]>;
    instance = { id: String(server.id), address: addresses?.[0] ?? 'none' };
    const project = await show('project show admin');
    const local_file_path = join(cloud.example.directory, 'image.qcow2');
    world = {
      image: { it: { name: 'it', disk_format: 'qcow2', local_file_path } },
      compute_flavor: { it: { name: 'it', ram_mb: 192, vcpus: 1, disk_gb: 0 } },
      volume_type: { it: { name: 'it', extra_specs: { volume_backend_name: 'nfs' } } },
      volume_quota: { admin: { project_id: project.id, volumes: 20 } },
      volume: {
        data: {
          name: 'it-data',
          description: 'For trying',
          size_gb: 1,
          volume_type_id: id('volume_type.it'),
          metadata: { colour: 'blue' },
        },
        disk: { name: 'it-disk', size_gb: 1, image_id: id('image.it'), bootable: true },
        copy: { name: 'it-copy', snapshot_id: id('volume_snapshot.monday') },
      },
      volume_snapshot: { monday: { name: 'it-monday', volume_id: id('volume.data'), metadata: { day: '1' } } },
    };
    await configure();
    await beside.workspace.apply();
  });
  afterAll(async () => {
    await beside?.close();
    if (cloud) await deployProgram(cloud, 'compute');
    await cloud?.close();
  });

  test('is made as it is configured, and the next plan is empty', async () => {
    await expectChanges();
    expect(await show('volume show it-data')).toMatchObject({
      status: 'available',
      size: 1,
      type: 'it',
      description: 'For trying',
      properties: { colour: 'blue' },
      'os-vol-host-attr:host': 'node3@nfs#nfs',
    });
    expect(await show('volume show it-disk')).toMatchObject({ status: 'available', bootable: 'true' });
    expect(await show('volume show it-copy')).toMatchObject({
      size: 1,
      snapshot_id: await beside.id('volume_snapshot.monday'),
    });
    expect(await show('volume type show it')).toMatchObject({ properties: { volume_backend_name: 'nfs' } });
  });

  test.each(BY_HAND.map((all) => [all.map(([command]) => command).join('; '), all] as const))(
    'shows what was done by hand as just that: %s',
    async (_, all) => {
      for (const [command] of all) await openstack(command);
      await expectChanges(...all.map(([, change]) => change));
      await apply();
    },
  );

  test('grows in place, and changes its type in place, and is not made smaller', async () => {
    const before = await beside.id('volume.data');
    const data = { ...world.volume?.data, size_gb: 2, volume_type_id: id('volume_type.other') };
    const other = { name: 'it-other-type', extra_specs: { volume_backend_name: 'nfs' } };
    await configure({ volume: { data }, volume_type: { other } });
    await expectChanges('volume.data update host multiattach size_gb volume_type_id', 'volume_type.other create');
    await apply();
    expect(await beside.id('volume.data')).toBe(before);
    expect(await show('volume show it-data')).toMatchObject({ size: 2, type: 'it-other-type', status: 'available' });
    await configure({ volume: { data: { ...data, size_gb: 1 } }, volume_type: { other } });
    await beside.refuses('plan', { 'volume.data': 'Set size_gb = 2 to keep it.' });
    world = { ...world, volume: { ...world.volume, data }, volume_type: { ...world.volume_type, other } };
  });

  describe('given to an instance that runs', () => {
    const attached = () => ({
      volume_attachment: { data: { instance_id: instance.id, volume_id: id('volume.data') } },
    });

    test('is a disk of its guest, which keeps what is written there', async () => {
      expect(await disks(2)).toEqual([]);
      await beside.configure({ ...world, ...attached() });
      await apply();
      const [disk] = await disks(2);
      await inGuest(`echo kept | dd of=/dev/${disk} conv=fsync 2>/dev/null`);
      expect(await beside.workspace.state('stackwright_volume_attachment.data')).toMatchObject({
        device: expect.stringMatching(/^\/dev\/vd[b-z]$/),
      });
    });

    test('shows that it was detached by hand, and comes back with what was written', async () => {
      await openstack('server remove volume cirros1 it-data');
      await expectChanges('volume_attachment.data create');
      await apply();
      const [disk] = await disks(2);
      expect(await inGuest(`head -c 4 /dev/${disk}`)).toBe('kept');
    });

    test('says why it does not grow where its backend cannot do that meanwhile, and is usable as before', async () => {
      const data = { ...world.volume?.data, size_gb: 3 };
      await beside.configure({ ...world, volume: { ...world.volume, data }, ...attached() });
      await beside.refuses('apply', { 'volume.data': 'still has 2 GiB. An instance has it, and not every backend' });
      expect(await show('volume show it-data')).toMatchObject({ size: 2, status: 'in-use' });
      await beside.configure({ ...world, ...attached() });
      await expectChanges();
    });

    test.each(['name', 'id'])('is imported by its %s', async (by) => {
      const import_ids = {
        'volume_type.it': 'main:it',
        'volume_quota.admin': 'main:admin',
        'volume.data': 'main:it-data',
        'volume.copy': 'main:it-copy',
        'volume.disk': 'main:it-disk',
        'volume_snapshot.monday': 'main:it-monday',
        'volume_attachment.data': 'main:cirros1/it-data',
      };
      const ids = {
        ...(await beside.importIds(Object.keys(import_ids).filter((address) => !address.includes('quota')))),
        'volume_quota.admin': import_ids['volume_quota.admin'],
      };
      const all = { ...world, ...attached() };
      await beside.forgetAndImport(all, by === 'name' ? import_ids : ids);
      await expectChanges();
      await beside.workspace.apply();
      await beside.configure(all);
      await expectChanges();
    });

    test('is taken over by an apply that knows nothing of it, as after one that was killed', async () => {
      const addresses = [
        'volume_type.it',
        'volume.data',
        'volume.copy',
        'volume_snapshot.monday',
        'volume_attachment.data',
      ];
      const before = await beside.importIds(addresses);
      await beside.workspace.succeed('state', 'rm', ...addresses.map((address) => `stackwright_${address}`));
      await apply();
      expect(await beside.importIds(addresses)).toEqual(before);
    });

    test('stays in the plan as it was known while Cinder does not answer, with a warning', async () => {
      await cloud.node1.shell('systemctl stop cinder-api');
      try {
        const said = await beside.workspace.succeed('plan', '-input=false', '-no-color');
        expect(said).toContain('The cloud main could not be looked at');
        expect(said).toContain('No changes.');
      } finally {
        await cloud.node1.shell('systemctl start cinder-api');
      }
      for (const end = Date.now() + 120_000; Date.now() < end; await wait(1_000))
        if (
          await openstack('volume list').then(
            () => true,
            () => false,
          )
        )
          break;
      await expectChanges();
    });

    test('says what keeps it from being detached, and is put back, where Nova lacks the role "service"', async () => {
      const role = 'role OP --user nova --project service service';
      const restart = () => cloud.node2.shell('systemctl restart nova-compute');
      await openstack(role.replace('OP', 'remove'));
      await restart();
      try {
        await configure();
        await beside.refuses('apply', { '': 'need the role "service"' });
        expect(await show('volume show it-data')).toMatchObject({ status: 'in-use' });
      } finally {
        await openstack(role.replace('OP', 'add'));
        await restart();
      }
    });

    test('is taken from it', async () => {
      await apply();
      expect(await disks(2)).toEqual([]);
      expect(await show('volume show it-data')).toMatchObject({ status: 'available' });
    });
  });

  test('is looked up by name', async () => {
    await beside.configureData(world, {
      volume_type: { it: { name: 'it' } },
      volume: { data: { name: 'it-data' } },
      volume_snapshot: { monday: { name: 'it-monday' } },
    });
    await beside.workspace.apply();
    expect(await beside.told('volume_type.it')).toMatchObject({ extra_specs: { volume_backend_name: 'nfs' } });
    expect(await beside.told('volume.data')).toMatchObject({ size_gb: 2, metadata: { colour: 'blue' } });
    expect(await beside.told('volume_snapshot.monday')).toMatchObject({ size_gb: 1, metadata: { day: '1' } });
  });

  test('is what instances boot from: a volume that is there, and one that is made from an image', async () => {
    const guest = { flavor_id: id('compute_flavor.it'), without_network: true };
    const given = { ...guest, name: 'it-given', boot_volume: { volume_id: id('volume.disk') } };
    const made = { ...guest, name: 'it-made', image_id: id('image.it'), boot_volume: { size_gb: 1 } };
    await configure({ compute_instance: { given, made } });
    await apply();
    const root = String((await beside.workspace.state('stackwright_compute_instance.made')).boot_volume_id);
    expect(await show(`volume show ${root}`)).toMatchObject({ size: 1, status: 'in-use' });
    expect(await show('server show it-given')).toMatchObject({
      status: 'ACTIVE',
      image: expect.stringMatching(/N\/A|^$/),
    });
    await beside.forgetAndImport(
      { ...world, compute_instance: { given } },
      { 'compute_instance.given': 'main:it-given' },
    );
    await expectChanges('compute_instance.made delete');
    await beside.workspace.apply();
    const left = await openstack('volume list -f value');
    expect(left).toContain('it-disk');
    expect(left).not.toContain(root);
    await configure();
    await apply();
    expect(await show('volume show it-disk')).toMatchObject({ status: 'available' });
  });

  test('is refused for what cannot be, and says why', async () => {
    await configure({
      volume: {
        huge: { name: 'it-huge', size_gb: 5_000 },
        nowhere: { name: 'it-nowhere', size_gb: 1, volume_type_id: id('volume_type.nowhere') },
      },
      volume_type: { nowhere: { name: 'it-nowhere', extra_specs: { volume_backend_name: 'nowhere' } } },
    });
    await beside.refuses('apply', {
      'volume.huge': 'Quota exceeded',
      'volume.nowhere': 'Could not find any available weighted backend.',
    });
    await configure();
    await apply();
  });

  test('is destroyed with a word of what is lost, and nothing is left of it', async () => {
    const said = await beside.workspace.succeed('plan', '-destroy', '-input=false', '-no-color');
    expect(said).toContain('all that is stored on its 2 GiB is lost for good.');
    expect(said).toContain('what its volume was like then is lost for good.');
    await beside.destroy();
    const left = ['volume list', 'volume snapshot list', 'volume type list', 'server list'];
    const texts = await Promise.all(left.map((list) => openstack(`${list} -f value`)));
    expect(texts.join('\n')).not.toMatch(/\bit\b/);
    expect(await show('quota show admin')).toMatchObject({ volumes: 10 });
  });
});
