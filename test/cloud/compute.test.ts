import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Workspace } from '../host/workspace';
import { type ComputeCloud, computeCloud } from './compute-cloud';

interface Server {
  readonly status: string;
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  readonly 'OS-EXT-SRV-ATTR:host': string;
}

/** What a host for guests has and others have not: packages, accounts, interfaces. */
const ON_HOST = `
  dpkg-query -W -f '\${Package} \${Status}\\n' | sort; getent passwd; getent group
  ip -br link | awk '{ print $1 }' | sort; ls /etc /var/lib`;

describe('the example "compute", from bare hosts', () => {
  let cloud: ComputeCloud;
  let onNode3: string;
  const server = (name = 'cirros1') => cloud.admin.json<Server>('server', 'show', name);
  const address = async () => (await server()).addresses.private?.[0] ?? 'none';
  const changed = async () =>
    (await cloud.stack.plan()).map(({ address, actions, changes }) =>
      [address.replace(/^stackwright_(\w+)\..*/, '$1'), ...actions, ...Object.keys(changes)].join(' '),
    );
  const deleted = async (name: string) => {
    await cloud.admin.run('server', 'delete', name);
    while ((await cloud.admin.run('server', 'list', '-f', 'value')).includes(name)) await wait(1000);
  };
  /** Changes the list of hosts that run guests, as its reader would. */
  const compute = (...names: string[]) =>
    cloud.example.edit(/(?<=const COMPUTE = ).*(?=;)/, JSON.stringify(names).replaceAll('"', "'"));

  beforeAll(async () => {
    cloud = await computeCloud();
  });
  afterAll(() => cloud?.close());

  test('is deployed in one run, and the next plan is empty', async () => {
    expect(await changed()).toEqual([]);
  });

  test('has all that it consists of, by the word of its own clients', async () => {
    const hypervisors = await cloud.admin.json<object[]>('hypervisor', 'list');
    expect(hypervisors).toMatchObject([{ 'Hypervisor Hostname': 'node2', State: 'up' }]);
    const agents = await cloud.admin.json<{ Alive: boolean; Binary: string; Host: string }[]>(
      'network',
      'agent',
      'list',
    );
    expect(agents.map(({ Binary, Host, Alive }) => `${Binary} ${Host} ${Alive}`).sort()).toEqual([
      'neutron-dhcp-agent node1 true',
      'neutron-linuxbridge-agent node1 true',
      'neutron-linuxbridge-agent node2 true',
      'neutron-metadata-agent node1 true',
    ]);
    const checks = await cloud.node1.shell('nova-status upgrade check 2>/dev/null');
    expect(checks.match(/Result: .*?(?= )/g)).toEqual(Array(7).fill('Result: Success'));
    expect(await server()).toMatchObject({ status: 'ACTIVE', 'OS-EXT-SRV-ATTR:host': 'node2' });
  });

  test('gives back the image as it was given', async () => {
    await cloud.node1.shell('. /root/openrc; openstack image save --file /tmp/image cirros');
    const [sum] = (await cloud.node1.shell('sha512sum /tmp/image; rm /tmp/image')).split(' ');
    const image = await cloud.admin.json<{ properties: object }>('image', 'show', 'cirros');
    expect(image.properties).toMatchObject({ os_hash_algo: 'sha512', os_hash_value: sum });
  });

  test('has an instance that booted: banner on its console, answers to ping, SSH with the key, metadata', async () => {
    expect(await cloud.inGuest(await address(), 'hostname')).toBe('cirros1\n');
    const log = await cloud.admin.run('console', 'log', 'show', 'cirros1');
    expect(log).toContain('stackwright guest is ready');
    expect(log).toContain('cirros1 login:');
    const ping = `ip netns exec "$(ip netns | grep -o 'qdhcp-[^ ]*')" ping -c 2 -W 5 ${await address()}`;
    expect(await cloud.node1.shell(ping)).toContain(' 0% packet loss');
    const metadata = 'wget -q -O - http://169.254.169.254/latest/meta-data/public-keys/0/openssh-key';
    const key = await readFile(join(cloud.example.directory, 'testkey.pub'), 'utf8');
    expect((await cloud.inGuest(await address(), metadata)).trim()).toBe(key.trim());
  });

  test('has agents that follow when a port that they have connected changes', async () => {
    const [port] = await cloud.admin.json<{ ID: string }[]>('port', 'list', '--device-owner', 'compute:nova');
    const rules = () => cloud.node2.shell('ebtables -t nat -L');
    const until = async (isDone: (rules: string) => boolean) => {
      for (const end = Date.now() + 60_000; Date.now() < end; await wait(1000)) if (isDone(await rules())) return;
      throw new Error(`not so within a minute:\n${await rules()}`);
    };
    await cloud.admin.run('port', 'set', '--allowed-address', 'ip-address=10.100.0.77', port?.ID ?? '');
    await until((text) => text.includes('10.100.0.77'));
    await cloud.admin.run('port', 'set', '--no-allowed-address', port?.ID ?? '');
    await until((text) => !text.includes('10.100.0.77'));
    expect((await rules()).match(/--among-src/g)).toHaveLength(1);
  });

  test('the instance stopped and renamed by hand shows as just that, and apply puts it back', async () => {
    const { id } = await cloud.admin.json<{ id: string }>('server', 'show', 'cirros1');
    await cloud.admin.run('server', 'set', '--name', 'other', 'cirros1');
    await cloud.admin.run('server', 'stop', id);
    while ((await changed()).join() === 'compute_instance update name') await wait(1000);
    expect(await changed()).toEqual(['compute_instance update name power_state']);
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
    expect(await server()).toMatchObject({ id, status: 'ACTIVE' });
  });

  test('makes the instance anew that was deleted by hand, in the same apply that starts the only host for it again', async () => {
    await deleted('cirros1');
    await cloud.node2.shell('systemctl stop nova-compute');
    const silent = async () =>
      (await cloud.admin.run('compute', 'service', 'list', '--service', 'nova-compute')).includes('down');
    while (!(await silent())) await wait(2000);
    expect((await changed()).map((change) => change.replace(/(create) .*/, '$1')).sort()).toEqual([
      'compute_instance create',
      'service update active',
    ]);
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
    expect(await server()).toMatchObject({ status: 'ACTIVE' });
    expect(await cloud.admin.json('server', 'list')).toHaveLength(1);
  });

  const EDIT = (path: string, key: string, value: string) => `sed -i 's|^${key} *=.*|${key} = ${value}|' ${path}`;
  const MAPPINGS = '/etc/neutron/plugins/ml2/linuxbridge_agent.ini';
  test.each([
    [
      'keys of files, the DHCP agent, the scheduler and the promiscuous interface',
      [
        ['node2', EDIT('/etc/nova/nova.conf', 'auth_type', 'none')],
        ['node2', EDIT(MAPPINGS, 'physical_interface_mappings', 'other:eth1')],
        ['node1', 'systemctl stop neutron-dhcp-agent'],
        ['node1', 'systemctl stop nova-scheduler'],
        ['node2', 'ip link set eth1 promisc off'],
      ],
      [
        'config_file update revision settings',
        'config_file update revision settings',
        'network_interface update promiscuous',
        'service update active',
        'service update active',
        'service update restart_on',
        'service update restart_on',
      ],
    ],
    [
      'what runs for guests',
      [
        ['node2', 'systemctl stop nova-compute'],
        ['node2', 'systemctl stop neutron-linuxbridge-agent'],
      ],
      ['service update active', 'service update active'],
    ],
  ] as const)('%s changed by hand show as just that, and apply puts them back', async (_, commands, expected) => {
    for (const [name, command] of commands) await cloud[name].shell(command);
    expect((await changed()).sort()).toEqual(expected);
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
  });

  test('with APIs stopped by hand, plans to start them and nothing else, and warns once of each', async () => {
    await cloud.node1.shell('systemctl stop glance-api placement-api');
    const { ok, text } = await cloud.stack.terraform('plan', '-input=false', '-no-color');
    expect(ok).toBe(true);
    expect(text).toMatch(new RegExp(`http://${cloud.node1.details.address}:(9292|8778) does not answer`));
    // Terraform shows one of several that are alike.
    expect(text.split('Warning:')).toHaveLength(2);
    expect(text).toContain('(and one more similar warning elsewhere)');
    expect(await changed()).toEqual(['service update active', 'service update active']);
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
  });

  test('with a wrong password in its configuration, Glance says so, and the plan shows the key', async () => {
    await cloud.node1.shell(`sed -i '/^\\[keystone_authtoken\\]/,/^\\[/ s/^password = .*/password = wrong/' /etc/glance/glance-api.conf
      systemctl restart memcached glance-api`);
    const health = `http://${cloud.node1.details.address}:9292/healthcheck`;
    while ((await fetch(health).catch(() => undefined))?.status !== 200) await wait(200);
    const { ok, text } = await cloud.stack.terraform('plan', '-input=false', '-no-color');
    expect(ok).toBe(true);
    expect(text).toContain('answers 401 to a token that Keystone has just given');
    expect(text).not.toContain('wrong"');
    expect(await changed()).toEqual(['config_file update revision settings', 'service update restart_on']);
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
  });

  test('has the endpoint again that was removed by hand', async () => {
    const list = 'endpoint list --service image --interface internal'.split(' ');
    const endpoints = await cloud.admin.json<{ ID: string }[]>(...list);
    await cloud.admin.run('endpoint', 'delete', endpoints[0]?.ID ?? '');
    expect((await changed()).map((change) => change.replace(/(create) .*/, '$1')).sort()).toEqual([
      'api_readiness create',
      'identity_endpoint create',
    ]);
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
  });

  test('tells of a host for guests that never registers what its daemon complains of', async () => {
    await cloud.node2.shell(`${EDIT('/etc/nova/nova.conf', 'transport_url', 'rabbit://nova:wrong@node1:5672/')}
      systemctl restart --no-block nova-compute`);
    const beside = await Workspace.open();
    const unit = { host: 'node2', name: 'nova-compute.service' };
    const timeouts = { create: '40s' };
    await beside.configure({
      provider: await cloud.provider(),
      resource: { stackwright_compute_service: { it: { cloud: 'main', host: 'node9', unit, timeouts } } },
    });
    const { text } = await beside.terraform('apply', '-auto-approve', '-input=false', '-no-color');
    await beside.close();
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /nova-compute on node9 does not report: Nova knows no nova-compute on node9\..*said of it: .*ERROR.*ACCESS_REFUSED/,
    );
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
  });

  test('takes a second compute node for one name more, which then runs an instance', async () => {
    onNode3 = await cloud.node3.shell(ON_HOST);
    await compute('node2', 'node3');
    await cloud.example.cdktf('deploy', '--auto-approve');
    expect(await changed()).toEqual([]);
    const flags =
      '--flavor flavor.cirros --image cirros --network private --security-group guests --key-name testkey --availability-zone nova:node3 --wait';
    await cloud.admin.run('server', 'create', ...flags.split(' '), 'on-node3');
    expect(await server('on-node3')).toMatchObject({ status: 'ACTIVE', 'OS-EXT-SRV-ATTR:host': 'node3' });
  });

  test('does not lose the instance on a compute node that is taken out: it says which one is in the way', async () => {
    await compute('node2');
    await expect(cloud.example.cdktf('deploy', '--auto-approve')).rejects.toThrow(
      /Servers are on node3[\s\S]*on-node3/,
    );
    expect(await server('on-node3')).toMatchObject({ status: 'ACTIVE' });
    const services = await cloud.admin.json<{ Host: string; Status: string }[]>(
      'compute',
      'service',
      'list',
      '--service',
      'nova-compute',
    );
    expect(services.find(({ Host }) => Host === 'node3')).toMatchObject({ Status: 'disabled' });
    // It is connected as before.
    const { addresses } = await server('on-node3');
    expect(await cloud.inGuest(addresses.private?.[0] ?? 'none', 'hostname')).toBe('on-node3\n');
    const agents = await cloud.admin.json<object[]>('network', 'agent', 'list', '--host', 'node3');
    expect(agents).toMatchObject([{ Binary: 'neutron-linuxbridge-agent', Alive: true }]);
    await deleted('on-node3');
  });

  test('takes it out once it is empty, and nobody knows of it any more', async () => {
    await cloud.example.cdktf('deploy', '--auto-approve');
    expect(await changed()).toEqual([]);
    const known = await Promise.all([
      cloud.admin.run('compute', 'service', 'list'),
      cloud.admin.run('network', 'agent', 'list'),
      cloud.admin.run('hypervisor', 'list'),
      cloud.node1.shell(
        'mariadb -N nova_api -e "SELECT host FROM host_mappings"; mariadb -N placement -e "SELECT name FROM resource_providers"',
      ),
    ]);
    expect(known.join('')).toContain('node2');
    expect(known.join('')).not.toContain('node3');
    // Its name and those of the others are still looked after.
    expect(await cloud.node3.shell(ON_HOST)).toBe(onNode3);
  });
});
