import { type KeystoneServer, keystoneServer, SECRETS, withoutSource } from './keystone-server';
import { Workspace } from './workspace';

const BOOTSTRAP = 'stackwright_keystone_bootstrap.it';
const PROJECT = 'stackwright_identity_project.trial';

describe('bootstrapping Keystone', () => {
  let keystone: KeystoneServer;
  let workspace: Workspace;

  const configure = ({
    bootstrap = {},
    cloud = {},
    more = {},
  }: Partial<Record<'bootstrap' | 'cloud' | 'more', object>> = {}) =>
    workspace.configure({
      provider: {
        stackwright: {
          ...keystone.provider.stackwright,
          clouds: { main: { ...keystone.provider.stackwright.clouds.main, ...cloud } },
        },
      },
      resource: {
        stackwright_keystone_bootstrap: {
          it: {
            host: keystone.name,
            cloud: 'main',
            password: '{{secret:keystone/admin}}',
            region: 'regionOne',
            public_url: keystone.url,
            ...bootstrap,
          },
        },
        stackwright_identity_project: { trial: { cloud: `\${${BOOTSTRAP}.id}`, name: 'trial' } },
        ...more,
      },
    });
  const changes = async () => (await workspace.plan()).map(({ address, changes }) => [address, changes]);
  const applied = async () => {
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  };
  const fails = async (command: 'plan' | 'apply') => {
    const { ok, text } = await workspace.terraform(
      command,
      '-no-color',
      ...(command === 'apply' ? ['-auto-approve'] : []),
    );
    expect(ok).toBe(false);
    return withoutSource(text).replace(/\s+/g, ' ');
  };
  const endpoint = async (side: string) =>
    (await keystone.client.json<{ ID: string }[]>('endpoint', 'list', '--service', 'keystone', '--interface', side))[0]
      ?.ID ?? '';

  beforeAll(async () => {
    keystone = await keystoneServer();
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await configure();
  });

  afterEach(async () => {
    await workspace.close();
    await keystone.reset();
  });

  afterAll(() => keystone.close());

  test('finds what a run before it has made, and is imported', async () => {
    await applied();
    const { client } = keystone;
    const made = await workspace.state(BOOTSTRAP);
    for (const [type, name, attribute] of [
      ['user', 'admin', 'admin_user_id'],
      ['project', 'admin', 'admin_project_id'],
      ['role', 'admin', 'admin_role_id'],
      ['role', 'member', 'member_role_id'],
      ['role', 'reader', 'reader_role_id'],
      ['service', 'keystone', 'service_id'],
    ] as const) {
      expect(made[attribute]).toBe((await client.json<{ id: string }>(type, 'show', name)).id);
    }
    expect(made).toMatchObject({ id: 'main', internal_url: keystone.url, admin_url: keystone.url, run_as: 'keystone' });
    await workspace.succeed('state', 'rm', BOOTSTRAP);
    await workspace.succeed('import', BOOTSTRAP, `${keystone.name}:main`);
    const [[address, differing] = []] = await changes();
    expect([address, Object.keys(differing ?? {})]).toEqual([BOOTSTRAP, ['password']]);
    await applied();
    await workspace.destroy();
    expect(await client.json('user', 'list')).toMatchObject([{ Name: 'admin' }]);
  });

  test('sets a password that was changed by hand again; until then nothing else can be looked at', async () => {
    await applied();
    await keystone.client.run('user', 'set', '--password', 'by hand', 'admin');
    const { text } = await workspace.terraform('plan', '-no-color', '-out=plan');
    expect(text.match(/Warning: /g)).toHaveLength(1);
    expect(text).toContain('Warning: The cloud main could not be looked at');
    expect(text).toContain('does not let user "admin" of domain "Default", for project "admin" in (401)');
    expect(text).toContain('What is planned sets it again.');
    expect(await changes()).toEqual([
      [
        BOOTSTRAP,
        { password: { before: expect.stringContaining('differs from'), after: '{{secret:keystone/admin}}' } },
      ],
    ]);
    await applied();
    expect(await workspace.stateFile()).not.toContain(SECRETS['keystone/admin']);
  });

  test("rotates the administrator's password in one apply, and the plan still sees all else", async () => {
    await applied();
    await keystone.client.run('project', 'set', '--description', 'by hand', 'trial');
    const password = '{{secret:keystone/admin@2}}';
    await configure({ bootstrap: { password }, cloud: { password } });
    expect(await changes()).toEqual([
      [PROJECT, { description: { before: 'by hand', after: '' } }],
      [BOOTSTRAP, { password: { before: '{{secret:keystone/admin}}', after: password } }],
    ]);
    await applied();
    const admin = keystone.clientAs('admin', SECRETS['keystone/admin@2'], 'admin');
    expect(await admin.json('project', 'show', 'trial')).toMatchObject({ description: '' });
    admin.close();
  });

  test('shows what was changed or removed by hand as just that, and makes it anew', async () => {
    await applied();
    const { client } = keystone;
    await client.run('endpoint', 'set', '--url', 'http://192.0.2.99', await endpoint('public'));
    await client.run('endpoint', 'delete', await endpoint('internal'));
    expect(await changes()).toEqual([
      [
        BOOTSTRAP,
        {
          public_url: { before: 'http://192.0.2.99', after: keystone.url },
          internal_url: { before: '', after: keystone.url },
        },
      ],
    ]);
    await applied();
    await client.run('role', 'set', '--no-immutable', 'member');
    await client.run('role', 'delete', 'member');
    // Keystone's other worker would go on to look for the role that it remembers, and answer anything with 404.
    await keystone.restart();
    expect(await changes()).toEqual([[BOOTSTRAP, { member_role_id: { before: '', after: '(known after apply)' } }]]);
    await applied();
    expect((await client.json<{ Name: string }[]>('role', 'list')).map(({ Name }) => Name).sort()).toEqual([
      'admin',
      'member',
      'reader',
    ]);
  });

  test('moves to another region, and takes the old one along only where it is as it was made', async () => {
    await applied();
    const { client } = keystone;
    const regions = async () => (await client.json<{ Region: string }[]>('region', 'list')).map(({ Region }) => Region);
    await configure({ bootstrap: { region: 'regionTwo' } });
    expect(await changes()).toEqual([[BOOTSTRAP, { region: { before: 'regionOne', after: 'regionTwo' } }]]);
    await applied();
    expect(await regions()).toEqual(['regionTwo']);
    expect(await client.json('endpoint', 'list')).toMatchObject(
      Array(3).fill({ Region: 'regionTwo', URL: keystone.url }),
    );
    await client.run('region', 'create', '--parent-region', 'regionTwo', 'cell');
    await configure({ bootstrap: { region: 'regionThree' } });
    await applied();
    expect((await regions()).sort()).toEqual(['cell', 'regionThree', 'regionTwo']);
    expect(await client.json('endpoint', 'list')).toMatchObject(Array(3).fill({ Region: 'regionThree' }));
  });

  test('a database that lets Keystone in no longer is told in its words', async () => {
    await keystone.shell(`mariadb -e "SET PASSWORD FOR keystone@'%' = PASSWORD('other')"; systemctl restart keystone`);
    try {
      const text = await fails('apply');
      expect(text).toContain('Error: Keystone could not be bootstrapped');
      expect(text).toContain("Access denied for user 'keystone'@");
      expect(text).not.toContain('File "');
      expect(text).not.toContain(SECRETS['keystone/admin']);
    } finally {
      await keystone.shell(
        `mariadb -e "SET PASSWORD FOR keystone@'%' = PASSWORD('${SECRETS['keystone/admin']}')"; systemctl restart keystone`,
      );
    }
  });

  test('the cloud has to be that of the same user with the same password', async () => {
    await configure({ bootstrap: { username: 'root' } });
    expect(await fails('plan')).toContain(
      'The administrator is to be "root", but the provider\'s "clouds" has "admin"',
    );
    await configure({ bootstrap: { password: '{{secret:keystone/joe}}' } });
    expect(await fails('apply')).toContain('Refer to the same secret in both.');
  });
});
