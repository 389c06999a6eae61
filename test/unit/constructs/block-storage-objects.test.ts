import { Volume, VolumeQuota, VolumeSnapshot, VolumeType } from '../../../constructs/block-storage';
import { Flavor } from '../../../constructs/compute/flavor';
import { Instance, type InstanceProps } from '../../../constructs/compute/instance';
import { Project } from '../../../constructs/identity';
import { Image } from '../../../constructs/image/image';
import { DiskFormat } from '../../../constructs/image/image-formats';
import { reference, synthInCloud } from './in-cloud';

test('every prop ends up in the object', () => {
  const { one, all } = synthInCloud((stack, cloud) => {
    const project = new Project(stack, 'trial', { cloud });
    const type = new VolumeType(stack, 'fast', {
      cloud,
      backendName: 'nfs',
      extraSpecs: { multiattach: '<is> True' },
      projects: [project],
      description: 'A kind',
    });
    const data = new Volume(stack, 'Data', {
      cloud,
      name: 'data',
      sizeGib: 2,
      type,
      migrateOnTypeChange: true,
      availabilityZone: 'nova',
      bootable: false,
      metadata: { colour: 'blue' },
      description: 'A volume',
    });
    const snapshot = data.addSnapshot('monday', { metadata: { day: '1' }, description: 'A state' });
    new Volume(stack, 'copy', { cloud, snapshot });
    new VolumeQuota(stack, 'Quota', {
      cloud,
      project,
      volumes: 1,
      snapshots: 2,
      totalGib: 3,
      volumeGib: 4,
      backups: 5,
      backupGib: -1,
    });
  });
  const project_id = expect.stringMatching(reference('identity_project', 'trial', 'id'));
  expect(one('volume_type')).toEqual({
    cloud: 'main',
    name: 'fast',
    description: 'A kind',
    is_public: false,
    project_ids: [project_id],
    extra_specs: { multiattach: '<is> True', volume_backend_name: 'nfs' },
  });
  expect(all('volume')).toEqual([
    {
      cloud: 'main',
      name: 'data',
      size_gb: 2,
      volume_type_id: expect.stringMatching(reference('volume_type', 'fast', 'id')),
      migration_policy: 'on-demand',
      availability_zone: 'nova',
      bootable: false,
      metadata: { colour: 'blue' },
      description: 'A volume',
    },
    {
      cloud: 'main',
      name: 'copy',
      snapshot_id: expect.stringMatching(reference('volume_snapshot', 'Data_monday', 'id')),
    },
  ]);
  expect(one('volume_snapshot')).toEqual({
    cloud: 'main',
    name: 'monday',
    volume_id: expect.stringMatching(reference('volume', 'Data', 'id')),
    metadata: { day: '1' },
    description: 'A state',
  });
  expect(one('volume_quota')).toEqual({
    ...{ cloud: 'main', project_id, volumes: 1, snapshots: 2, total_gb: 3, volume_gb: 4, backups: 5, backup_gb: -1 },
  });
});

test('types, volumes and snapshots that were there before are looked up by name', () => {
  const { text } = synthInCloud((stack, cloud) => {
    VolumeType.fromName(stack, 'nfs', { cloud, name: 'nfs' });
    Volume.fromName(stack, 'data', { cloud, name: 'data' });
    VolumeSnapshot.fromName(stack, 'monday', { cloud, name: 'monday' });
  });
  const { data } = JSON.parse(text);
  for (const [type, name] of [
    ['volume_type', 'nfs'],
    ['volume', 'data'],
    ['volume_snapshot', 'monday'],
  ] as const) {
    expect(Object.values(data[`stackwright_${type}`])).toMatchObject([{ cloud: 'main', name }]);
  }
});

