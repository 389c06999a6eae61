// Objects in containers: Keystone on node1, Swift on node3 with three disks in three zones, as in the guide for three nodes.
import { readFileSync } from 'node:fs';
import { App, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import {
  Container,
  ContainerAccess,
  Host,
  type HostProps,
  Keystone,
  MariaDb,
  Memcached,
  OpenRc,
  Package,
  Project,
  StackwrightProvider,
  SwiftCluster,
  SwiftProxy,
  SwiftStorage,
  User,
} from 'stackwright';

class ObjectStorageStack extends TerraformStack {
  constructor(scope: Construct, id: string, inventory: Record<'node1' | 'node3', HostProps>) {
    super(scope, id);
    new StackwrightProvider(this, 'Stackwright', { masterKeyFile: 'master.key' });
    const node1 = new Host(this, 'node1', { hostname: 'node1', ...inventory.node1 });
    const node3 = new Host(this, 'node3', { hostname: 'node3', ...inventory.node3 });
    for (const host of [node1, node3]) host.addPeers(node1, node3);

    const database = new MariaDb(node1, 'Database', { host: node1 });
    const keystone = new Keystone(node1, 'Keystone', {
      host: node1,
      database,
      cache: new Memcached(node1, 'Cache', { host: node1 }),
    });

    // One partition power for as many disks as there will ever be; here for ten.
    const cluster = new SwiftCluster(node3, 'Swift', {
      host: node3,
      partPower: 10,
      cache: new Memcached(node3, 'Cache', { host: node3 }),
    });
    const storage = new SwiftStorage(node3, 'Storage', { host: node3, cluster });
    for (const [index, disk] of ['sdb1', 'sdc1', 'sdd1'].entries())
      storage.addDisk({ device: `/dev/${disk}`, zone: index + 1, weight: 100 });
    // Who administers the cloud may also see to the containers of its projects.
    new SwiftProxy(node3, 'Proxy', { host: node3, cluster, keystone, resellerAdminRole: 'admin' });

    const { cloud, memberRole } = keystone;
    const trial = new Project(this, 'trial', { cloud });
    const joe = new User(this, 'joe', { cloud, defaultProject: trial });
    joe.grant(memberRole, trial);

    // Everybody may read it, also without a token: curl http://NODE3:8080/v1/AUTH_PROJECT/public/welcome.txt
    const readers = [ContainerAccess.everybody(), ContainerAccess.listings()];
    const shown = new Container(this, 'public', { cloud, project: trial, readers, quotaBytes: 1024 ** 3 });
    shown.addObject('welcome.txt', { text: 'Welcome.\n', contentType: 'text/plain' });

    new Package(node1, 'Client', { host: node1, packages: ['python3-openstackclient'] });
    new OpenRc(node1, 'OpenRc', { host: node1, cloud });
    new OpenRc(node1, 'OpenRcJoe', { host: node1, cloud, user: joe, project: trial, path: '/root/openrc-joe' });
  }
}

const app = new App();
new ObjectStorageStack(app, 'object-storage', JSON.parse(readFileSync('hosts.json', 'utf8')));
app.synth();
