import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const ONE = '/dev/sdb1';
const OTHER = '/dev/sdc1';
const NAME = 'volumes-1';
const ADDRESS = 'stackwright_volume_group.it';

/** All that a volume group could leave behind. */
const TRACES = `vgs --noheadings; pvs --noheadings; ls /etc/lvm/archive /etc/lvm/backup; find /var/lib/stackwright 2>/dev/null || true`;

describe('a volume group', () => {
  let host: TestHost;
  let workspace: Workspace;
  let had: boolean;

  const configure = (attributes: object = {}) =>
    workspace.configure({
      provider: host.provider,
      resource: { stackwright_volume_group: { it: { host: host.name, name: NAME, devices: [ONE], ...attributes } } },
    });
  const shown = async () =>
    (await workspace.plan()).map(({ actions, changes }) => [...actions, ...Object.keys(changes)].join(' '));
  const refusal = async (command: 'plan' | 'apply' = 'apply') => {
    const yes = command === 'plan' ? [] : ['-auto-approve'];
    const { ok, text } = await workspace.terraform(command, ...yes, '-input=false', '-no-color');
    expect(ok).toBe(false);
    return text.replace(/[\s│]+/g, ' ');
  };
  const clean = `
    for name in ${NAME} theirs; do ! vgs $name >/dev/null 2>&1 || vgremove -qfy $name; done
    for device in ${ONE} ${OTHER}; do ! pvs $device >/dev/null 2>&1 || pvremove -qffy $device; wipefs -qa $device; done
    rm -rf /etc/lvm/archive/* /etc/lvm/backup/* /var/lib/stackwright/found/volume-groups`;

  beforeAll(async () => {
    host = await labHost('node3');
    had = (await host.shell('command -v vgs || true')) !== '';
    if (!had) await host.shell('DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends lvm2');
  });
  beforeEach(async () => {
    workspace = await Workspace.open();
    await host.shell(clean);
  });
  afterEach(() => workspace.close());
  afterAll(async () => {
    await host.shell(clean);
    if (!had) await host.shell('DEBIAN_FRONTEND=noninteractive apt-get purge -qy --autoremove lvm2');
  });

  test('is made of a blank device, gets another and gives it back, and leaves nothing when it is destroyed', async () => {
    const before = await host.shell(TRACES);
    await configure();
    await workspace.apply();
    expect(await shown()).toEqual([]);
    const uuid = (await host.shell(`vgs --noheadings -o vg_uuid ${NAME}`)).trim();
    expect(await workspace.state(ADDRESS)).toMatchObject({ uuid, devices: [ONE] });
    await configure({ devices: [ONE, OTHER] });
    expect(await shown()).toEqual(['update devices']);
    await workspace.apply();
    expect(await shown()).toEqual([]);
    expect(await host.shell(`vgs --noheadings -o pv_count,vg_uuid ${NAME}`)).toMatch(new RegExp(`^ *2 +${uuid}`));
    await configure({ devices: [OTHER] });
    await workspace.apply();
    expect(await shown()).toEqual([]);
    expect(await host.shell(`blkid -p ${ONE} || echo blank`)).toBe('blank\n');
    await workspace.destroy();
    expect(await host.shell(TRACES)).toBe(before);
    expect(await host.shell(`blkid -p ${OTHER} || echo blank`)).toBe('blank\n');
  });

  test('shows a device that somebody else took out or added, and one that is gone is made again', async () => {
    await configure({ devices: [ONE, OTHER] });
    await workspace.apply();
    await host.shell(`vgreduce -q ${NAME} ${OTHER}`);
    expect(await shown()).toEqual(['update devices']);
    await workspace.apply();
    expect(await shown()).toEqual([]);
    await configure({ devices: [ONE] });
    expect(await shown()).toEqual(['update devices']);
    await host.shell(`vgremove -q ${NAME}`);
    expect(await shown()).toEqual([expect.stringMatching(/^create /)]);
    // The labels are still there, as after an interruption.
    await workspace.apply();
    expect(await shown()).toEqual([]);
  });

  test('refuses devices that hold something, are not there, or belong to another group', async () => {
    await host.shell(`mkfs.ext4 -q -L theirs ${ONE}`);
    await configure();
    expect(await refusal('plan')).toContain(`devices has "${ONE}", which holds ext4 (label "theirs"`);
    await host.shell(`wipefs -qa ${ONE}; vgcreate -q theirs ${ONE}`);
    expect(await refusal('plan')).toMatch(new RegExp(`devices has "${ONE}", which holds LVM2_member`));
    await configure({ devices: ['/dev/nothing'] });
    expect(await refusal()).toMatch(
      /devices has "\/dev\/nothing", which does not exist on node3\. Its block devices are .*\/dev\/sdb1/,
    );
    await configure({ name: 'theirs', devices: [ONE, OTHER] });
    expect(await refusal('plan')).toMatch(
      /node3 has a volume group theirs of \S+\. It was left as it is\..*terraform import ADDRESS node3:theirs/,
    );
    expect(await host.shell('vgs --noheadings -o vg_name,pv_count')).toMatch(/^ *theirs +1\n$/);
  });

  test('that was there is taken over, or imported, and stays when it is destroyed', async () => {
    await host.shell(`vgcreate -q ${NAME} ${ONE}`);
    await configure();
    await workspace.apply();
    expect(await shown()).toEqual([]);
    await workspace.destroy();
    await host.shell(`vgs ${NAME}`);
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${NAME}`);
    await workspace.destroy();
    await host.shell(`vgs ${NAME}`);
  });
});
