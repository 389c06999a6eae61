// A cloud that boots an instance: node1 controls it, node2 runs the guests.
import { readFileSync } from 'node:fs';
import { App, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import {
  DiskFormat,
  Flavor,
  Glance,
  Horizon,
  Host,
  type HostProps,
  Image,
  Instance,
  KeyPair,
  Keystone,
  MariaDb,
  Memcached,
  Network,
  Neutron,
  NovaCompute,
  NovaController,
  OpenRc,
  Package,
  Placement,
  ProviderNetwork,
  RabbitMq,
  SecurityGroup,
  StackwrightProvider,
} from 'stackwright';

/** The hosts that run guests. One more is one name more; taking one out, its entry in hosts.json stays until that is done. */
const COMPUTE = ['node2'];

/** Whether there is a dashboard, too: http://NODE1/horizon/, for which more is installed on node1, some minutes long. */
const DASHBOARD = false;

class ComputeStack extends TerraformStack {
  constructor(scope: Construct, id: string, inventory: Record<string, HostProps>) {
    super(scope, id);
    new StackwrightProvider(this, 'Stackwright', { masterKeyFile: 'master.key' });
    const hosts = Object.entries(inventory).map(([name, props]) => new Host(this, name, { hostname: name, ...props }));
    for (const host of hosts) host.addPeers(...hosts);
    const named = (wanted: string): Host => {
      const found = hosts.find(({ name }) => name === wanted);
      if (!found) throw new Error(`hosts.json has no ${wanted}`);
      return found;
    };
    const host = named('node1');

    // What the cloud stands on, and its services.
    const database = new MariaDb(host, 'Database', { host });
    const queue = new RabbitMq(host, 'Queue', { host });
    const cache = new Memcached(host, 'Cache', { host });
    const keystone = new Keystone(host, 'Keystone', { host, database, cache });
    new Glance(host, 'Glance', { host, keystone, database });
    const placement = new Placement(host, 'Placement', { host, keystone, database });

    const controller = new NovaController(host, 'Nova', { host, keystone, database, queue, placement });
    const network = new Neutron(host, 'Neutron', {
      host,
      keystone,
      database,
      queue,
      compute: controller,
      providerNetwork: ProviderNetwork.onInterface('eth1'),
    });
    for (const host of COMPUTE.map(named)) new NovaCompute(host, 'Compute', { host, controller, network });
    if (DASHBOARD) new Horizon(host, 'Horizon', { host, keystone, cache, network });

    // What is in it.
    const { cloud } = keystone;
    const flavor = new Flavor(this, 'flavor.cirros', { cloud, ramMib: 256, vcpus: 1, diskGib: 2, swapMib: 256 });
    const image = new Image(this, 'cirros', { cloud, file: 'image.qcow2', diskFormat: DiskFormat.QCOW2 });
    const keyPair = new KeyPair(this, 'testkey', { cloud, publicKeyFile: 'testkey.pub' });
    const securityGroup = new SecurityGroup(this, 'guests', { cloud });
    securityGroup.allowSsh();
    securityGroup.allowPing();
    const privateNetwork = new Network(this, 'private', {
      cloud,
      shared: true,
      networkType: 'flat',
      physicalNetwork: 'provider',
    });
    privateNetwork.addSubnet('private-v4', {
      cidr: '10.100.0.0/24',
      allocationPools: [{ start: '10.100.0.100', end: '10.100.0.150' }],
    });
    new Instance(this, 'cirros1', {
      cloud,
      flavor,
      image,
      keyPair,
      networks: [privateNetwork],
      securityGroups: [securityGroup],
    });

    new Package(host, 'Client', { host, packages: ['python3-openstackclient'] });
    new OpenRc(host, 'OpenRc', { host, cloud });
  }
}

const app = new App();
new ComputeStack(app, 'compute', JSON.parse(readFileSync('hosts.json', 'utf8')));
app.synth();
