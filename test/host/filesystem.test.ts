import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const DEVICE = '/dev/sdb1';
const OTHER = '/dev/sdc1';
const MOUNT = '/srv/node/sdb1';
const ADDRESS = 'stackwright_filesystem.disk';
const FSTAB = '# by hand\nproc /proc\tproc  defaults 0 0\n\n#tail';

/** Everything about the host that a file system could leave a trace in. */
const TRACES = `cat /etc/fstab; ls -lA /srv; findmnt -n -o TARGET,SOURCE -t ext3,ext4,xfs | grep -v /run/host || true
  find /var/lib/stackwright 2>/dev/null || true`;

describe('a file system', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object = {}) => {
    const disk = { host: host.name, device: DEVICE, type: 'ext4', mount_point: MOUNT, ...attributes };
    return workspace.configure({
      provider: host.provider,
      resource: { stackwright_filesystem: { disk } },
    });
  };
  const shown = async () => {
    const [change, ...others] = await workspace.plan();
    expect(others).toEqual([]);
    const known = Object.entries(change?.changes ?? {}).filter(([, { after }]) => after !== '(known after apply)');
    return { actions: change?.actions, names: known.map(([name]) => name).sort() };
  };
  const refusal = async () => {
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-input=false', '-no-color');
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };
  const clean = `
    for target in $(findmnt -rn -o TARGET -t ext3,ext4,xfs | grep ^/srv); do umount "$(printf %b "$target")"; done
    wipefs -qa ${DEVICE}; wipefs -qa ${OTHER}
    rm -rf /srv/* /var/lib/stackwright; printf ${JSON.stringify(FSTAB)} > /etc/fstab`;

  beforeAll(async () => {
    host = await labHost('node3');
    await host.shell('cp -n /etc/fstab /root/fstab.before');
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await host.shell(clean);
  });

  afterEach(() => workspace.close());

  afterAll(() => host.shell(`${clean}; mv /root/fstab.before /etc/fstab`));

  test('is made on a blank device, mounted and in fstab, and the next plan is empty', async () => {
    await configure({
      label: 'data',
      mkfs_options: ['-i', '4096'],
      mount_options: ['noatime', 'nofail'],
      mode: '0750',
      owner: 'daemon',
      group: 'mail',
    });
    await workspace.apply();
    const uuid = (await host.shell(`blkid -p -s UUID -o value ${DEVICE}`)).trim();
    expect(
      await host.shell(
        `blkid -p -s LABEL -o value ${DEVICE}; findmnt -n -o SOURCE,FSTYPE ${MOUNT}; stat -c '%U %G %a' ${MOUNT}`,
      ),
    ).toMatch(/^data\n\/dev\/sdb1 +ext4\ndaemon mail 750\n$/);
    expect(await host.shell(`findmnt -n -o OPTIONS ${MOUNT}`)).toContain('noatime');
    expect(await host.shell('cat /etc/fstab')).toBe(`${FSTAB}\nUUID=${uuid} ${MOUNT} ext4 noatime,nofail 0 2\n`);
    expect(await host.shell('findmnt --verify --tab-file /etc/fstab >&2 || true; mount -a && echo fine')).toBe(
      'fine\n',
    );
    expect(await workspace.state(ADDRESS)).toMatchObject({ uuid, owner: 'daemon', group: 'mail', mode: '0750' });
    expect(await workspace.plan()).toEqual([]);
  });

  test('leaves nothing but its data when it is destroyed', async () => {
    const before = await host.shell(TRACES);
    await configure();
    await workspace.apply();
    await host.shell(`echo kept > ${MOUNT}/file`);
    await workspace.destroy();
    expect(await host.shell(TRACES)).toBe(`${before.replace('#tail', '#tail\n')}`);
    expect(await host.shell(`mount ${DEVICE} /mnt; cat /mnt/file; umount /mnt`)).toBe('kept\n');
    await configure({ wipe_on_destroy: true });
    await workspace.apply();
    expect(await host.shell(`cat ${MOUNT}/file`)).toBe('kept\n');
    expect((await workspace.succeed('plan', '-destroy', '-no-color')).replace(/\s+/g, ' ')).toContain(
      `All data on ${DEVICE} of ${host.name}`,
    );
    await workspace.destroy();
    expect(await host.shell(`blkid -p ${DEVICE} || echo $?`)).toBe('2\n');
  });

  test('has what is in it for its owner, also when that user has another id than before', async () => {
    const user = (id: number, more = '') =>
      host.shell(`userdel -f keeper 2>/dev/null; useradd -M -u ${id} keeper; ${more}`);
    try {
      await user(4711);
      await configure({ owner: 'keeper', group: 'keeper' });
      await workspace.apply();
      await host.shell(`mkdir -p ${MOUNT}/a/b; touch ${MOUNT}/a/b/own ${MOUNT}/roots; chown -R keeper:keeper ${MOUNT}/a
        ln -s /etc/passwd ${MOUNT}/a/link; chown -h keeper ${MOUNT}/a/link`);
      await workspace.destroy();
      await user(4712, 'useradd -M -u 4711 stranger');
      await workspace.apply();
      expect(await workspace.plan()).toEqual([]);
      expect(await host.shell(`cd ${MOUNT}; stat -c '%n %U %G' . a a/b a/b/own a/link roots /etc/passwd`)).toBe(
        [
          '. keeper keeper',
          'a keeper keeper',
          'a/b keeper keeper',
          'a/b/own keeper keeper',
          'a/link keeper root',
          'roots root root',
          '/etc/passwd root root',
          '',
        ].join('\n'),
      );
    } finally {
      await workspace.destroy();
      await host.shell('userdel -f keeper; userdel -f stranger 2>/dev/null || true');
    }
  });

  test('changed by hand in any way, it shows just that, and apply repairs it', async () => {
    await configure({ label: 'data', mount_options: ['noatime'], owner: 'nobody', group: 'daemon', mode: '0755' });
    await workspace.apply();
    const facts = `findmnt -n -o SOURCE,OPTIONS ${MOUNT}; cat /etc/fstab; blkid -p ${DEVICE}; stat -c '%U %G %a' ${MOUNT}`;
    const before = await host.shell(facts);
    const move = `umount ${MOUNT}; mkdir /srv/moved; mount -o noatime ${DEVICE} /srv/moved; sed -i 's#${MOUNT}#/srv/moved#' /etc/fstab`;
    for (const [attribute, byHand] of [
      ['mounted', `umount ${MOUNT}`],
      ['persistent', `sed -i '\\#${MOUNT}#d' /etc/fstab`],
      ['mount_options', `sed -i 's#noatime#noatime,nodev#' /etc/fstab`],
      ['mount_options', `mount -o remount,ro,noatime ${MOUNT}`],
      ['mount_options', `mount -o remount,strictatime ${MOUNT}`],
      ['label', `e2label ${DEVICE} other`],
      ['owner', `chown daemon ${MOUNT}`],
      ['group', `chgrp mail ${MOUNT}`],
      ['mode', `chmod 0700 ${MOUNT}`],
      ['mount_point', move],
    ] as const) {
      await host.shell(byHand);
      expect([byHand, await shown()]).toEqual([byHand, { actions: ['update'], names: [attribute] }]);
      await workspace.apply();
      expect([byHand, await host.shell(facts)]).toEqual([byHand, before]);
    }
    expect(await workspace.plan()).toEqual([]);
  });

  test('changes its label, options and mount point in place, keeping the data', async () => {
    await configure({ label: 'one' });
    await workspace.apply();
    await host.shell(`echo kept > ${MOUNT}/file`);
    await configure({ label: 'two', mount_options: ['noatime', 'commit=17'], mount_point: '/srv/elsewhere' });
    expect((await shown()).actions).toEqual(['update']);
    await workspace.apply();
    expect(await host.shell(`cat /srv/elsewhere/file; blkid -p -s LABEL -o value ${DEVICE}; ls /srv`)).toBe(
      'kept\ntwo\nelsewhere\n',
    );
    expect(await host.shell('findmnt -n -o OPTIONS /srv/elsewhere')).toMatch(/noatime.*commit=17/);
    await configure({ label: 'two', mount_options: ['nosuid'], mount_point: '/srv/elsewhere', persistent: false });
    await workspace.apply();
    expect(await host.shell('findmnt -n -o OPTIONS /srv/elsewhere; grep -c elsewhere /etc/fstab || true')).toBe(
      'rw,nosuid,relatime\n0\n',
    );
    await configure({
      label: 'two',
      mount_options: ['nosuid'],
      mount_point: '/srv/elsewhere',
      persistent: false,
      mounted: false,
    });
    await workspace.apply();
    expect(await host.shell(`findmnt -n -t ext4 -S ${DEVICE} || echo unmounted`)).toBe('unmounted\n');
    expect(await workspace.plan()).toEqual([]);
  });

  test('takes over a file system of the wanted type with its data, and puts back its fstab line when destroyed', async () => {
    await host.shell(`mkfs.ext4 -q -L theirs ${DEVICE}; mkdir -p ${MOUNT}; printf '\\n${DEVICE} ${MOUNT} ext4 nodev,noexec 0 0 \\n' >> /etc/fstab
      mount ${MOUNT}; echo theirs > ${MOUNT}/file; chown games ${MOUNT}`);
    const before = await host.shell(
      `${TRACES}; stat -c '%U %G %a' ${MOUNT}; findmnt -n -o TARGET,OPTIONS -t ext4 -S ${DEVICE}`,
    );
    await configure({ mount_options: ['nodev', 'noexec'], owner: 'root' });
    await workspace.apply();
    expect(await host.shell(`cat ${MOUNT}/file; grep -c UUID= /etc/fstab`)).toBe('theirs\n1\n');
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(
      await host.shell(`${TRACES}; stat -c '%U %G %a' ${MOUNT}; findmnt -n -o TARGET,OPTIONS -t ext4 -S ${DEVICE}`),
    ).toBe(before);
  });

  test('can be imported, and then nothing is planned', async () => {
    await host.shell(
      `mkfs.ext4 -q -L theirs ${DEVICE}; mkdir -p ${MOUNT}; echo '${DEVICE} ${MOUNT} ext4 nodev,noatime 0 0' > /etc/fstab; mount ${MOUNT}; chown games ${MOUNT}`,
    );
    await configure({ label: 'theirs', mount_options: ['noatime', 'nodev'], owner: 'games', mode: '755' });
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${DEVICE}`);
    expect(await workspace.plan()).toEqual([]);
    await host.shell(`mount -o remount,ro,noatime,nodev ${MOUNT}`);
    expect((await shown()).names).toEqual(['mount_options']);
  });

  test('made anew by hand shows a new UUID that fstab does not know; blanked by hand it is to be made again', async () => {
    await configure();
    await workspace.apply();
    await host.shell(`umount ${MOUNT}; mkfs.ext4 -qF ${DEVICE}`);
    expect((await shown()).names).toEqual(expect.arrayContaining(['mounted', 'persistent']));
    await workspace.apply();
    expect(
      await host.shell(`grep -c ^UUID= /etc/fstab; grep -c "$(blkid -p -s UUID -o value ${DEVICE})" /etc/fstab`),
    ).toBe('1\n1\n');
    await host.shell(`umount ${MOUNT}; wipefs -qa ${DEVICE}`);
    expect((await shown()).actions).toEqual(['create']);
    await workspace.apply();
    expect(await host.shell('grep -c ^UUID= /etc/fstab')).toBe('1\n');
    expect(await workspace.plan()).toEqual([]);
  });

  test('is refused, when planning, on a device with other content, unless wipe allows it with a warning', async () => {
    await host.shell(`mkswap -q -L precious ${DEVICE}`);
    await configure();
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain(`device is "${DEVICE}", which holds swap (label "precious"`);
    await configure({ wipe: true });
    expect((await workspace.succeed('plan', '-no-color')).replace(/\s+/g, ' ')).toContain(
      'All data on it will be lost for good',
    );
    await workspace.apply();
    await host.shell(`echo kept > ${MOUNT}/file`);
    expect(await workspace.plan()).toEqual([]);
    await configure({ wipe: true, mkfs_options: ['-i', '8192'] });
    expect((await shown()).actions).toEqual(['delete', 'create']);
    await workspace.apply();
    expect(await host.shell(`ls ${MOUNT}`)).toBe('lost+found\n');
    await configure({ type: 'ext3', mkfs_options: ['-i', '8192'] });
    expect((await workspace.terraform('plan', '-no-color')).text.replace(/\s+/g, ' ')).toContain(
      'To overwrite it, with the loss of all data there, set wipe = true',
    );
    await configure({ type: 'ext3', mkfs_options: ['-i', '8192'], wipe: true });
    await workspace.apply();
    expect(await host.shell(`findmnt -n -o FSTYPE ${MOUNT}`)).toBe('ext3\n');
  });

  test('is refused on a device that is in use, naming what uses it', async () => {
    await host.shell(`mkfs.ext4 -q ${DEVICE}; mkdir -p /srv/used; mount ${DEVICE} /srv/used`);
    await configure({ wipe: true });
    const { text } = await workspace.terraform('plan', '-no-color');
    expect(text.replace(/\s+/g, ' ')).toContain(
      `device is "${DEVICE}", which is in use on ${host.name} by the mount at /srv/used`,
    );
  });

  test.each([
    ['a relative path', { device: 'sdb1' }, 'device is "sdb1". Give an absolute path'],
    ['an unknown type', { type: 'zfs' }, 'type is "zfs". Use one of "ext2"'],
    [
      'a label that is too long',
      { label: 'seventeen-letters' },
      'which has 17 characters. A label of ext4 has at most 16',
    ],
    ['two options in one', { mount_options: ['noatime,nodev'] }, 'Give one mount option an element'],
    ['a host nobody knows', { host: 'node9' }, '"node9" is not among the provider\'s hosts'],
  ])('%s is refused when planning', async (_, attributes, message) => {
    await configure(attributes);
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain(message);
  });

  test('what the host does not take is an error that names it, and the next apply goes on from there', async () => {
    for (const [attributes, message] of [
      [
        { device: '/dev/sdz9' },
        'device is "/dev/sdz9", which does not exist on node3. Its block devices are /dev/loop',
      ],
      [{ device: '/etc/passwd' }, 'device is "/etc/passwd", which is a regular file on node3'],
      [{ type: 'xfs' }, 'mkfs.xfs is not on the host. Install the package xfsprogs there first'],
      [{ mkfs_options: ['-O', 'nonsense'] }, 'Invalid filesystem option set: nonsense'],
      [{ mount_options: ['nobarrrier'] }, "ext4: Unknown parameter 'nobarrrier'"],
      [{ owner: 'nonesuch' }, 'owner is "nonesuch", which node3 does not take'],
      [{ mount_point: '/etc/passwd' }, 'mount_point is "/etc/passwd", a regular file on node3'],
      [{ mount_point: '/proc' }, 'mount_point is "/proc", where proc is mounted on node3'],
    ] as const) {
      await configure(attributes);
      expect(await refusal()).toContain(message);
    }
    await configure();
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await host.shell('grep -c ^UUID= /etc/fstab')).toBe('1\n');
  });

  test('in use, it is waited for a while, and then not unmounted, and the error names who uses it', async () => {
    await configure();
    await workspace.apply();
    await host.shell(`cd ${MOUNT}; setsid sleep 5 >/dev/null 2>&1 </dev/null &`);
    await workspace.destroy();
    await workspace.apply();
    await host.shell(`cd ${MOUNT}; setsid sleep 60 >/dev/null 2>&1 </dev/null & echo $! > /run/sleeper`);
    const { ok, text } = await workspace.terraform('destroy', '-auto-approve', '-no-color');
    await host.shell('kill "$(cat /run/sleeper)"; rm /run/sleeper');
    expect(ok).toBe(false);
    expect(text).toMatch(/It is used by process \d+ \(sleep\)/);
    await workspace.destroy();
  });

  test('in use by a service, that is restarted where it is to be, and other processes are left alone', async () => {
    const start = () =>
      host.shell(`systemd-run --quiet --collect --unit=holder --property=WorkingDirectory=/ sh -c '
        [ -e /run/held ] || { touch /run/held; cd ${MOUNT}; }; exec sleep 300'; until [ -e /run/held ]; do sleep 0.1; done`);
    await configure({ restart_users: true });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    await start();
    try {
      await workspace.destroy();
      expect(await host.shell('systemctl is-active holder')).toBe('active\n');
    } finally {
      await host.shell('systemctl stop holder; rm -f /run/held');
    }
  });

  test('a run that was killed in the middle of mkfs makes it again; after mkfs, the next one goes on with what it made', async () => {
    const uuid = '11111111-2222-4333-8444-555555555555';
    const note = (kind: string, text: string) =>
      `mkdir -p /var/lib/stackwright/found/${kind}; printf '%s' '${text}' > /var/lib/stackwright/found/${kind}/%2Fdev%2Fsdb1`;
    await host.shell(`mkfs.ext4 -q -L other -U ${uuid} ${DEVICE}; ${note('file-systems-being-made', uuid)}`);
    await configure({ label: 'data' });
    await workspace.apply();
    const made = (await workspace.state(ADDRESS)).uuid;
    expect(made).not.toBe(uuid);
    await host.shell(`echo kept > ${MOUNT}/file; umount ${MOUNT}; printf ${JSON.stringify(FSTAB)} > /etc/fstab`);
    await workspace.succeed('state', 'rm', ADDRESS);
    await configure({ label: 'data', wipe: true });
    await workspace.apply();
    expect((await workspace.state(ADDRESS)).uuid).toBe(made);
    expect(await host.shell(`cat ${MOUNT}/file`)).toBe('kept\n');
  });

  test('whose state was lost is found again by the next run, and destroyed as if nothing had happened', async () => {
    const before = await host.shell(TRACES);
    await configure({ label: 'data' });
    await workspace.apply();
    await host.shell(`echo kept > ${MOUNT}/file`);
    await workspace.succeed('state', 'rm', ADDRESS);
    await workspace.apply();
    expect(await host.shell(`cat ${MOUNT}/file`)).toBe('kept\n');
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await host.shell(TRACES)).toBe(before.replace('#tail', '#tail\n'));
  });

  test('mounted by somebody else is not wiped, whatever wipe says', async () => {
    await host.shell(
      `mkfs.ext3 -q ${DEVICE}; mkdir -p ${MOUNT}; mount ${DEVICE} ${MOUNT}; echo theirs > ${MOUNT}/file`,
    );
    await configure({ wipe: true });
    expect(await refusal()).toContain(`is in use on node3 by the mount at ${MOUNT}`);
    expect(await host.shell(`cat ${MOUNT}/file`)).toBe('theirs\n');
  });

  test('may be mounted at a directory of any name', async () => {
    const mount_point = `/srv/-a 'b' "c" $(d) \\040 # ü`;
    await configure({ mount_point });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await host.shell(`ls -1 --zero /srv | base64 -w0`)).toBe(
      Buffer.from(`${mount_point.slice(5)}\0`).toString('base64'),
    );
    const remounted = await host.shell(
      `cd /srv; umount -- "$PWD"/*; mount -a; findmnt -n -o TARGET -t ext4 | grep ^/srv | base64 -w0`,
    );
    expect(Buffer.from(remounted, 'base64').toString()).toBe(`${mount_point}\n`);
    await workspace.destroy();
    expect(await host.shell('ls -A /srv')).toBe('');
  });
});
