// Memcached on two hosts, a client's settings that name both, the user the client runs as, and a tuned kernel.
import { readFileSync } from 'node:fs';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import {
  ConfigFile,
  Host,
  type HostProps,
  Memcached,
  Secret,
  StackwrightProvider,
  Sysctl,
  SystemUser,
} from 'stackwright';

class CacheStack extends TerraformStack {
  constructor(scope: Construct, id: string, inventory: Record<'node1' | 'node3', HostProps>) {
    super(scope, id);
    new StackwrightProvider(this, 'Stackwright', { masterKeyFile: 'master.key' });
    const node1 = new Host(this, 'node1', inventory.node1);
    const node3 = new Host(this, 'node3', inventory.node3);

    const caches = [node1, node3].map((host) => {
      new Sysctl(host, 'Backlog', { host, key: 'net.core.somaxconn', value: '4096' });
      return new Memcached(host, 'Cache', { host, memoryMib: 128, maxConnections: 2048 });
    });

    const client = new SystemUser(node1, 'shop', { host: node1, system: true, createHome: false, comment: 'Web shop' });
    new ConfigFile(node1, 'Client', {
      host: node1,
      path: '/etc/shop-cache.conf',
      create: true,
      group: client.group,
      mode: '0640',
      settings: {
        cache: {
          enabled: 'true',
          backend: 'dogpile.cache.pymemcache',
          memcache_servers: caches.map(({ endpoint }) => endpoint).join(','),
        },
        signing: { key: `${Secret.named('shop/signing')}` },
      },
    });

    for (const { host, endpoint } of caches) {
      new TerraformOutput(this, `${host.name}_endpoint`, { value: endpoint });
      new TerraformOutput(this, `${host.name}_system`, {
        value: `${host.facts.os} ${host.facts.osVersion}, Linux ${host.facts.kernel}`,
      });
    }
  }
}

const app = new App();
new CacheStack(app, 'cache', JSON.parse(readFileSync('hosts.json', 'utf8')));
app.synth();
