import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const TOKENS = '/etc/keystone/fernet-keys';
const CREDENTIALS = '/etc/keystone/credential-keys';
const UNIT = 'stackwright-rotate-etc-keystone-fernet-keys';
const ADDRESS = 'stackwright_fernet_keys.it';

/** What is done by hand at once, each to keys of their own, with the attributes that then show. */
const BY_HAND: readonly (readonly [name: string, byHand: readonly string[], attributes: readonly string[]])[] = [
  ['it', ['chmod 755 $DIRECTORY', 'systemctl -q disable $UNIT.timer'], ['directory_mode', 'rotation_schedule']],
  ['b', ['chmod 644 $DIRECTORY/1', 'systemctl stop $UNIT.timer'], ['key_mode', 'rotation_schedule']],
  ['c', ['chown root $DIRECTORY/0', 'sed -i s/weekly/yearly/ $FILE.timer'], ['owner', 'rotation_schedule']],
  ['d', ['chgrp root $DIRECTORY', 'sed -i s/User=.*/User=root/ $FILE.service'], ['group', 'rotation_schedule']],
];

describe('keys of Keystone', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object = {}) =>
    workspace.configure({
      provider: host.provider,
      resource: { stackwright_fernet_keys: { it: { host: host.name, ...attributes } } },
    });
  /** Several of the type, by name. */
  const configureAll = (all: Readonly<Record<string, object>>) =>
    workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_fernet_keys: Object.fromEntries(
          Object.entries(all).map(([name, attributes]) => [name, { host: host.name, ...attributes }]),
        ),
      },
    });
  /** What is wrong with each, by name. */
  const errors = async (...command: string[]): Promise<Record<string, string>> => {
    const { ok, text } = await workspace.terraform(...command, '-no-color');
    expect(ok).toBe(false);
    const all = text.replace(/\s+/g, ' ').split('Error: ').slice(1);
    return Object.fromEntries(all.map((error) => [/with stackwright_fernet_keys\.(\w+),/.exec(error)?.[1], error]));
  };
  const look = (path = TOKENS) => host.shell(`cd ${path} && stat -c '%n %U:%G %a' . *`);
  const hashes = (path = TOKENS) => host.shell(`cd ${path} && sha256sum *`);
  const numbers = async (path = TOKENS) => (await host.shell(`ls ${path}`)).trim().split('\n').map(Number);
  const changed = async () => (await workspace.plan()).map(({ actions, changes }) => [actions, Object.keys(changes)]);
  const applyPlan = () => workspace.succeed('apply', '-input=false', '-no-color', 'plan');
  /** Fails, with what it would be, when a plan has anything to do. */
  const nothingPlanned = () => workspace.succeed('plan', '-input=false', '-no-color', '-detailed-exitcode');

  const clean = () =>
    host.shell(`
      systemctl stop 'stackwright-rotate-*.timer'
      rm -rf /etc/keystone/*-keys /etc/systemd/system/stackwright-rotate-* /etc/systemd/system/*.wants/stackwright-rotate-* /var/lib/systemd/timers/stamp-stackwright-rotate-* /var/lib/stackwright/found/keystone-*
      systemctl daemon-reload`);

  beforeAll(async () => {
    host = await labHost('node2');
    await host.shell(`
      if ! [ -x /usr/bin/keystone-manage ]; then
        apt-get update -q
        printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d
        DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends -o Dpkg::Options::=--force-unsafe-io keystone
        rm /usr/sbin/policy-rc.d
      fi >&2`);
    workspace = await Workspace.open();
  });

  beforeEach(async () => {
    await rm(join(workspace.directory, 'terraform.tfstate'), { force: true });
    await clean();
  });

  afterAll(async () => {
    await workspace?.close();
    await clean();
  });

  test('are made as Keystone makes them, stand in no state, and go again', async () => {
    const etc = await host.shell('ls -la --full-time /etc/keystone | tail -n +4; ls /etc/systemd/system');
    await configure({ rotation_schedule: 'weekly' });
    await workspace.apply();
    expect(await look()).toBe('. keystone:keystone 700\n0 keystone:keystone 600\n1 keystone:keystone 600\n');
    const keys = (await host.shell(`cd ${TOKENS} && for key in *; do cat $key; echo; done`)).trim().split('\n');
    for (const key of keys) {
      expect(key).toMatch(/^[A-Za-z0-9_-]{43}=$/);
      expect(await workspace.stateFile()).not.toContain(key);
    }
    expect(new Set(keys).size).toBe(2);
    await nothingPlanned();
    // Keystone's own library takes them.
    await host.shell(
      `python3 -c 'from cryptography.fernet import Fernet; Fernet(open("${TOKENS}/0").read()), Fernet(open("${TOKENS}/1").read())'`,
    );
    expect(await workspace.succeed('plan', '-destroy', '-no-color')).toContain(
      `The keys in ${TOKENS} on node2 are removed. Every token that is in use becomes invalid at once.`,
    );
    await workspace.destroy();
    expect(await host.shell('ls -la --full-time /etc/keystone | tail -n +4; ls /etc/systemd/system')).toBe(etc);
    expect(
      await host.shell(
        'ls -d /var/lib/stackwright/found/keystone-* /var/lib/systemd/timers/stamp-stackwright* 2>/dev/null || true',
      ),
    ).toBe('');
  });

  test('can be imported, and then nothing is planned; show an owner, a mode and a schedule changed by hand as just that, and apply repairs it', async () => {
    const directory = (name: string) => (name === 'it' ? TOKENS : `/etc/keystone/${name}-keys`);
    const unit = (name: string) => `stackwright-rotate${directory(name).replaceAll('/', '-')}`;
    const names = BY_HAND.map(([name]) => name);
    const all = async (one: (path: string) => Promise<string>) => {
      const seen: string[] = [];
      for (const name of names) seen.push(await one(directory(name)));
      return seen;
    };
    await configureAll(
      Object.fromEntries(names.map((name) => [name, { path: directory(name), rotation_schedule: 'weekly' }])),
    );
    await workspace.apply();
    const [before, keys] = [await all(look), await all(hashes)];
    await workspace.succeed('state', 'rm', ADDRESS);
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${TOKENS}`);
    await nothingPlanned();
    expect(await all(hashes)).toEqual(keys);

    for (const [name, byHand] of BY_HAND) {
      await host.shell(
        [`DIRECTORY=${directory(name)} UNIT=${unit(name)} FILE=/etc/systemd/system/${unit(name)}`, ...byHand].join(
          '\n',
        ),
      );
    }
    await host.shell('systemctl daemon-reload');
    expect(
      (await workspace.plan()).map(({ address, actions, changes }) => [address, actions, Object.keys(changes)]).sort(),
    ).toEqual(
      BY_HAND.map(([name, , attributes]) => [`stackwright_fernet_keys.${name}`, ['update'], attributes]).sort(),
    );
    await applyPlan();
    expect([await all(look), await all(hashes)]).toEqual([before, keys]);
    await nothingPlanned();
    await host.shell(`rm ${TOKENS}/*`);
    expect((await workspace.plan()).map(({ address, actions }) => [address, actions])).toEqual([[ADDRESS, ['create']]]);
    await applyPlan();
    expect(await all(look)).toEqual(before);
    const [made, ...others] = await all(hashes);
    expect(made).not.toBe(keys[0]);
    expect(others).toEqual(keys.slice(1));
  });

  test('are rotated once by each change of the text, and by systemd, which is no difference', async () => {
    await configure({ rotation: 'a', rotation_schedule: 'weekly', key_mode: '0640' });
    await workspace.apply();
    const [staged] = (await hashes()).split(' ');
    expect(await numbers()).toEqual([0, 1]);
    await configure({ rotation: 'b', rotation_schedule: 'weekly', key_mode: '0640' });
    expect(await changed()).toEqual([[['update'], ['rotation']]]);
    await applyPlan();
    expect(await numbers()).toEqual([0, 1, 2]);
    expect(await hashes()).toContain(`${staged}  2`);
    await nothingPlanned();
    // As if the apply had been killed after it: it has been rotated for this text already.
    await workspace.succeed('state', 'rm', ADDRESS);
    await workspace.apply();
    expect(await numbers()).toEqual([0, 1, 2]);

    await host.shell(`systemctl start ${UNIT}.service; systemctl start ${UNIT}.service`);
    expect(await numbers()).toEqual([0, 3, 4]);
    expect(await look()).toBe(
      '. keystone:keystone 700\n0 keystone:keystone 640\n3 keystone:keystone 640\n4 keystone:keystone 640\n',
    );
    await nothingPlanned();
    expect(await host.shell('stat -c %U:%G /var/log/keystone/keystone.log')).toBe('keystone:keystone\n');
  });

  test('are rotated no second time when an apply was killed right after they were', async () => {
    await configure({ rotation: 'a' });
    await workspace.apply();
    await configure({ rotation: 'b' });
    // It does its work, and nobody gets to know of it; the first time it does not even do that.
    await host.shell(`
      echo 'exit 1' > /usr/local/bin/keystone-manage
      sed -i '1i #!/bin/sh' /usr/local/bin/keystone-manage
      chmod 0755 /usr/local/bin/keystone-manage`);
    try {
      expect((await workspace.terraform('apply', '-auto-approve', '-no-color')).text).toContain('Keys not rotated');
      expect(await numbers()).toEqual([0, 1]);
      await host.shell(`sed -i '1a /usr/bin/keystone-manage "$@"' /usr/local/bin/keystone-manage`);
      expect((await workspace.terraform('apply', '-auto-approve', '-no-color')).text).toContain('Keys not rotated');
      expect(await numbers()).toEqual([0, 1, 2]);
    } finally {
      await host.shell('rm /usr/local/bin/keystone-manage');
    }
    const keys = await hashes();
    await workspace.apply();
    expect(await hashes()).toBe(keys);
    await nothingPlanned();
    await configure({ rotation: 'c' });
    await workspace.apply();
    expect(await numbers()).toEqual([0, 2, 3]);
  });

  test('rotates where it is told and keeps as many keys as it is told, whatever keystone.conf says', async () => {
    await configure({ path: '/etc/keystone/other-keys', max_active_keys: 2, rotation: 'a' });
    await workspace.apply();
    await host.shell(`cp -a /etc/keystone/other-keys ${TOKENS}`);
    await configure({ path: '/etc/keystone/other-keys', max_active_keys: 2, rotation: 'b' });
    await workspace.apply();
    expect(await numbers('/etc/keystone/other-keys')).toEqual([0, 2]);
    expect(await numbers()).toEqual([0, 1]);
    await workspace.destroy();
    expect(await host.shell('ls -d /etc/keystone/other-keys 2>/dev/null || true')).toBe('');
  });

  test('that are there already are used as they are, and are as they were when this is destroyed', async () => {
    await host.shell('keystone-manage fernet_setup --keystone-user keystone --keystone-group keystone 2>/dev/null');
    await host.shell(`chmod 750 ${TOKENS}; chmod 640 ${TOKENS}/*`);
    const [before, keys] = [await look(), await hashes()];
    await configure();
    await workspace.apply();
    expect(await hashes()).toBe(keys);
    expect(await look()).toContain('. keystone:keystone 700\n0 keystone:keystone 600');
    expect(await workspace.succeed('plan', '-destroy', '-no-color')).not.toContain('Keys will be lost');
    await workspace.destroy();
    expect([await look(), await hashes()]).toEqual([before, keys]);
  });

  test('are finished and not made again when the first apply was killed, and are removed all the same', async () => {
    await configure({ rotation_schedule: 'weekly' });
    await workspace.apply();
    const [staged] = (await hashes()).split('\n');
    await workspace.succeed('state', 'rm', ADDRESS);
    await host.shell(`rm ${TOKENS}/1 /etc/systemd/system/${UNIT}.timer; echo half > ${TOKENS}/1.new`);
    await workspace.apply();
    expect((await hashes()).split('\n')[0]).toBe(staged);
    expect(await numbers()).toEqual([0, 1]);
    await nothingPlanned();
    await workspace.destroy();
    expect(await host.shell(`ls -d ${TOKENS} 2>/dev/null || true`)).toBe('');
  });

  test('that were imported get owner and modes back when this is destroyed, and stay', async () => {
    await host.shell(`
      keystone-manage fernet_setup --keystone-user keystone --keystone-group keystone 2>/dev/null
      chmod 750 ${TOKENS}; chmod 640 ${TOKENS}/*; chgrp root ${TOKENS}/*`);
    const [before, keys] = [await look(), await hashes()];
    await configure();
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${TOKENS}`);
    await workspace.apply();
    expect(await look()).toBe('. keystone:keystone 700\n0 keystone:keystone 600\n1 keystone:keystone 600\n');
    await workspace.destroy();
    expect([await look(), await hashes()]).toEqual([before, keys]);
  });

  test('for credentials are rotated with the credentials encrypted anew', async () => {
    await host.shell(`
      # Keystone wants keys for tokens as well before it does anything.
      keystone-manage fernet_setup --keystone-user keystone --keystone-group keystone 2>/dev/null
      cp -a /etc/keystone/keystone.conf /tmp/keystone.conf
      printf '\\n[database]\\nconnection = sqlite:////var/lib/keystone/test.db\\n' >> /etc/keystone/keystone.conf`);
    try {
      await configure({ kind: 'credential', rotation: 'a' });
      await workspace.apply();
      expect((await workspace.state(ADDRESS)).path).toBe(CREDENTIALS);
      await configure({ kind: 'credential', rotation: 'b' });
      const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
      expect([ok, text.replace(/\s+/g, ' ')]).toEqual([
        false,
        expect.stringMatching(/Keys not rotated.*no such table: credential/),
      ]);
      expect(await numbers(CREDENTIALS)).toEqual([0, 1]);
      await host.shell(`su -s /bin/sh keystone -c 'keystone-manage db_sync' 2>/dev/null
        cat > /tmp/credential.py <<'END'
import sys
from keystone.common import sql
import keystone.conf
from keystone.server import backends
keystone.conf.configure()
keystone.conf.CONF(args=[], project='keystone')
api = backends.load_backends()['credential_api']
if sys.argv[1:] == ['make']:
    api.create_credential('c1', {'id': 'c1', 'user_id': 'u', 'project_id': None, 'blob': 'sesame', 'type': 'x'})
print(api.driver.get_credential('c1')['key_hash'], api.get_credential('c1')['blob'])
END`);
      const credential = async (...args: string[]) =>
        (await host.shell(`su -s /bin/sh keystone -c 'python3 /tmp/credential.py ${args.join(' ')}' 2>/dev/null`))
          .trim()
          .split(' ');
      const [hash] = await credential('make');
      await workspace.apply();
      expect(await numbers(CREDENTIALS)).toEqual([0, 1, 2]);
      const [after, blob] = await credential();
      expect([blob, after === hash]).toEqual(['sesame', false]);
      await nothingPlanned();
      await workspace.destroy();
    } finally {
      await host.shell(
        'mv /tmp/keystone.conf /etc/keystone/keystone.conf; rm -f /var/lib/keystone/test.db /tmp/credential.py',
      );
    }
  });

  test('a calendar that systemd does not know is refused when planning', async () => {
    await configureAll({ calendar: { rotation_schedule: 'fortnightly' } });
    expect(await errors('plan')).toEqual({
      calendar: expect.stringContaining('rotation_schedule is "fortnightly". systemd on node2 says: Failed to parse'),
    });
  });

  test('a schedule for credentials, a number of credential keys and a relative path are refused when planning', async () => {
    await configureAll({
      schedule: { kind: 'credential', rotation_schedule: 'weekly' },
      number: { kind: 'credential', max_active_keys: 5 },
      relative: { path: 'keys' },
    });
    expect(await errors('plan')).toEqual({
      schedule: expect.stringContaining('Leave rotation_schedule out'),
      number: expect.stringContaining('max_active_keys is 5. Keystone always keeps 3'),
      relative: expect.stringContaining('Give an absolute path'),
    });
  });

  test('a user that is not there, a directory that nothing stands above and a file in the place are errors that name it', async () => {
    await configureAll({
      user: { owner: 'nobodyhere' },
      nowhere: { path: '/etc/nowhere/keys' },
      file: { path: '/etc/hostname' },
    });
    expect(await errors('apply', '-auto-approve')).toEqual({
      user: expect.stringContaining('has no user "nobodyhere"'),
      nowhere: expect.stringContaining('The directory above it has to be there'),
      file: expect.stringContaining('/etc/hostname is a file, not a directory.'),
    });
    await workspace.succeed('destroy', '-auto-approve', '-no-color').catch(() => undefined);
    expect(await host.shell('stat -c %U:%a /etc/hostname; ls -d /etc/nowhere 2>/dev/null || true')).toBe('root:644\n');
  });
});
