// The whole cloud of the guide for three nodes: node1 controls it, node2 runs guests, node3 keeps objects and volumes.
import { readFileSync } from 'node:fs';
import { App, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import {
  DiskFormat,
  Flavor,
  Host,
  type HostProps,
  Image,
  Instance,
  KeyPair,
  Network,
  NfsBackend,
  OpenRc,
  Package,
  Project,
  ProviderNetwork,
  SecurityGroup,
  StackwrightProvider,
  ThreeNodeCloud,
  User,
} from 'stackwright';

class CloudStack extends TerraformStack {
  constructor(scope: Construct, id: string, inventory: Record<'node1' | 'node2' | 'node3', HostProps>) {
    super(scope, id);
    new StackwrightProvider(this, 'Stackwright', { masterKeyFile: 'master.key' });
    const [controller, compute, storage] = (['node1', 'node2', 'node3'] as const).map(
      (name) => new Host(this, name, { hostname: name, ...inventory[name] }),
    ) as [Host, Host, Host];

    const { cloud, keystone } = new ThreeNodeCloud(this, 'Cloud', {
      controller,
      compute,
      storage,
      providerNetwork: ProviderNetwork.onInterface('eth1'),
      disks: ['sdb1', 'sdc1', 'sdd1'].map((disk, index) => ({ device: `/dev/${disk}`, zone: index + 1, weight: 100 })),
      // The file server is none of the hosts, and has to be there before.
      volumeBackends: [new NfsBackend({ name: 'nfs', shares: ['filer:/srv/volumes'] })],
    });

    // What is in it.
    const trial = new Project(this, 'trial', { cloud });
    const joe = new User(this, 'joe', { cloud, defaultProject: trial });
    joe.grant(keystone.memberRole, trial);

    const flavor = new Flavor(this, 'flavor.cirros', { cloud, ramMib: 256, vcpus: 1, diskGib: 2, swapMib: 256 });
    const image = new Image(this, 'cirros', { cloud, file: 'image.qcow2', diskFormat: DiskFormat.QCOW2 });
    const keyPair = new KeyPair(this, 'testkey', { cloud, publicKeyFile: 'testkey.pub' });
    const securityGroup = new SecurityGroup(this, 'guests', { cloud });
    securityGroup.allowSsh();
    securityGroup.allowPing();
    const network = new Network(this, 'private', {
      cloud,
      shared: true,
      networkType: 'flat',
      physicalNetwork: 'provider',
    });
    network.addSubnet('private-v4', {
      cidr: '10.100.0.0/24',
      allocationPools: [{ start: '10.100.0.100', end: '10.100.0.150' }],
    });
    new Instance(this, 'cirros1', {
      cloud,
      flavor,
      image,
      keyPair,
      networks: [network],
      securityGroups: [securityGroup],
    });

    // Whoever works on the controller has OpenStack's client, as administrator or as joe.
    new Package(controller, 'Client', { host: controller, packages: ['python3-openstackclient'] });
    new OpenRc(controller, 'OpenRc', { host: controller, cloud });
    new OpenRc(controller, 'OpenRcJoe', {
      host: controller,
      cloud,
      user: joe,
      project: trial,
      path: '/root/openrc-joe',
    });
  }
}

const app = new App();
new CloudStack(app, 'cloud', JSON.parse(readFileSync('hosts.json', 'utf8')));
app.synth();
