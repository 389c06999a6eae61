import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const ADDRESS = 'stackwright_host.node';
const HOSTS = '127.0.0.1\\tlocalhost\\n127.0.1.1\\tnode3\\n\\n::1\\tlocalhost ip6-localhost\\n# by hand \\303\\274\\n';
const PEERS = { node1: '192.0.2.11', node2: '192.0.2.12', 'v6.example.org': '2001:db8::1' };

/** Everything about the host that this could leave a trace in. */
const TRACES = `hostname; cat /etc/hostname; base64 -w0 /etc/hosts; stat -c '%U %G %a' /etc/hosts /etc/hostname
  find /var/lib/stackwright 2>/dev/null || true`;

describe('a host', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object = {}) =>
    workspace.configure({
      provider: host.provider,
      resource: { stackwright_host: { node: { host: host.name, ...attributes } } },
    });
  const shown = async () => {
    const [change, ...others] = await workspace.plan();
    expect(others).toEqual([]);
    return { actions: change?.actions, names: Object.keys(change?.changes ?? {}).sort() };
  };
  const clean = `hostname node3; echo node3 > /etc/hostname; printf '${HOSTS}' > /etc/hosts; rm -rf /var/lib/stackwright`;

  beforeAll(async () => {
    host = await labHost('node3');
    await host.shell('cp -n /etc/hosts /root/hosts.before');
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await host.shell(clean);
  });

  afterEach(() => workspace.close());

  afterAll(() => host.shell(`${clean}; mv /root/hosts.before /etc/hosts`));

  test('tells what it is, and changes nothing when nothing is asked for', async () => {
    const before = await host.shell(TRACES);
    await configure();
    await workspace.apply();
    const state = await workspace.state(ADDRESS);
    const facts = await host.shell(
      "uname -r; uname -m; nproc; cat /etc/machine-id; python3 -c 'import platform; print(platform.python_version())'; hostname",
    );
    expect(
      [state.kernel, state.architecture, state.cpus, state.machine_id, state.python, state.hostname].join('\n'),
    ).toBe(facts.trim());
    expect(state).toMatchObject({ os: 'debian', os_version: '12', os_codename: 'bookworm', peers: null });
    const memory = Number(await host.shell("awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo"));
    expect(state.memory_mib).toBe(memory);
    const [mac, spare] = (await host.shell('cat /sys/class/net/eth[01]/address')).trim().split('\n');
    expect(state.interfaces).toEqual([
      { name: 'eth0', mac, mtu: 1500, state: 'up', addresses: [`${host.details.address}/24`] },
      { name: 'eth1', mac: spare, mtu: 1500, state: 'down', addresses: [] },
    ]);
    const size = Number(await host.shell('blockdev --getsize64 /dev/sdb1'));
    expect(state.block_devices).toContainEqual(
      expect.objectContaining({ name: 'sdb1', path: '/dev/sdb1', size_bytes: size }),
    );
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await host.shell(TRACES)).toBe(before);
  });

  test('facts that changed are known after the next plan, and ask for no change', async () => {
    await configure({ peers: PEERS });
    await workspace.apply();
    await host.shell('ip link set eth0 mtu 1400');
    try {
      expect(await workspace.plan()).toEqual([]);
      await workspace.succeed('apply', '-refresh-only', '-auto-approve', '-no-color');
      expect((await workspace.state(ADDRESS)).interfaces).toMatchObject([
        { name: 'eth0', mtu: 1400 },
        { name: 'eth1', mtu: 1500 },
      ]);
      await configure({ peers: {} });
      await workspace.apply();
      expect(await workspace.plan()).toEqual([]);
    } finally {
      await host.shell('ip link set eth0 mtu 1500');
    }
  });

  test('gets its name and peers, and when destroyed is called what it was and has its own lines only', async () => {
    const before = await host.shell(TRACES);
    await configure({ hostname: 'renamed.example.org', peers: PEERS });
    await workspace.apply();
    expect(
      await host.shell('hostname; cat /etc/hostname; hostname -f; getent hosts renamed node2 v6.example.org localhost'),
    ).toBe(
      'renamed.example.org\nrenamed.example.org\nrenamed.example.org\n127.0.1.1       renamed.example.org renamed\n' +
        '192.0.2.12      node2\n2001:db8::1     v6.example.org\n::1             localhost ip6-localhost\n',
    );
    expect(await workspace.plan()).toEqual([]);
    await configure({ hostname: 'node1', peers: PEERS });
    expect(await shown()).toEqual({ actions: ['update'], names: ['hostname'] });
    await workspace.apply();
    expect(
      await host.shell(
        'getent ahostsv4 "$(hostname)" | cut -d" " -f1 | sort -u; grep -c ^127.0.1.1 /etc/hosts || true',
      ),
    ).toBe('192.0.2.11\n0\n');
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await host.shell(TRACES)).toBe(before);
  });

  test('changed by hand in any way, it shows just that, and apply repairs it', async () => {
    await configure({ hostname: 'node1', peers: { ...PEERS, node1: undefined } });
    await workspace.apply();
    const facts = 'hostname; cat /etc/hostname; cat /etc/hosts';
    const before = await host.shell(facts);
    for (const [attribute, byHand] of [
      ['hostname', 'hostname other'],
      ['hostname', 'echo other > /etc/hostname'],
      ['hostname', 'rm /etc/hostname'],
      ['hostname', "sed -i '/^127.0.1.1/d' /etc/hosts"],
      ['peers', "sed -i 's/192.0.2.12/192.0.2.99/' /etc/hosts"],
      ['peers', "sed -i '/node2/d' /etc/hosts"],
      ['peers', "printf '192.0.2.50\\tintruder\\t# stackwright\\n' >> /etc/hosts"],
    ] as const) {
      await host.shell(byHand);
      expect([byHand, await shown()]).toEqual([byHand, { actions: ['update'], names: [attribute] }]);
      await workspace.apply();
      expect([byHand, await host.shell(facts)]).toEqual([byHand, before]);
    }
    await host.shell("sed -i '1i 192.0.2.77 node2' /etc/hosts");
    expect(await workspace.plan()).toEqual([]);
    await configure({ hostname: 'node1', peers: PEERS });
    expect((await workspace.apply()).replace(/\s+/g, ' ')).toContain(
      'lines of its own for some of the peers: "192.0.2.77 node2"',
    );
  });

  test('can be imported, and then nothing is planned', async () => {
    await host.shell(`printf '192.0.2.11\\tnode1\\t# stackwright\\n' >> /etc/hosts`);
    await configure({ hostname: 'node3', peers: { node1: '192.0.2.11' } });
    await workspace.succeed('import', '-no-color', ADDRESS, host.name);
    expect(await workspace.plan()).toEqual([]);
  });

  test('can be looked at without being kept', async () => {
    await workspace.configure({
      provider: host.provider,
      data: { stackwright_host: { node: { host: host.name } } },
      output: { facts: { value: '${data.stackwright_host.node.hostname} ${data.stackwright_host.node.os_codename}' } },
    });
    await workspace.apply();
    expect((await workspace.succeed('output', '-raw', 'facts')).trim()).toBe('node3 bookworm');
    expect(await workspace.plan()).toEqual([]);
  });

  test.each([
    ['a name with an underscore', { hostname: 'no_de' }, 'hostname is "no_de". Give a host name of at most 64'],
    ['a name that is too long', { hostname: 'x'.repeat(65) }, 'Give a host name of at most 64'],
    ['a name that looks like an option', { hostname: '-F' }, 'hostname is "-F"'],
    [
      'a peer with no address',
      { peers: { node1: 'node2' } },
      'node1 has the address "node2". Give an IPv4 or IPv6 address',
    ],
    ['a peer with two lines in its name', { peers: { 'a\nb': '192.0.2.1' } }, 'Give a host name of at most 64'],
  ])('%s is refused when planning', async (_, attributes, message) => {
    await configure(attributes);
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain(message);
  });

  test('that cannot be reached is an error that says so', async () => {
    const unreachable = structuredClone(host.provider);
    Object.assign(unreachable.stackwright.hosts[host.name] as object, { port: 1, connect_timeout_seconds: 5 });
    await workspace.configure({ provider: unreachable, resource: { stackwright_host: { node: { host: host.name } } } });
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    expect(text).toContain('Host unreachable');
    expect(text).toContain(`root@${host.details.address}:1 cannot be reached`);
  });
});
