import { labHost, type TestHost } from './lab-host';
import { reboot } from './nftables';
import { Workspace } from './workspace';

describe('a bridge of a host', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (bridge: object, others: Record<string, object> = {}) =>
    workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_network_bridge: { it: { host: host.name, name: 'br100', rollback_seconds: 8, ...bridge } },
        ...others,
      },
    });
  const files = () => host.shell('ls /etc/systemd/network /var/lib/stackwright 2>/dev/null || true');
  const addresses = () => host.shell("ip -o -4 address show scope global | awk '{print $2, $4}'");
  const gateways = () => host.shell("ip route show default | awk '{print $3, $5}'");
  const changed = async () =>
    (await workspace.plan()).map(({ actions, changes }) => [...actions, ...Object.keys(changes)].join(' '));
  const failure = async (command: 'plan' | 'apply') => {
    const { ok, text } = await workspace.terraform(
      ...(command === 'plan' ? ['plan'] : ['apply', '-auto-approve']),
      '-no-color',
    );
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };

  beforeAll(async () => {
    host = await labHost('node1');
  });
  beforeEach(async () => {
    workspace = await Workspace.open();
  });
  afterEach(async () => {
    await workspace.configure({ provider: host.provider });
    await workspace.apply();
    await workspace.close();
  });

  test('takes over the address of the only interface, through which SSH goes, and gives it back', async () => {
    const before = [await files(), await addresses(), await gateways()];
    await configure({ ports: ['eth0'] });
    await workspace.apply();
    expect(await addresses()).toBe(before[1]?.replace('eth0', 'br100'));
    expect(await gateways()).toBe(before[2]?.replace('eth0', 'br100'));
    expect(await changed()).toEqual([]);
    await reboot(host);
    expect(await changed()).toEqual([]);
    await workspace.destroy();
    expect([await files(), await addresses(), await gateways()]).toEqual(before);
    expect(await host.shell('ls /sys/class/net')).not.toContain('br100');
  });

  test('with a change that cuts the host off is put back by the host, and the error says so', async () => {
    const before = [await files(), await addresses(), await gateways()];
    await configure({ ports: ['eth0'], addresses: ['198.51.100.7/24'] });
    expect(await failure('apply')).toContain('has put back its former network configuration by itself');
    expect([await files(), await addresses(), await gateways()]).toEqual(before);
  });

  test.each([
    ['STP switched on', 'ip link set br100 type bridge stp_state 1', 'update forward_delay stp'],
    ['a file edited', 'echo "# mine" >> /etc/systemd/network/00-stackwright-br100.network', 'update persistent'],
  ])('%s by hand shows as just that, and apply puts it back', async (_, byHand, change) => {
    await configure({ ports: ['eth0'] });
    await workspace.apply();
    await host.shell(byHand as string);
    expect(await changed()).toEqual([change]);
    await workspace.apply();
    expect(await changed()).toEqual([]);
  });

  test('leaves ports that others add, and has a veth pair whose free end others may take', async () => {
    const veth = { host: host.name, name: 'vmup0', peer: 'vmnic0', bridge: '${stackwright_network_bridge.it.name}' };
    await configure({ ports: ['eth0'] }, { stackwright_network_veth: { it: veth } });
    await workspace.apply();
    await host.shell(
      'ip link add brq0 type bridge; ip link set brq0 up; ip link set vmnic0 master brq0; ip tuntap add tap0 mode tap; ip link set tap0 master br100',
    );
    expect(await changed()).toEqual([]);
    expect(await host.shell('networkctl reload; sleep 1; basename "$(readlink /sys/class/net/vmnic0/master)"')).toBe(
      'brq0\n',
    );
    await host.shell('ip link del brq0; ip link del tap0');
  });

  test.each([
    ['a port that is missing', { ports: ['eth7'] }, 'has no interface "eth7". It has eth0'],
    ['no address left', { ports: ['eth0'], addresses: [], dhcp: false }, 'is all that node1 is reached by'],
    [
      'a gateway outside',
      { addresses: ['192.0.2.1/24'], gateway: '198.51.100.1' },
      'which is in no subnet of 192.0.2.1/24',
    ],
    ['a malformed address', { addresses: ['192.0.2.300/24'] }, 'Give an address with the length of its prefix'],
    ['STP without a delay', { stp: true }, 'With stp = true the kernel takes no less than 2 seconds'],
    ['a long name', { name: 'br10000000000000' }, '1 to 15 letters'],
  ])('%s is refused when planning', async (_, bridge, message) => {
    await configure(bridge);
    expect(await failure('plan')).toContain(message);
  });
});
