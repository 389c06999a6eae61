import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigFiles } from '../../lib/host/config-files/config-files';
import { labHost, type TestHost } from './lab-host';
import { type ResourceChange, Workspace } from './workspace';

const DIRECTORY = '/etc/stackwright-test';
const PATH = `${DIRECTORY}/nova.conf`;
const ADDRESS = 'stackwright_config_file.nova';
const SECTION = "$(x) 'y' é";
const PASSWORD = 'correct-horse-battery';

const ORIGINAL = `# Ours is not all of it.
[DEFAULT]
#debug = false

my_ip=10.0.0.1
log_config_append = /etc/x
# The last of these counts.
filters : a
filters : b

[database]
connection = sqlite:// # not a comment
[mysqld]
user                    = mysql`;

const WANTED = {
  settings: {
    DEFAULT: { debug: 'true', my_ip: '10.0.0.2' },
    database: { connection: 'mysql://' },
    cache: { enabled: 'true' },
  },
  repeated: { DEFAULT: { filters: ['b', 'c', 'd'] } },
  flags: { mysqld: ['skip-name-resolve'] },
  absent: { DEFAULT: ['log_config_append'] },
};

const WRITTEN = `# Ours is not all of it.
[DEFAULT]
#debug = false
debug = true

my_ip=10.0.0.2
# The last of these counts.
filters : b
filters : c
filters : d

[database]
connection = mysql://
[mysqld]
user                    = mysql
skip-name-resolve

[cache]
enabled = true`;