describe('an instance', () => {
  const synthInstance = (props: (volume: Volume) => Partial<InstanceProps>, then = (_: Instance, __: Volume) => {}) =>
    synthInCloud((stack, cloud) => {
      const flavor = new Flavor(stack, 'tiny', { cloud, ramMib: 256, vcpus: 1, diskGib: 1 });
      const volume = new Volume(stack, 'disk', { cloud, sizeGib: 2, bootable: true });
      then(new Instance(stack, 'guest', { cloud, flavor, networks: [], ...props(volume) }), volume);
    });
  const image = (instance: Partial<InstanceProps>, minDiskGb?: number) =>
    synthInCloud((stack, cloud) => {
      const flavor = new Flavor(stack, 'tiny', { cloud, ramMib: 256, vcpus: 1, diskGib: 1 });
      const props = { cloud, file: __filename, diskFormat: DiskFormat.RAW, minDiskGb };
      new Instance(stack, 'guest', {
        cloud,
        flavor,
        networks: [],
        image: new Image(stack, 'cirros', props),
        ...instance,
      });
    });

  test('boots from a volume', () => {
    const { one } = synthInstance((bootVolume) => ({ bootVolume }));
    const found = one('compute_instance');
    expect(found.boot_volume).toEqual({ volume_id: expect.stringMatching(reference('volume', 'disk', 'id')) });
    expect(found.image_id).toBeUndefined();
  });

  test('boots from a new volume, which goes with it unless it is to be kept', () => {
    expect(image({ bootVolumeGib: 2 }).one('compute_instance').boot_volume).toEqual({ size_gb: 2 });
    expect(image({ bootVolumeGib: 2, keepBootVolume: true }).one('compute_instance')).toMatchObject({
      image_id: expect.stringMatching(reference('image', 'cirros', 'id')),
      boot_volume: { size_gb: 2, delete_on_termination: false },
    });
  });

  test('is given volumes as further disks', () => {
    const { one } = synthInstance(
      (bootVolume) => ({ bootVolume }),
      (guest, volume) => {
        volume.attachTo(guest, { tag: 'data', deleteOnTermination: true });
      },
    );
    expect(one('volume_attachment')).toEqual({
      cloud: 'main',
      volume_id: expect.stringMatching(reference('volume', 'disk', 'id')),
      instance_id: expect.stringMatching(reference('compute_instance', 'guest', 'id')),
      tag: 'data',
      delete_on_termination: true,
    });
  });

  test.each([
    ['nothing to boot from', {}, 'neither image nor bootVolume is given'],
    ['a size for a volume that has one', { bootVolumeGib: 2 }, 'neither image nor bootVolume is given'],
  ])('fails with %s', (_, props, message) => {
    expect(() => synthInstance(() => props)).toThrow(message);
  });

  test('fails with what does not go together', () => {
    expect(() => synthInstance((bootVolume) => ({ bootVolume, bootVolumeGib: 2 }))).toThrow(
      'which has its size already',
    );
    expect(() => image({ keepBootVolume: true })).toThrow('keepBootVolume is given without bootVolumeGib');
    expect(() => image({ bootVolumeGib: 2, rebuildOnImageChange: true })).toThrow(
      'only a root disk on a host is rebuilt',
    );
  });

  test('has a new volume large enough for its image, however small the disk of its flavor', () => {
    expect(() => image({ bootVolumeGib: 2 }, 2)).not.toThrow();
    expect(() => image({ bootVolumeGib: 2 }, 3)).toThrow('bootVolumeGib is 2, and image "test/cirros" needs 3');
    expect(() => image({}, 3)).toThrow('has 1 GiB of disk, and image "test/cirros" needs 3: take a larger flavor.');
  });
});

describe('fails', () => {
  const define = (props: object) => () => synthInCloud((stack, cloud) => new Volume(stack, 'x', { cloud, ...props }));

  test('with a volume without size, and with one that begins as two', () => {
    expect(define({})).toThrow('sizeGib is not given: give it, in GiB.');
    const twice = () =>
      synthInCloud((stack, cloud) => {
        const data = new Volume(stack, 'data', { cloud, sizeGib: 1 });
        new Volume(stack, 'x', { cloud, sourceVolume: data, snapshot: data.addSnapshot('monday') });
      });
    expect(twice).toThrow('snapshot and sourceVolume are given: a volume begins as one of them.');
  });

  test('with values that Cinder would not take', () => {
    expect(define({ sizeGib: 0 })).toThrow('sizeGib is 0: give a whole number from 1');
    expect(define({ sizeGib: 1, name: ' data' })).toThrow('name is " data": give a name of 1 to 255 characters');
    expect(define({ sizeGib: 1, description: 'x ' })).toThrow('description is "x ": give up to 255 characters');
  });

  test('with two volumes of one name, and with a backend that is said twice', () => {
    const twice = () =>
      synthInCloud((stack, cloud) => {
        for (const id of ['one', 'two']) new Volume(stack, id, { cloud, name: 'data', sizeGib: 1 });
      });
    expect(twice).toThrow('Volume "test/one" stands for the volume "data" of the cloud "main" already');
    const said = { backendName: 'nfs', extraSpecs: { volume_backend_name: 'lvm' } };
    expect(() => synthInCloud((stack, cloud) => new VolumeType(stack, 'x', { cloud, ...said }))).toThrow(
      'extraSpecs has volume_backend_name, which is said already by backendName',
    );
  });
});
