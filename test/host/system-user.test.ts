import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const NAME = 'sw-tester';
const HOME = `/home/${NAME}`;
const ADDRESS = 'stackwright_system_user.tester';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPZ0WlQqLKXYDYtJAcSEHdkQgRQ6YmGwU8eaqvJpJ2l';

/** Everything about the host that a user could leave a trace in. */
const TRACES =
  'getent passwd; getent group; getent shadow; find /home -mindepth 1 -maxdepth 1 -printf "%M %u:%g %p\\n" | sort; find /var/lib/stackwright 2>/dev/null || true';

describe('a system user', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object = {}) =>
    workspace.configure({
      provider: host.provider,
      resource: { stackwright_system_user: { tester: { host: host.name, name: NAME, ...attributes } } },
    });
  const shown = async () => {
    const [change, ...others] = await workspace.plan();
    expect(others).toEqual([]);
    return { actions: change?.actions, names: Object.keys(change?.changes ?? {}).sort() };
  };

  beforeAll(async () => {
    host = await labHost('node3');
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await host.shell(`
      for user in ${NAME} other; do userdel -f "$user" 2>/dev/null; groupdel "$user" 2>/dev/null; done
      groupdel sw-group 2>/dev/null; rm -rf /home/* /var/lib/stackwright; :`);
  });

  afterEach(() => workspace.close());

  test('is made with all that is asked for, and the next plan is empty', async () => {
    const wanted = {
      uid: 4321,
      group: 'sw-group',
      groups: ['games', 'adm'],
      home: '/home/else where',
      shell: '/bin/sh',
    };
    await configure({ ...wanted, comment: `Ünï "q" '$(x)'`, authorized_keys: [`${KEY} one`, `no-pty ${KEY} two`] });
    await workspace.apply();
    expect(await host.shell(`getent passwd ${NAME}; id -Gn ${NAME}`)).toBe(
      `${NAME}:x:4321:1000:Ünï "q" '$(x)':/home/else where:/bin/sh\nsw-group adm games\n`,
    );
    expect(
      await host.shell(
        `cd '/home/else where'; stat -c '%n %U:%G %a' . .ssh .ssh/authorized_keys; cat .ssh/authorized_keys; ls -A`,
      ),
    ).toBe(
      `. ${NAME}:sw-group 755\n.ssh ${NAME}:sw-group 700\n.ssh/authorized_keys ${NAME}:sw-group 600\n${KEY} one\nno-pty ${KEY} two\n` +
        '.bash_logout\n.bashrc\n.profile\n.ssh\n',
    );
    expect(await workspace.plan()).toEqual([]);
  });

  test('gets what the host chooses, and when destroyed leaves nothing but its home', async () => {
    const before = await host.shell(TRACES);
    await configure({ authorized_keys: [KEY] });
    await workspace.apply();
    expect(await workspace.state(ADDRESS)).toMatchObject({ group: NAME, home: HOME, shell: '/bin/bash', groups: [] });
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await host.shell(`ls -A ${HOME}`)).toBe('.bash_logout\n.bashrc\n.profile\n');
    await host.shell(`rm -r ${HOME}`);
    expect(await host.shell(TRACES)).toBe(before);
    await configure({ system: true, remove_home: true, group: 'sw-group' });
    await workspace.apply();
    const { uid, shell } = await workspace.state(ADDRESS);
    expect(uid).toBeLessThan(1000);
    expect(shell).toBe('/usr/sbin/nologin');
    expect(await workspace.succeed('plan', '-destroy', '-no-color')).toContain(`${HOME} on node3 will be removed`);
    await workspace.destroy();
    expect(await host.shell(TRACES)).toBe(before);
  });

  test('changed by hand in any way, it shows just that, and apply repairs it', async () => {
    await configure({
      uid: 4321,
      group: 'games',
      groups: ['adm'],
      home: HOME,
      comment: 'Tester',
      authorized_keys: [KEY],
    });
    await workspace.apply();
    const facts = `getent passwd ${NAME}; id ${NAME}; stat -c '%U:%G %a' ${HOME} ${HOME}/.ssh/authorized_keys; cat ${HOME}/.ssh/authorized_keys`;
    const before = await host.shell(facts);
    for (const [attribute, byHand] of [
      ['uid', `usermod -u 4322 ${NAME}`],
      ['group', `usermod -g daemon ${NAME}`],
      ['groups', `usermod -G adm,mail ${NAME}`],
      ['groups', `usermod -G '' ${NAME}`],
      ['home', `usermod -d /home/moved -m ${NAME}`],
      ['shell', `usermod -s /bin/sh ${NAME}`],
      ['comment', `usermod -c 'by hand' ${NAME}`],
      ['authorized_keys', `echo '${KEY} intruder' >> ${HOME}/.ssh/authorized_keys`],
      ['authorized_keys', `rm ${HOME}/.ssh/authorized_keys`],
      ['authorized_keys', `chmod 0666 ${HOME}/.ssh/authorized_keys`],
      ['authorized_keys', `ln -sf /etc/shadow ${HOME}/.ssh/authorized_keys`],
    ] as const) {
      await host.shell(byHand);
      expect([byHand, await shown()]).toEqual([byHand, { actions: ['update'], names: [attribute] }]);
      await workspace.apply();
      expect([byHand, await host.shell(facts)]).toEqual([byHand, before]);
    }
    expect(await workspace.stateFile()).not.toContain('root:');
    expect(await workspace.plan()).toEqual([]);
  });

  test('whose home was removed gets a new one; one that was removed is made again', async () => {
    await configure();
    await workspace.apply();
    await host.shell(`rm -r ${HOME}`);
    expect((await shown()).names).toEqual(['create_home']);
    await workspace.apply();
    expect(await host.shell(`stat -c '%U:%G %a' ${HOME}; ls -A ${HOME}`)).toBe(
      `${NAME}:${NAME} 755\n.bash_logout\n.bashrc\n.profile\n`,
    );
    await host.shell(`userdel ${NAME}`);
    expect((await shown()).actions).toEqual(['create']);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });

  test('that was there before is taken over, and gets back what it had when this is destroyed', async () => {
    await host.shell(`groupadd sw-group; useradd -m -u 4000 -g sw-group -G adm,mail -s /bin/dash -c Before ${NAME}
      install -d -o ${NAME} -g sw-group -m 700 ${HOME}/.ssh; echo '${KEY} before' > ${HOME}/.ssh/authorized_keys; echo x > ${HOME}/file`);
    // Not when the directories were changed: things come and go in them in between.
    const tree = `find ${HOME} \\( -type d -printf '%M %u:%g %p\\n' \\) -o -printf '%M %u:%g %s %t %p\\n' | sort`;
    const traces = `${TRACES}; ${tree}; cat ${HOME}/.ssh/authorized_keys`;
    const before = await host.shell(traces);
    await configure({ group: 'games', groups: ['src'], home: '/home/new', comment: 'After', authorized_keys: [KEY] });
    await workspace.apply();
    expect(await host.shell(`id -Gn ${NAME}; cat /home/new/file; ls /home`)).toBe('games src\nx\nnew\n');
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await host.shell(traces)).toBe(before);
  });

  test('keeps its keys to itself once they are no longer given, and its home when that is not to be moved', async () => {
    await host.shell(
      `useradd -m ${NAME}; install -d -o ${NAME} -g ${NAME} -m 700 ${HOME}/.ssh; echo '${KEY} before' > ${HOME}/.ssh/authorized_keys`,
    );
    await configure({ authorized_keys: [KEY] });
    await workspace.apply();
    await configure({ authorized_keys: [] });
    await workspace.apply();
    expect(await host.shell(`cat ${HOME}/.ssh/authorized_keys`)).toBe('');
    expect(await workspace.plan()).toEqual([]);
    await configure();
    await workspace.apply();
    expect(await host.shell(`cat ${HOME}/.ssh/authorized_keys`)).toBe(`${KEY} before\n`);
    await configure({ home: '/home/new', create_home: false });
    await workspace.apply();
    expect(await host.shell(`getent passwd ${NAME} | cut -d: -f6; ls /home`)).toBe(`/home/new\n${NAME}\n`);
    expect(await workspace.plan()).toEqual([]);
  });

  test('can be imported, and then nothing is planned', async () => {
    await host.shell(`useradd -m -u 4000 -G adm,mail -c Before ${NAME}
      install -d -o ${NAME} -g ${NAME} -m 700 ${HOME}/.ssh; echo '${KEY} before' > ${HOME}/.ssh/authorized_keys`);
    await configure({
      groups: ['mail', 'adm'],
      shell: '/bin/sh',
      comment: 'Before',
      authorized_keys: [`${KEY} before`],
    });
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${NAME}`);
    expect(await workspace.plan()).toEqual([]);
  });

  test('that changes its number is warned of the files that keep the old one', async () => {
    await configure({ uid: 4321 });
    await workspace.apply();
    await configure({ uid: 4322 });
    expect((await workspace.succeed('plan', '-no-color')).replace(/\s+/g, ' ')).toContain(
      `uid of ${NAME} changes from 4321 to 4322. Files outside its home directory keep the old number.`,
    );
    await workspace.apply();
    expect(await host.shell(`id -u ${NAME}; stat -c %u ${HOME}/.bashrc`)).toBe('4322\n4322\n');
  });

  test.each([
    ['a name with a space', { name: 'a b' }, 'name is "a b". Give a name of at most 32'],
    ['a name of 33 characters', { name: 'x'.repeat(33) }, 'Give a name of at most 32'],
    ['a name that looks like an option', { name: '-rf' }, 'name is "-rf"'],
    ['a colon in the comment', { comment: 'a:b' }, 'comment is "a:b". Leave out ":"'],
    ['a relative home', { home: 'home' }, 'home is "home". Give an absolute path'],
    [
      'something that is no key',
      { authorized_keys: ['hello'] },
      '"hello" does not fit. Give one public key an element',
    ],
    ['two keys in one', { authorized_keys: [`${KEY}\n${KEY}`] }, 'Give one public key an element'],
    ['a number that another user has', { uid: 1 }, 'uid is 1, which is the number of the user "daemon" on node3'],
  ])('%s is refused when planning', async (_, attributes, message) => {
    await configure(attributes);
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain(message);
  });

  test('what the host does not take is an error that names it, and the next apply goes on from there', async () => {
    const before = await host.shell(TRACES);
    for (const [attributes, message] of [
      [{ groups: ['adm', 'nonesuch'] }, 'groups has "nonesuch", which node3 does not know'],
      [{ shell: '/bin/nonesuch' }, 'shell is "/bin/nonesuch", which is no program on node3'],
    ] as const) {
      await configure(attributes);
      const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
      expect(ok).toBe(false);
      expect(text.replace(/\s+/g, ' ')).toContain(message);
    }
    await configure({ remove_home: true });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await host.shell(TRACES)).toBe(before);
  });

  test('that a run left which was killed, or whose state was lost, is not taken for one that was there before', async () => {
    const before = await host.shell(TRACES);
    await configure({ group: 'sw-group', remove_home: true, authorized_keys: [KEY] });
    await workspace.apply();
    await workspace.succeed('state', 'rm', ADDRESS);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    await host.shell(`rm -r ${HOME}`);
    await workspace.destroy();
    expect(await host.shell(TRACES)).toBe(before);
  });

  test('leaves alone groups that it was in but that were not made for it', async () => {
    await host.shell('groupadd sw-group; groupadd sw-tester');
    const before = await host.shell(TRACES);
    await configure({ group: 'other', remove_home: true });
    await workspace.apply();
    await configure({ group: 'sw-group', remove_home: true });
    await workspace.apply();
    expect(await host.shell('getent group other || echo gone')).toBe('gone\n');
    await configure({ group: NAME, remove_home: true });
    await workspace.apply();
    await workspace.destroy();
    expect(await host.shell(TRACES)).toBe(before);
  });

  test('many at once are all made', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `sw-many-${index}`);
    await workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_system_user: Object.fromEntries(
          names.map((name) => [name, { host: host.name, name, remove_home: true }]),
        ),
      },
    });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await host.shell('getent passwd | grep -c ^sw-many-')).toBe('8\n');
    await workspace.destroy();
  });
});
