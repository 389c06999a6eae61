// From a bare host to a working Keystone: the identity part of both guides. The administrator, the users of the services, and
// joe, who tries things out.
import { readFileSync } from 'node:fs';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import {
  CatalogService,
  FirewallRule,
  Host,
  type HostProps,
  Keystone,
  MariaDb,
  Memcached,
  OpenRc,
  Package,
  Project,
  RabbitMq,
  Region,
  Role,
  StackwrightProvider,
  User,
} from 'stackwright';

class IdentityStack extends TerraformStack {
  constructor(scope: Construct, id: string, inventory: Record<'node1', HostProps>) {
    super(scope, id);
    new StackwrightProvider(this, 'Stackwright', { masterKeyFile: 'master.key' });
    const host = new Host(this, 'node1', { hostname: 'node1', ...inventory.node1 });
    host.addPeers(host);

    const database = new MariaDb(host, 'Database', { host });
    const cache = new Memcached(host, 'Cache', { host });
    const keystone = new Keystone(host, 'Keystone', { host, database, cache });
    new FirewallRule(host, 'Firewall', { host, ruleName: 'keystone', ports: ['5000'] });
    // As the guides have them, for services that are not in this example.
    const queue = new RabbitMq(host, 'Queue', { host });
    queue.addUser('openstack');

    const { cloud, adminRole, memberRole } = keystone;

    const service = new Project(this, 'service', { cloud, description: 'The services of the cloud' });
    for (const name of ['glance', 'nova', 'swift']) {
      new User(this, name, { cloud, email: `${name}@cloud.example` }).grant(adminRole, service);
    }

    const trial = new Project(this, 'trial', { cloud, description: 'For trying things out' });
    const user = new Role(this, 'user', { cloud });
    const joe = new User(this, 'joe', { cloud, defaultProject: trial });
    joe.grant(user, trial);
    joe.grant(memberRole, trial);

    const regionTwo = new Region(this, 'regionTwo', { cloud, description: 'Where the cloud grows to' });
    const objects = new CatalogService(this, 'swift-catalog', {
      cloud,
      name: 'swift',
      type: 'object-store',
      endpoints: { publicUrl: `http://${host.address}:8080/v1/AUTH_%(project_id)s` },
    });
    objects.addEndpoints(regionTwo.name, { publicUrl: 'http://192.0.2.8:8080/v1/AUTH_%(project_id)s' });

    new Package(host, 'Client', { host, packages: ['python3-openstackclient'] });
    new OpenRc(host, 'OpenRc', { host, cloud });
    new OpenRc(host, 'OpenRc joe', {
      host,
      cloud,
      user: joe,
      project: trial,
      path: '/root/openrc-joe',
    });

    new TerraformOutput(this, 'auth_url', { value: keystone.authUrl });
    new TerraformOutput(this, 'admin_user_id', { value: keystone.adminUser.userId });
  }
}

const app = new App();
new IdentityStack(app, 'identity', JSON.parse(readFileSync('hosts.json', 'utf8')));
app.synth();
