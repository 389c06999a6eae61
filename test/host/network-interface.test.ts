import { connect } from 'node:net';
import { after, killedApply } from './killed-apply';
import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const FILE = '/etc/systemd/network/00-stackwright-eth1.network';

/** Whether SSH can be reached, told within a second. */
function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: 1000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => end(true))
      .once('timeout', () => end(false))
      .once('error', () => end(false));
  });
}

describe('an interface of a host', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object) =>
    workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_network_interface: { it: { host: host.name, name: 'eth1', rollback_seconds: 8, ...attributes } },
      },
    });
  const look = () =>
    host.shell(
      'ls /etc/systemd/network /var/lib/stackwright 2>/dev/null; ip -br -4 address; ip link show eth1 | grep -c PROMISC || true',
    );
  const changed = async () =>
    (await workspace.plan()).map(({ actions, changes }) => [...actions, ...Object.keys(changes)].join(' '));

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

  test('is up and promiscuous without an address, as a provider network needs it', async () => {
    await configure({ promiscuous: true });
    await workspace.apply();
    expect(await host.shell('ip link show eth1')).toMatch(/PROMISC.*,UP/);
    expect(await changed()).toEqual([]);
    await workspace.destroy();
    expect(await host.shell(`ls ${FILE} 2>/dev/null; ip link show eth1 | grep PROMISC || true`)).toBe('');
  });

  test.each([
    ['promiscuous mode off', 'ip link set eth1 promisc off', 'update promiscuous'],
    ['an address removed', 'ip address del 192.0.2.9/24 dev eth1', 'update addresses'],
    ['one address of two in a network removed', 'ip address del 192.0.2.10/24 dev eth1', 'update addresses'],
    ['another MTU', 'ip link set eth1 mtu 1500', 'update mtu'],
    [
      'the interface down',
      'systemctl stop systemd-networkd.socket systemd-networkd; ip link set eth1 down; ip address add 192.0.2.9/24 dev eth1 2>/dev/null || true',
      'update up',
    ],
    ['the file removed', `rm ${FILE}`, 'update persistent'],
  ])('%s by hand shows as just that, and apply puts it back', async (_, byHand, change) => {
    await configure({ promiscuous: true, addresses: ['192.0.2.9/24', '192.0.2.10/24'], mtu: 1400 });
    await workspace.apply();
    await host.shell(byHand);
    expect(await changed()).toEqual([change]);
    await workspace.apply();
    expect(await changed()).toEqual([]);
  });

  test('is changed also while somebody has systemd read its units again and again, as packages do', async () => {
    const start = (await host.shell('date +%s')).trim();
    await host.shell(
      `systemd-run --quiet --collect --unit=reloading sh -c 'while sleep 0.1; do systemctl daemon-reload; done'`,
    );
    try {
      await configure({ promiscuous: true });
      await workspace.apply();
      expect(await changed()).toEqual([]);
      await workspace.destroy();
    } finally {
      await host.shell('systemctl stop reloading');
    }
    const said = await host.shell(`journalctl -q --no-pager --since @${start}`);
    expect(said).not.toMatch(/stackwright-network\.service:\d/);
  });

  test('is told to be cut short, where somebody stops the change, and comes with the next apply', async () => {
    await configure({ promiscuous: true });
    const stopping = host.shell('until systemctl stop stackwright-network 2>/dev/null; do sleep 0.02; done');
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    await stopping;
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain('did not come to its end on node1, which answers');
    await workspace.apply();
    expect(await changed()).toEqual([]);
  });

  test('that carries the host, given a wrong address, is put back by the host', async () => {
    const before = await look();
    await configure({ name: 'eth0', addresses: ['198.51.100.7/24'] });
    const { text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(text.replace(/\s+/g, ' ')).toContain('has put back its former network configuration by itself');
    expect(await look()).toBe(before);
  });

  test('that cuts the host off while the provider is killed is put back by the host all the same', async () => {
    const before = await look();
    const killed = await Workspace.openWithProcess();
    try {
      await killed.configure({
        provider: host.provider,
        resource: {
          stackwright_network_interface: {
            it: { host: host.name, name: 'eth0', addresses: ['198.51.100.7/24'], rollback_seconds: 8 },
          },
        },
      });
      // Whoever looks from outside sees only whether it answers.
      const until = async (wanted: boolean) => {
        while ((await answers(host.details.address)) !== wanted) await after(100);
      };
      const interrupted = await killedApply(killed, () => until(false), /terraform/);
      expect(interrupted).toBe(true);
      await until(true);
      await host.shell('while systemctl is-active -q stackwright-network; do sleep 0.2; done');
      expect(await look()).toBe(before);
    } finally {
      await killed.close();
    }
    await configure({ promiscuous: true });
    await workspace.apply();
    expect(await changed()).toEqual([]);
  });
});
