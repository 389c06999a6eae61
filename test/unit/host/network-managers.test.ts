import { described, managerNamed, managerOf } from '../../../lib/host/network/managers';
import type { NetworkSnapshot } from '../../../lib/host/network/network';

const OURS = '/etc/network/interfaces.d/00-stackwright-';

function snapshot(
  of: Partial<NetworkSnapshot> & { readonly interfaces?: Record<string, string>; readonly enabled?: boolean },
): NetworkSnapshot {
  const { interfaces = {}, enabled = true, ...rest } = of;
  return {
    links: new Map(),
    gateways: new Map([['eth0', '192.0.2.1']]),
    files: new Map(),
    dns: new Map(),
    networkd: true,
    configured: new Set(),
    ifupdown: { enabled, up: new Set(['lo']), files: new Map(Object.entries(interfaces)) },
    ...rest,
  };
}
const main = { '/etc/network/interfaces': 'auto eth0\niface eth0 inet dhcp\n' };

test.each([
  ['ifupdown has the interface', snapshot({ interfaces: main, configured: new Set(['eth1']) }), ['eth0'], 'ifupdown'],
  [
    'networkd has the interface',
    snapshot({ interfaces: main, configured: new Set(['eth1']) }),
    ['eth1'],
    'systemd-networkd',
  ],
  ['ifupdown has the default route', snapshot({ interfaces: main }), ['eth1'], 'ifupdown'],
  ['ifupdown is only there', snapshot({}), ['eth1'], 'systemd-networkd'],
  ['ifupdown does nothing at boot', snapshot({ interfaces: main, enabled: false }), ['eth0'], 'systemd-networkd'],
  ['networkd does nothing', snapshot({ networkd: false, configured: new Set(['eth0']) }), ['eth0'], 'ifupdown'],
  ['neither does anything', snapshot({ networkd: false, enabled: false }), ['eth0'], undefined],
])('where %s, that is the manager', (_, seen, names, expected) => {
  expect(managerOf(seen, names)).toBe(expected);
});

describe('of ifupdown', () => {
  const manager = managerNamed('ifupdown');
  const own = new Map([[`${OURS}br1`, 'auto br1\niface eth0 inet manual\niface br1 inet dhcp\n']]);

  test('a port comes from other files, which have it again when the bridge goes', () => {
    const before = snapshot({ interfaces: { ...main, '/etc/network/interfaces.d/x': 'iface eth1 inet dhcp\n' } });
    const made = manager.layout(before, ['br1'], own);
    const taken = 'auto eth0\n#stackwright br1: iface eth0 inet dhcp\n';
    expect(made).toEqual({ files: new Map([...own, ['/etc/network/interfaces', taken]]), removed: [] });
    const after = snapshot({ interfaces: { ...main, '/etc/network/interfaces': taken, ...Object.fromEntries(own) } });
    expect(manager.bridgeOf(after, 'eth0')).toBe('br1');
    expect([manager.isAlone(after, 'eth0'), manager.isForeign(after, 'eth0'), manager.has(after, 'eth0')]).toEqual([
      false,
      false,
      true,
    ]);
    const gone = manager.layout(after, ['br1'], new Map());
    expect(gone).toEqual({ files: new Map(Object.entries(main)), removed: [`${OURS}br1`] });
    expect(described(after, gone, ['br1', 'eth0', 'eth1'])).toEqual(['eth0']);
  });

  test('an interface and the ends of a pair stand for themselves', () => {
    const seen = snapshot({
      interfaces: {
        [`${OURS}eth1`]: 'iface eth1 inet manual\n',
        '/etc/network/interfaces.d/01-stackwright-a0': 'iface a0 inet manual\niface a1 inet manual\n',
      },
    });
    for (const name of ['eth1', 'a0', 'a1'])
      expect([name, manager.isAlone(seen, name), manager.bridgeOf(seen, name)]).toEqual([name, true, undefined]);
  });
});
