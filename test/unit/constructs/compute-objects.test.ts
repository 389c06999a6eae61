import { Aggregate } from '../../../constructs/compute/aggregate';
import { ComputeQuota } from '../../../constructs/compute/compute-quota';
import { Flavor } from '../../../constructs/compute/flavor';
import { KeyPair } from '../../../constructs/compute/key-pair';
import { Project } from '../../../constructs/identity';
import { reference, synthInCloud } from './in-cloud';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGj8uGK0Ih5mmQ8ETkTDc2C9A+lUIumZoM1LxyoBstxB';

test('every prop ends up in the object', () => {
  const { one } = synthInCloud((stack, cloud) => {
    const project = new Project(stack, 'trial', { cloud });
    new Flavor(stack, 'small', {
      cloud,
      name: 'm1.small',
      flavorId: '2',
      ramMib: 2048,
      vcpus: 1,
      diskGib: 20,
      ephemeralGib: 1,
      swapMib: 64,
      projects: [project],
      description: 'A size',
      extraSpecs: { 'hw:cpu_policy': 'shared' },
    });
    new KeyPair(stack, 'joe', { cloud, publicKey: KEY });
    new Aggregate(stack, 'ssd', { cloud, availabilityZone: 'hall2', hosts: ['node2'], metadata: { ssd: 'true' } });
    new ComputeQuota(stack, 'Quota', {
      cloud,
      project,
      instances: 1,
      cores: 2,
      ramMib: 3,
      metadataItems: 4,
      keyPairs: 5,
      serverGroups: 6,
      serverGroupMembers: -1,
    });
  });
  const project_id = expect.stringMatching(reference('identity_project', 'trial', 'id'));
  expect(one('compute_flavor')).toEqual({
    cloud: 'main',
    name: 'm1.small',
    flavor_id: '2',
    ram_mb: 2048,
    vcpus: 1,
    disk_gb: 20,
    ephemeral_gb: 1,
    swap_mb: 64,
    is_public: false,
    project_ids: [project_id],
    description: 'A size',
    extra_specs: { 'hw:cpu_policy': 'shared' },
  });
  expect(one('compute_keypair')).toEqual({ cloud: 'main', name: 'joe', public_key: KEY });
  expect(one('compute_aggregate')).toEqual({
    cloud: 'main',
    name: 'ssd',
    availability_zone: 'hall2',
    hosts: ['node2'],
    metadata: { ssd: 'true' },
  });
  expect(one('compute_quota')).toEqual({
    cloud: 'main',
    project_id,
    instances: 1,
    cores: 2,
    ram_mb: 3,
    metadata_items: 4,
    key_pairs: 5,
    server_groups: 6,
    server_group_members: -1,
  });
});

test('the flavors that guides take for granted', () => {
  const { all } = synthInCloud((stack, cloud) => {
    expect(Object.keys(Flavor.defaults(stack, cloud))).toHaveLength(5);
  });
  const flavors = all('compute_flavor').map(({ flavor_id, name, ram_mb, vcpus, disk_gb }) =>
    [flavor_id, name, ram_mb, vcpus, disk_gb].join(' '),
  );
  expect(flavors.sort()).toEqual([
    '1 m1.tiny 512 1 1',
    '2 m1.small 2048 1 20',
    '3 m1.medium 4096 2 40',
    '4 m1.large 8192 4 80',
    '5 m1.xlarge 16384 8 160',
  ]);
});

test('a key is read from a file when Terraform runs', () => {
  const { one } = synthInCloud((stack, cloud) => {
    new KeyPair(stack, 'joe', { cloud, publicKeyFile: '~/.ssh/id_ed25519.pub' });
  });
  expect(one('compute_keypair').public_key).toBe('${trimspace(file("~/.ssh/id_ed25519.pub"))}');
});

test('a flavor that was there before is looked up by name', () => {
  const { text } = synthInCloud((stack, cloud) => {
    Flavor.fromName(stack, 'small', { cloud, name: 'm1.small' });
  });
  expect(Object.values(JSON.parse(text).data.stackwright_compute_flavor)).toMatchObject([
    { cloud: 'main', name: 'm1.small' },
  ]);
});

describe('fails', () => {
  test('with two flavors of one name', () => {
    const define = () =>
      synthInCloud((stack, cloud) => {
        for (const id of ['one', 'two']) new Flavor(stack, id, { cloud, name: 'small', ramMib: 64, vcpus: 1 });
      });
    expect(define).toThrow('Flavor "test/one" stands for the flavor "small" of the cloud "main" already');
  });

  test('with two quotas of one project', () => {
    const define = () =>
      synthInCloud((stack, cloud) => {
        const project = new Project(stack, 'trial', { cloud });
        for (const id of ['one', 'two']) new ComputeQuota(stack, id, { cloud, project, cores: 1 });
      });
    expect(define).toThrow('stands for the compute quota of the project "test/trial" of the cloud "main" already');
  });

  test('with sizes that Nova would not take', () => {
    const define = () =>
      synthInCloud((stack, cloud) => new Flavor(stack, 'x', { cloud, ramMib: 0, vcpus: 1.5, diskGib: -1 }));
    for (const key of ['ramMib is 0', 'vcpus is 1.5', 'diskGib is -1']) expect(define).toThrow(key);
  });

  test('without a key, and with two', () => {
    const define = (props: object) => () =>
      synthInCloud((stack, cloud) => new KeyPair(stack, 'x', { cloud, ...props }));
    expect(define({})).toThrow('none given: give exactly one of publicKey, publicKeyFile.');
    expect(define({ publicKey: KEY, publicKeyFile: 'x.pub' })).toThrow('give exactly one of publicKey, publicKeyFile.');
  });

  test('with a zone that could not stand between colons', () => {
    const define = () => synthInCloud((stack, cloud) => new Aggregate(stack, 'x', { cloud, availabilityZone: 'a:b' }));
    expect(define).toThrow('availabilityZone is "a:b": give a name of 1 to 255 characters without ":"');
  });
});
