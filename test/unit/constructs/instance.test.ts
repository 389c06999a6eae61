import { Token } from 'cdktf';
import { Flavor } from '../../../constructs/compute/flavor';
import { Instance, type InstanceProps } from '../../../constructs/compute/instance';
import { KeyPair } from '../../../constructs/compute/key-pair';
import { Image } from '../../../constructs/image/image';
import { DiskFormat } from '../../../constructs/image/image-formats';
import { Network } from '../../../constructs/network/network';
import { SecurityGroup } from '../../../constructs/network/security-group';
import { reference, synthInCloud } from './in-cloud';

function synthInstance(
  props: Partial<InstanceProps> = {},
  then: (instance: Instance, network: Network, group: SecurityGroup) => void = () => {},
) {
  return synthInCloud((stack, cloud) => {
    const flavor = new Flavor(stack, 'tiny', { cloud, ramMib: 256, vcpus: 1, diskGib: 1 });
    const image = new Image(stack, 'cirros', { cloud, file: __filename, diskFormat: DiskFormat.RAW });
    const network = new Network(stack, 'private', { cloud });
    const group = new SecurityGroup(stack, 'ssh', { cloud });
    const instance = new Instance(stack, 'cirros1', { cloud, flavor, image, networks: [network], ...props });
    then(instance, network, group);
  });
}

test('an instance names its flavor, image and networks, so that it comes after them', () => {
  const { one } = synthInstance();
  expect(one('compute_instance')).toEqual({
    cloud: 'main',
    name: 'cirros1',
    flavor_id: expect.stringMatching(reference('compute_flavor', 'tiny', 'id')),
    image_id: expect.stringMatching(reference('image', 'cirros', 'id')),
    networks: [{ network_id: expect.stringMatching(reference('network', 'private', 'id')) }],
  });
});

test('every other prop ends up in the instance', () => {
  const { one } = synthInCloud((stack, cloud) => {
    const flavor = new Flavor(stack, 'tiny', { cloud, ramMib: 256, vcpus: 1, diskGib: 1 });
    const image = new Image(stack, 'cirros', { cloud, file: __filename, diskFormat: DiskFormat.RAW });
    const keyPair = new KeyPair(stack, 'testkey', {
      cloud,
      publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGj8uGK0Ih5mmQ8ETkTDc2C9A+lUIumZoM1LxyoBstxB',
    });
    new Instance(stack, 'Guest', {
      cloud,
      name: 'cirros1',
      flavor,
      image,
      keyPair,
      networks: [],
      rebuildOnImageChange: true,
      userData: '#!/bin/sh',
      configDrive: true,
      metadata: { role: 'web' },
      tags: ['blue'],
      availabilityZone: 'nova:node2',
      stopped: true,
      description: 'A guest',
    });
  });
  expect(one('compute_instance')).toMatchObject({
    name: 'cirros1',
    without_network: true,
    on_image_change: 'rebuild',
    key_name: expect.stringMatching(reference('compute_keypair', 'testkey', 'name')),
    user_data: '#!/bin/sh',
    config_drive: true,
    metadata: { role: 'web' },
    tags: ['blue'],
    availability_zone: 'nova:node2',
    power_state: 'stopped',
    description: 'A guest',
  });
});

test('security groups may be added later, each once', () => {
  const { one } = synthInstance({}, (instance, _, group) => {
    instance.addSecurityGroup(group);
    instance.addSecurityGroup(group);
  });
  expect(one('compute_instance').security_groups).toEqual([
    expect.stringMatching(reference('security_group', 'ssh', 'id')),
  ]);
});

test('it comes after the subnets of its networks, also those that are defined later', () => {
  const { one } = synthInstance({}, (_, network) => {
    network.addSubnet('v4', { cidr: '192.0.2.0/24' });
  });
  expect(one('compute_instance').depends_on).toEqual([expect.stringMatching(/^stackwright_subnet\.private_v4_\w+$/)]);
});

test('fails for a name that Nova does not take', () => {
  expect(() => synthInstance({ name: ' cirros' })).toThrow(/name is " cirros": give a name of 1 to 255 characters/);
});

test('fails for security groups without a network, also for those that are added later', () => {
  expect(() =>
    synthInCloud((stack, cloud) => {
      const flavor = new Flavor(stack, 'tiny', { cloud, ramMib: 256, vcpus: 1 });
      const image = new Image(stack, 'cirros', { cloud, file: __filename, diskFormat: DiskFormat.RAW });
      const group = new SecurityGroup(stack, 'ssh', { cloud });
      new Instance(stack, 'cirros1', { cloud, flavor, image, networks: [], securityGroups: [group] });
    }),
  ).toThrow('securityGroups are given without a network, where nothing could have them');
  expect(() => synthInstance({ networks: [] }, (instance, _, group) => instance.addSecurityGroup(group))).toThrow(
    /^Instance "test\/cirros1" has no network, where nothing could have the group: give it networks\.$/,
  );
});

describe('a flavor too small for its image', () => {
  const define = (flavor: { ramMib: number; diskGib?: number }, image: { minRamMb?: number; minDiskGb?: number }) =>
    synthInCloud((stack, cloud) => {
      new Instance(stack, 'cirros1', {
        cloud,
        networks: [],
        flavor: new Flavor(stack, 'tiny', { cloud, vcpus: 1, ...flavor }),
        image: new Image(stack, 'cirros', { cloud, file: __filename, diskFormat: DiskFormat.RAW, ...image }),
      });
    });

  test('is told with all that it lacks', () => {
    expect(() => define({ ramMib: 256, diskGib: 1 }, { minRamMb: 512, minDiskGb: 2 })).toThrow(
      'flavor "test/tiny" has 256 MiB of memory, and image "test/cirros" needs 512; it has 1 GiB of disk, and image ' +
        '"test/cirros" needs 2: take a larger flavor.',
    );
  });

  test.each([
    [
      { ramMib: 512, diskGib: 2 },
      { minRamMb: 512, minDiskGb: 2 },
    ],
    [{ ramMib: 512 }, { minDiskGb: 2 }],
    [{ ramMib: 512, diskGib: 1 }, {}],
    [
      { ramMib: 512, diskGib: 1 },
      { minRamMb: Token.asNumber('${var.ram}'), minDiskGb: 1 },
    ],
  ])('but not %j for %j', (flavor, image) => {
    expect(() => define(flavor, image)).not.toThrow();
  });
});
