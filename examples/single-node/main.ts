// The cloud of the guide for a single node: all of it on node3, whose six disks are two in each of three zones.
import { readFileSync } from 'node:fs';
import { App, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import {
  AllInOneCloud,
  DiskFormat,
  Flavor,
  GlanceStore,
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
  User,
} from 'stackwright';

class SingleNodeStack extends TerraformStack {
  constructor(scope: Construct, id: string, inventory: Record<'node3', HostProps>) {
    super(scope, id);
    new StackwrightProvider(this, 'Stackwright', { masterKeyFile: 'master.key' });
    const host = new Host(this, 'node3', { hostname: 'node3', ...inventory.node3 });

    const { cloud, keystone } = new AllInOneCloud(this, 'Cloud', {
      host,
      providerNetwork: ProviderNetwork.onInterface('eth1'),
      disks: ['sdb1', 'sdc1', 'sdd1', 'sdf1', 'sdg1', 'sdh1'].map((disk, index) => ({
        device: `/dev/${disk}`,
        zone: Math.floor(index / 2) + 1,
        weight: 100,
      })),
      imageStore: GlanceStore.swift(),
      // The file server is another host, and has to be there before.
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

    // Whoever works on it has OpenStack's client, as administrator or as joe.
    new Package(host, 'Client', { host, packages: ['python3-openstackclient'] });
    new OpenRc(host, 'OpenRc', { host, cloud });
    new OpenRc(host, 'OpenRcJoe', {
      host,
      cloud,
      user: joe,
      project: trial,
      path: '/root/openrc-joe',
    });
  }
}

const app = new App();
new SingleNodeStack(app, 'single-node', JSON.parse(readFileSync('hosts.json', 'utf8')));
app.synth();
