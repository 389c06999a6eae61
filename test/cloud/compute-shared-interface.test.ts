import { type ComputeCloud, computeCloud } from './compute-cloud';
import { TRACES } from './traces';

/** The single network card of both guides: the host's address moves to a bridge, which guests share. */
describe('the example "compute", with guests on the interface that carries the hosts themselves', () => {
  let cloud: ComputeCloud;
  const all = (script: string) => Promise.all([cloud.node1, cloud.node2].map((host) => host.shell(script)));
  const changed = async () =>
    (await cloud.stack.plan()).map(({ address, actions, changes }) =>
      [address.replace(/^stackwright_(\w+)\..*/, '$1'), ...actions, ...Object.keys(changes)].join(' '),
    );

  beforeAll(async () => {
    cloud = await computeCloud('bare');
    await cloud.example.edit("onInterface('eth1')", "onSharedInterface('eth0', 'br100')");
  });
  afterAll(() => cloud?.close());

  test('is deployed in one run, with the address on the bridge, and the next plan is empty', async () => {
    await cloud.example.cdktf('deploy', '--auto-approve');
    expect(await changed()).toEqual([]);
    for (const [index, text] of (
      await all('ip -br -4 address show dev br100; ls /sys/class/net/br100/brif')
    ).entries()) {
      const { address } = [cloud.node1, cloud.node2][index]?.details ?? { address: '' };
      expect(text).toContain(`${address}/`);
      expect(text).toContain('eth0\n');
    }
  }, 1_800_000);

  test('has an instance that answers across it', async () => {
    const { addresses } = await cloud.admin.json<{ addresses: { private: string[] } }>('server', 'show', 'cirros1');
    expect(await cloud.inGuest(addresses.private[0] ?? 'none', 'hostname')).toBe('cirros1\n');
  });

  test.each([
    [
      'the pair taken out of the bridge',
      // networkd would put it back by itself.
      'systemctl stop systemd-networkd.socket systemd-networkd; ip link set vmup0 nomaster',
      ['network_veth update bridge'],
    ],
    ['the pair removed', 'ip link delete vmup0', ['network_veth create', 'service update restart_on']],
  ])('with %s by hand, plans just that, and apply puts it back', async (_, command, expected) => {
    await cloud.node2.shell(command);
    expect((await changed()).map((change) => change.replace(/(create) .*/, '$1'))).toEqual(expected);
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
    const { addresses } = await cloud.admin.json<{ addresses: { private: string[] } }>('server', 'show', 'cirros1');
    expect(await cloud.inGuest(addresses.private[0] ?? 'none', 'hostname')).toBe('cirros1\n');
  });

  test('is destroyed without a trace, with the address back on the interface', async () => {
    await cloud.example.cdktf('destroy', '--auto-approve');
    // The clients' own.
    await cloud.node1.shell('rm -rf /root/.novaclient /root/testkey');
    expect(await all(TRACES)).toEqual((await cloud.bare()).slice(0, 2));
  });
});