describe('a config file', () => {
  let host: TestHost;
  let workspace: Workspace;

  const provider = () => ({ stackwright: { ...host.provider.stackwright, secrets: { db: PASSWORD } } });
  const configure = (attributes: object, name = 'nova', more: object = {}) => {
    const resource = {
      stackwright_config_file: { [name]: { host: host.name, path: PATH, ...attributes }, ...more },
    };
    // What looks like a template of Terraform's is none here.
    const text = JSON.stringify({ provider: provider(), resource }).replace(/[$%](?=\{)/g, '$&$&');
    return workspace.configure(JSON.parse(text));
  };
  const put = (text: string, path = PATH) =>
    host.shell(`base64 -d > '${path}' <<'E'\n${Buffer.from(text).toString('base64')}\nE`);
  const content = async (path = PATH) => Buffer.from(await host.shell(`base64 -w0 '${path}'`), 'base64').toString();
  const facts = () =>
    host.shell(`cat ${PATH}; stat -c '%U %G %a' ${PATH}; find /var/lib/stackwright ${DIRECTORY} 2>/dev/null || true`);
  const only = (changes: ResourceChange[]) => changes[0]?.changes ?? {};

  beforeAll(async () => {
    host = await labHost('node2');
    workspace = await Workspace.open();
  });

  beforeEach(async () => {
    await host.shell(`rm -rf ${DIRECTORY} /var/lib/stackwright; mkdir ${DIRECTORY}`);
    for (const name of ['terraform.tfstate', 'terraform.tfstate.backup']) {
      await rm(join(workspace.directory, name), { force: true });
    }
  });

  afterAll(() => workspace.close());

  test('gets its keys and keeps all else, is not even fetched when nothing changed, and is given back byte for byte', async () => {
    await put(ORIGINAL);
    await host.shell(`chown nobody:daemon ${PATH}; chmod 0640 ${PATH}`);
    const before = await facts();
    await configure({ ...WANTED, mode: '600', owner: 'root' });
    await workspace.apply();
    expect(await content()).toBe(WRITTEN);
    expect(await host.shell(`stat -c '%U %G %a' ${PATH}`)).toBe('root daemon 600\n');
    expect(await host.shell('find /var/lib/stackwright -type f -perm /077')).toBe('');
    const fetched = jest.spyOn(ConfigFiles.prototype, 'document');
    expect(await workspace.plan()).toEqual([]);
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
    await workspace.destroy();
    expect(await facts()).toBe(before);
  });

  describe('changed by hand', () => {
    const cases: [string, string, string, unknown][] = [
      [
        'a value',
        `sed -i 's/^debug = .*/debug = no/' ${PATH}`,
        'settings',
        { ...WANTED.settings, DEFAULT: { debug: 'no', my_ip: '10.0.0.2' } },
      ],
      ['a missing key', `sed -i '/^my_ip/d' ${PATH}`, 'settings', { ...WANTED.settings, DEFAULT: { debug: 'true' } }],
      [
        'a key repeated further down',
        `sed -i 's/^enabled = true/&\\nenabled = no/' ${PATH}`,
        'settings',
        { ...WANTED.settings, cache: { enabled: 'no' } },
      ],
      ['one of several values', `sed -i '/^filters : c/d' ${PATH}`, 'repeated', { DEFAULT: { filters: ['b', 'd'] } }],
      ['a flag that is gone', `sed -i '/^skip-name/d' ${PATH}`, 'flags', { mysqld: [] }],
      [
        'a key that must not be there',
        `sed -i 's/^debug/log_config_append = x\\n&/' ${PATH}`,
        'absent',
        { DEFAULT: [] },
      ],
      ['the owner', `chown nobody ${PATH}`, 'owner', 'nobody'],
      ['the group', `chgrp daemon ${PATH}`, 'group', 'daemon'],
      ['the mode', `chmod 0666 ${PATH}`, 'mode', '0666'],
    ];

    const wanted = { ...WANTED, owner: 'root', group: 'root', mode: '0644' };

    test('each of them shows as just that, and apply repairs it', async () => {
      const paths = cases.map((_, index) => `${PATH}${index}`);
      const facts = () => host.shell(`cd ${DIRECTORY}; sha256sum *; stat -c '%n %U %G %a' *`);
      await put(WRITTEN, paths[0]);
      await host.shell(`for path in ${paths.slice(1).join(' ')}; do cp ${paths[0]} $path; done`);
      const before = await facts();
      await configure(
        { ...wanted, path: paths[0] },
        'case0',
        Object.fromEntries(paths.map((path, index) => [`case${index}`, { host: host.name, ...wanted, path }])),
      );
      await workspace.apply();
      expect(await facts()).toBe(before);
      await host.shell(cases.map(([, byHand], index) => byHand.replace(PATH, `${PATH}${index}`)).join('\n'));
      const plan = await workspace.plan();
      expect(plan.map(({ address, actions, changes }) => [address, actions, changes])).toEqual(
        cases.map(([, , attribute, actual], index) => [
          `stackwright_config_file.case${index}`,
          ['update'],
          {
            [attribute]: { before: actual, after: wanted[attribute as keyof typeof wanted] },
            ...(['owner', 'group', 'mode'].includes(attribute)
              ? {}
              : { revision: { before: expect.any(String), after: '(known after apply)' } }),
          },
        ]),
      );
      await workspace.succeed('apply', '-no-color', 'plan');
      expect(await facts()).toBe(before);
      expect(await workspace.plan()).toEqual([]);
    });

    test('a foreign key or comment is no change, and stays', async () => {
      await put(ORIGINAL);
      await configure(WANTED);
      await workspace.apply();
      await host.shell(`sed -i 's/^my_ip/# by hand\\nforeign = 1\\n&/' ${PATH}`);
      expect(await workspace.plan()).toEqual([]);
      await workspace.destroy();
      expect(await content()).toBe(ORIGINAL.replace('my_ip', '# by hand\nforeign = 1\nmy_ip'));
    });

    test('a key that was taken out by hand still goes back to its original when destroyed', async () => {
      await put(ORIGINAL);
      await configure(WANTED);
      await workspace.apply();
      await host.shell(`sed -i '/^my_ip/d' ${PATH}`);
      await workspace.succeed('apply', '-refresh-only', '-auto-approve', '-no-color');
      await workspace.destroy();
      expect((await content()).split('\n').sort()).toEqual(ORIGINAL.split('\n').sort());
    });

    test('removed, it is planned to be made again', async () => {
      await put(ORIGINAL);
      await configure({ ...WANTED, create: true });
      await workspace.apply();
      await host.shell(`rm ${PATH}`);
      expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['create']]);
    });
  });

  test('a key taken out of the configuration goes back to its original, and a moved one stays', async () => {
    await put(ORIGINAL);
    await configure(WANTED);
    await workspace.apply();
    await configure({ settings: { DEFAULT: { log_config_append: '/etc/y' } }, absent: { mysqld: ['user'] } });
    expect(Object.keys(only(await workspace.plan())).sort()).toEqual([
      'absent',
      'flags',
      'repeated',
      'revision',
      'settings',
    ]);
    await workspace.apply();
    expect(await content()).toBe(ORIGINAL.replace('/etc/x', '/etc/y').replace('\nuser                    = mysql', ''));
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await content()).toBe(ORIGINAL);
  });

  test('a file that is made has the mode it is given, and goes when nobody else uses it', async () => {
    await configure({ settings: { '': { x: '1' }, a: { b: '2' } }, create: true });
    await workspace.apply();
    expect(await facts()).toContain(`x = 1\n\n[a]\nb = 2\nroot root 600\n`);
    await workspace.destroy();
    expect(await host.shell(`find ${DIRECTORY} /var/lib/stackwright 2>/dev/null || true`)).toBe(`${DIRECTORY}\n`);
    await workspace.apply();
    await host.shell(`echo '# mine' >> ${PATH}`);
    await workspace.destroy();
    expect(await content()).toContain('# mine');
  });

  test('several resources share a file without losing each other’s keys', async () => {
    await put(ORIGINAL);
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const resources = Object.fromEntries(
      names.map((name) => [
        name,
        { host: host.name, path: PATH, settings: { shared: { [name]: name }, [name]: { key: '1' } } },
      ]),
    );
    await configure(WANTED, 'nova', resources);
    await workspace.apply();
    const text = await content();
    for (const name of names) expect(text).toMatch(new RegExp(`^${name} ?= ?${name}$`, 'm'));
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await content()).toBe(ORIGINAL);
  });

  test('is imported with all of its keys, and then nothing is planned', async () => {
    await put('[a]\nb = 1\nc : x y\n[d]\nm = 1\nm = 2\nflag\n');
    await configure({
      settings: { a: { b: '1', c: 'x y' } },
      repeated: { d: { m: ['1', '2'] } },
      flags: { d: ['flag'] },
    });
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${PATH}`);
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await content()).toBe('[a]\nb = 1\nc : x y\n[d]\nm = 1\nm = 2\nflag\n');
  });

  test('an import hides what looks like a secret, and lets keys go that are not configured', async () => {
    const text = '[a]\nb = 1\nadmin_password = hunter2\nurl = amqp://me:hunter2@h/\nold = 1\n';
    await put(text);
    await configure({ settings: { a: { b: '1', admin_password: 'hunter2' } } });
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${PATH}`);
    expect(await workspace.stateFile()).not.toContain('hunter2');
    await workspace.succeed('apply', '-refresh-only', '-auto-approve', '-no-color');
    expect(await workspace.stateFile()).not.toContain('hunter2');
    await workspace.apply();
    expect(await content()).toBe(text);
    expect(await workspace.plan()).toEqual([]);
  });

  test('a secret that is changed by hand shows as changed without either value', async () => {
    await put(ORIGINAL);
    await configure({ settings: { database: { connection: 'mysql://nova:{{secret:db}}@db/nova' } } });
    await workspace.apply();
    expect(await content()).toContain(`connection = mysql://nova:${PASSWORD}@db/nova`);
    expect(await workspace.plan()).toEqual([]);
    await host.shell(`sed -i 's#${PASSWORD}#typed-by-hand#' ${PATH}`);
    const [change] = await workspace.plan();
    expect(JSON.stringify(change?.changes)).toMatch(
      /"before":\{"database":\{"connection":"\(differs from mysql:\/\/nova:\{\{secret:db\}\}@db\/nova, [0-9a-f]{12}\)"/,
    );
    await workspace.succeed('apply', '-refresh-only', '-auto-approve', '-no-color');
    const plan = await workspace.succeed('show', '-json', 'plan');
    const shown = plan.replace(JSON.stringify({ db: PASSWORD }).slice(1, -1), '').replace(`"value":"${PASSWORD}"`, '');
    for (const secret of ['typed-by-hand']) {
      expect(plan).not.toContain(secret);
      expect(await workspace.stateFile()).not.toContain(secret);
    }
    expect(await workspace.stateFile()).not.toContain(PASSWORD);
    expect(JSON.stringify(JSON.parse(shown).resource_changes)).not.toContain(PASSWORD);
    await workspace.apply();
    expect(await content()).toContain(PASSWORD);
  });

  test('holds hostile strings byte for byte, as value, key, section and path', async () => {
    const path = `${DIRECTORY}/-x "q" $(d) é`;
    const values = [
      `'"\`$(touch /tmp/pwned)\${HOME} \\ !! ; & | > <`,
      '-n --',
      'Ünïcödé — 日本語 — 🎛️',
      '# [x] = y',
      '__proto__',
    ];
    const keys = Object.fromEntries(values.map((value, index) => [`k${index}`, value]));
    const settings = {
      DEFAULT: { ...keys, long: 'x'.repeat(1024 * 1024) },
      [SECTION]: { '$(k) "é"': 'v', constructor: '1' },
    };
    await configure({ path, settings, create: true });
    await workspace.apply();
    const text = await content(path);
    for (const [key, value] of Object.entries(keys)) expect(text).toContain(`\n${key} = ${value}\n`);
    expect(text).toContain(`\nlong = ${'x'.repeat(1024 * 1024)}\n`);
    expect(text).toContain(`[${SECTION}]\n$(k) "é" = v\nconstructor = 1\n`);
    expect(await workspace.plan()).toEqual([]);
    await workspace.succeed('state', 'rm', ADDRESS);
    await configure({ path, settings });
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${path}`);
    expect(await workspace.plan()).toEqual([]);
  });

  test('follows a link, and changes what it leads to', async () => {
    await put(ORIGINAL, `${DIRECTORY}/real.conf`);
    await host.shell(`ln -s real.conf ${PATH}`);
    await configure(WANTED);
    await workspace.apply();
    expect(await content(`${DIRECTORY}/real.conf`)).toBe(WRITTEN);
    expect(await host.shell(`readlink ${PATH}`)).toBe('real.conf\n');
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await content(`${DIRECTORY}/real.conf`)).toBe(ORIGINAL);
  });

  test('keeps bytes that are not UTF-8', async () => {
    await host.shell(`printf '# caf\\351\\n[a]\\nb = \\374\\n' > ${PATH}`);
    await configure({ settings: { a: { c: 'ö' } } });
    await workspace.apply();
    expect(await host.shell(`od -An -c ${PATH} | tr -d ' \\n'`)).toBe('#caf351\\n[a]\\nb=374\\nc=366\\n');
    expect(await workspace.plan()).toEqual([]);
    await configure({ settings: { a: { c: '日本' } } });
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    expect(text).toContain('is not UTF-8 text');
  });

  describe('refused', () => {
    test('when planning, with the attribute, the value and the fix', async () => {
      const cases: [object, string][] = [
        [{ settings: { a: { b: 'x\ny' } } }, 'settings["a"]["b"] is "x\\ny". A value stands on one line'],
        [{ settings: { a: { b: '1' } }, absent: { a: ['b'] } }, 'absent["a"]: the key "b" stands in `settings`, too'],
        [{ settings: { a: { 'b=c': '1' } } }, 'has the key "b=c". A key cannot hold "="'],
        [{ settings: { a: { '#b': '1' } } }, 'has the key "#b"'],
        [{ settings: { 'a]': { b: '1' } } }, 'settings["a]"] is no name of a section'],
        [{ flags: { a: ['b c'] } }, 'has the key "b c". A key that stands alone'],
        [{ settings: { a: { b: null } } }, 'settings["a"]["b"] is null. Leave the key out'],
        [{ path: 'etc/x' }, 'path is "etc/x". Give an absolute path'],
      ];
      const resources = Object.fromEntries(
        cases.map(([attributes], index) => [`case${index}`, { host: host.name, path: PATH, ...attributes }]),
      );
      await configure({}, 'nova', resources);
      const { ok, text } = await workspace.terraform('validate', '-no-color');
      expect(ok).toBe(false);
      for (const [, message] of cases) expect(text.replace(/\s+/g, ' ')).toContain(message);
    });

    test('when applying; mended, the next apply goes on', async () => {
      const cases: [string, string][] = [
        [`rm -f $PATH`, `does not exist. Set create = true`],
        [`mkdir $PATH`, 'is not a regular file but a directory'],
        [`printf '[a]\\nhunter2 is not ini\\n' > $PATH`, 'Line 2 is not understood. Expected is a section'],
        [`printf '[a\\n' > $PATH`, 'begins a section but has no closing bracket: "[a"'],
      ];
      const paths = cases.map((_, index) => `${PATH}${index}`);
      const settings = { a: { b: '1' } };
      const resources = Object.fromEntries(
        paths.map((path, index) => [`case${index}`, { host: host.name, path, settings }]),
      );
      await host.shell(cases.map(([prepare], index) => prepare.replaceAll('$PATH', `${PATH}${index}`)).join('\n'));
      await configure({ create: true, settings }, 'nova', resources);
      const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
      expect(ok).toBe(false);
      for (const [, message] of cases) expect(text.replace(/\s+/g, ' ')).toContain(message);
      expect(text).not.toContain('hunter2');
      await host.shell(`for file in ${paths.join(' ')}; do rm -rf $file; echo '[a]' > $file; done`);
      await workspace.apply();
      expect(await host.shell(`cat ${paths.join(' ')}`)).toBe('[a]\nb = 1\n'.repeat(paths.length));
    });

    test('a file that does not parse any more is an error of the plan', async () => {
      await put('[a]\nb = 1\n');
      await configure({ settings: { a: { b: '2' } } });
      await workspace.apply();
      await host.shell(`echo 'oops: [' > ${PATH}; echo '[' >> ${PATH}`);
      const { ok, text } = await workspace.terraform('plan', '-no-color');
      expect(ok).toBe(false);
      expect(text.replace(/\s+/g, ' ')).toContain(`${PATH} on ${host.name} is no INI file: Line 2 begins a section`);
    });
  });
});
