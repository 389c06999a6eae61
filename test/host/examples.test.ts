import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPackage, Example } from './example';
import { labHost, type TestHost } from './lab-host';

let node1: TestHost;
let node3: TestHost;
beforeAll(async () => {
  await buildPackage();
  node1 = await labHost('node1');
  node3 = await labHost('node3');
});

/** Asks memcached for its settings from another host, as a client would. */
const settings = (client: TestHost, { details: { address } }: TestHost) =>
  client.shell(`python3 - <<'PY'
import socket
with socket.create_connection(('${address}', 11211), 5) as server:
    server.sendall(b'stats settings\\r\\nquit\\r\\n')
    print(server.makefile().read())
PY`);

describe('the example "cache"', () => {
  const FACTS = `
    dpkg-query -W -f '\${Package} \${Status}\\n' 'memcached*' 2>/dev/null
    ls /etc/memcached.conf /etc/shop-cache.conf /etc/sysctl.d /etc/systemd/system/memcached* 2>/dev/null
    getent passwd shop memcache
    sysctl -n net.core.somaxconn
    true`;
  let example: Example;
  let found: string[];

  beforeAll(async () => {
    example = await Example.open('cache', [node1, node3]);
    found = [await node1.shell(FACTS), await node3.shell(FACTS)];
  });
  afterAll(() => example.close());

  test('deploys, and memcached answers on both hosts as it was told to', async () => {
    const said = await example.cdktf('deploy', '--auto-approve');
    expect(said).toContain(`node1_endpoint = ${node1.details.address}:11211`);
    for (const server of [node1, node3]) {
      const told = await settings(node1, server);
      expect(told).toContain('STAT maxbytes 134217728');
      expect(told).toContain('STAT maxconns 2048');
      expect(told).toContain('STAT udpport 0');
      expect(await server.shell('sysctl -n net.core.somaxconn')).toBe('4096\n');
    }
    const file = await node1.shell('cat /etc/shop-cache.conf; stat -c "%U %G %a" /etc/shop-cache.conf');
    expect(file).toContain(`memcache_servers = ${node1.details.address}:11211,${node3.details.address}:11211\n`);
    expect(file).toMatch(/^key = [A-Za-z0-9]{32}$/m);
    expect(file).toMatch(/^root shop 640$/m);
  });

  test('sees no change afterwards', async () => {
    expect(await example.cdktf('diff')).toContain('No changes.');
  });

  test('shows what was changed by hand, key by key', async () => {
    await node1.shell("sed -i 's/^enabled.*/enabled = false/' /etc/shop-cache.conf");
    await node3.shell("sed -i 's/^-m .*/-m 16/' /etc/memcached.conf; systemctl restart memcached");
    const said = await example.cdktf('diff');
    expect(said).toMatch(/~ "enabled" += "false" -> "true"/);
    expect(said).toMatch(/- -m 16/);
    expect(said).toMatch(/\+ -m 128/);
    expect(said).not.toMatch(/memcache_servers" +=/);
  });

  test('puts it right, and restarts the service that had read the wrong settings, and no other', async () => {
    const started = 'systemctl show -P ActiveEnterTimestampMonotonic memcached';
    const before = await node1.shell(started);
    expect(await settings(node1, node3)).toContain('STAT maxbytes 16777216');
    await example.cdktf('deploy', '--auto-approve');
    expect(await settings(node1, node3)).toContain('STAT maxbytes 134217728');
    expect(await node1.shell(started)).toBe(before);
    expect(await node1.shell('grep ^enabled /etc/shop-cache.conf')).toBe('enabled = true\n');
  });

  test('keeps the secret out of everything but the file on the host', async () => {
    const [, key = ''] = /^key = (\S+)$/m.exec(await node1.shell('cat /etc/shop-cache.conf')) ?? [];
    expect(key).toHaveLength(32);
    for (const file of ['terraform.cache.tfstate', 'cdktf.out/stacks/cache/cdk.tf.json']) {
      const text = await readFile(join(example.directory, file), 'utf8');
      expect(text).toContain('{{secret:shop/signing}}');
      expect(text).not.toContain(key);
    }
  });

  test('leaves both hosts as it found them', async () => {
    await example.cdktf('destroy', '--auto-approve');
    expect([await node1.shell(FACTS), await node3.shell(FACTS)]).toEqual(found);
  });
});

describe('the example "provisioner"', () => {
  let example: Example;
  beforeAll(async () => {
    example = await Example.open('provisioner', [node1]);
  });
  afterAll(() => example.close());

  test('runs a provisioner of terraform_data on a host', async () => {
    const said = await example.cdktf('deploy', 'built-in', '--auto-approve');
    expect(said).toContain('(remote-exec): Hello from node1');
  });

  test('warns that the first deployment beside another provider has to skip the lock step', async () => {
    const said = await example.cdktf('synth');
    expect(said).toContain('CDKTF_SKIP_PROVIDER_LOCK=true cdktf deploy');
    const stack = JSON.parse(await readFile(join(example.directory, 'cdktf.out/stacks/null/cdk.tf.json'), 'utf8'));
    const [resource] = Object.values(stack.resource.null_resource) as [{ connection: object }];
    expect(resource.connection).toMatchObject({ type: 'ssh', host: node1.details.address, user: 'root' });
  });
});
