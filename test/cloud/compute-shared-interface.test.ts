import { type ComputeCloud, computeCloud } from './compute-cloud';

const OWN = "onInterface('eth1')";
const SHARED = "onSharedInterface('eth0', 'br100')";

/**
 * The single network card of both guides: the host's address moves to a bridge, which guests share. Then the cloud goes over to the
 * other form, on which further files of tests stand: see in-order.cjs.
 */
describe('the example "compute", with guests on the interface that carries the hosts themselves', () => {
  let cloud: ComputeCloud;
  const all = (script: string) => Promise.all([cloud.node1, cloud.node2].map((host) => host.shell(script)));
  const addresses = () => [cloud.node1, cloud.node2].map(({ details }) => details.address);
  const changed = async () =>
    (await cloud.stack.plan()).map(({ address, actions, changes }) =>
      [address.replace(/^stackwright_(\w+)\..*/, '$1'), ...actions, ...Object.keys(changes)].join(' '),
    );
  const answer = async () => {
    const { addresses } = await cloud.admin.json<{ addresses: { private: string[] } }>('server', 'show', 'cirros1');
    return cloud.inGuest(addresses.private[0] ?? 'none', 'hostname');
  };

  beforeAll(async () => {
    cloud = await computeCloud('bare');
    await cloud.example.edit(OWN, SHARED);
  });
  afterAll(() => cloud?.close());

  test('is deployed in one run, with the address on the bridge, and the next plan is empty', async () => {
    await cloud.example.cdktf('deploy', '--auto-approve');
    expect(await changed()).toEqual([]);
    for (const [index, text] of (
      await all('ip -br -4 address show dev br100; ls /sys/class/net/br100/brif')
    ).entries()) {
      expect(text).toContain(`${addresses()[index]}/`);
      expect(text).toContain('eth0\n');
    }
  }, 1_800_000);

  test('has an instance that answers across it', async () => {
    expect(await answer()).toBe('cirros1\n');
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
    expect(await answer()).toBe('cirros1\n');
  });

  test('takes an interface of its own for guests by one edit, with the address back where it was', async () => {
    await cloud.example.edit(SHARED, OWN);
    await cloud.example.cdktf('deploy', '--auto-approve');
    expect(await changed()).toEqual([]);
    for (const [index, text] of (await all('ip -br -4 address show dev eth0; ls /sys/class/net')).entries()) {
      expect(text).toContain(`${addresses()[index]}/`);
      expect(text).not.toMatch(/br100|vmup0|vmnic0/);
    }
    expect(await answer()).toBe('cirros1\n');
  }, 900_000);
});
