import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const DEVICE = '/dev/sdd1';
const MOUNT = '/srv/node/sdd1';

describe('an XFS file system', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object) =>
    workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_filesystem: {
          disk: { host: host.name, device: DEVICE, type: 'xfs', mount_point: MOUNT, ...attributes },
        },
      },
    });

  beforeAll(async () => {
    host = await labHost('node3');
    await host.shell('apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install xfsprogs 2>&1');
    workspace = await Workspace.open();
  });

  afterAll(async () => {
    await workspace.close();
    await host.shell(`umount ${MOUNT} 2>/dev/null; wipefs -qa ${DEVICE}; apt-get -qq purge --autoremove xfsprogs 2>&1`);
  });

  test('is made with its options, relabelled while it is mounted, and shows what the kernel says of a bad option', async () => {
    const options = { mkfs_options: ['-i', 'size=1024'], mount_options: ['noatime', 'logbufs=8', 'nofail'] };
    await configure({ ...options, label: 'one' });
    await workspace.apply();
    expect(await host.shell(`xfs_info ${MOUNT} | grep -o isize=1024; findmnt -n -o OPTIONS ${MOUNT}`)).toMatch(
      /^isize=1024\nrw,noatime,.*logbufs=8/,
    );
    expect(await workspace.plan()).toEqual([]);
    await host.shell(`xfs_io -c 'label -s by-hand' ${MOUNT}`);
    expect((await workspace.plan()).map(({ changes }) => changes)).toEqual([
      { label: { before: 'by-hand', after: 'one' } },
    ]);
    await configure({ ...options, label: 'two' });
    await workspace.apply();
    expect(await host.shell(`blkid -p -s LABEL -o value ${DEVICE}`)).toBe('two\n');
    await configure({ ...options, label: 'three', mounted: false });
    await workspace.apply();
    await configure({ ...options, label: 'four', mounted: false });
    await workspace.apply();
    expect(await host.shell(`blkid -p -s LABEL -o value ${DEVICE}`)).toBe('four\n');
    await configure({ ...options, label: 'four', mount_options: ['noatime', 'nobarrier'] });
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    expect(text).toContain("xfs: Unknown parameter 'nobarrier'");
    await configure({ ...options, label: 'four' });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await host.shell('ls -A /srv; grep -c xfs /etc/fstab || true')).toBe('0\n');
  });
});
