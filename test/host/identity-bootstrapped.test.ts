import { type KeystoneServer, keystoneServer } from './keystone-server';
import { Workspace } from './workspace';

const BOOTSTRAP = 'stackwright_keystone_bootstrap.it';

describe('what comes with a Keystone', () => {
  let keystone: KeystoneServer;
  let workspace: Workspace;

  let ids: Record<'user' | 'project' | 'role', string>;

  const configure = (resource?: object, more: object = {}) =>
    workspace.configure({ provider: keystone.provider, ...(resource && { resource }), ...more });
  const bootstrap = (region = 'regionOne') => ({
    stackwright_keystone_bootstrap: {
      it: {
        host: keystone.name,
        cloud: 'main',
        password: '{{secret:keystone/admin}}',
        region,
        public_url: keystone.url,
      },
    },
  });
  /** One resource of a kind, called `it`. */
  const one = (type: string, attributes: object, cloud = 'main') => ({
    [`stackwright_identity_${type}`]: { it: { cloud, ...attributes } },
  });
  const own = () => ({
    ...one('domain', { name: 'Default', description: 'The default domain' }),
    ...one('project', { name: 'admin', description: 'Bootstrap project for initializing the cloud.' }),
    ...one('user', { name: 'admin', password: '{{secret:keystone/admin}}' }),
    ...one('role', { name: 'member' }),
    ...one('role_assignment', { role_id: ids.role, user_id: ids.user, project_id: ids.project }),
  });
  const fails = async (command: 'plan' | 'apply') => {
    const { ok, text } = await workspace.terraform(
      command,
      '-no-color',
      ...(command === 'apply' ? ['-auto-approve'] : []),
    );
    expect(ok).toBe(false);
    return text;
  };
  const inOneLine = (text: string) => text.replace(/[\s│╷╵]+/g, ' ');
  const assignments = () => keystone.client.json<object[]>('role', 'assignment', 'list', '--names');
  const identityServices = async () => {
    const all = await keystone.client.json<{ ID: string; Type: string }[]>('service', 'list');
    return all.filter(({ Type }) => Type === 'identity').map(({ ID }) => ID);
  };

  beforeAll(async () => {
    keystone = await keystoneServer();
    const id = async (type: string) => (await keystone.client.json<{ id: string }>(type, 'show', 'admin')).id;
    ids = { user: await id('user'), project: await id('project'), role: await id('role') };
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
  });

  afterEach(async () => {
    await workspace.close();
    await keystone.reset();
  });

  afterAll(() => keystone.close());

  test('its service is known under another name, too', async () => {
    await keystone.client.run('service', 'set', '--name', 'identity', 'keystone');
    const services = await identityServices();
    await configure(bootstrap());
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await identityServices()).toEqual(services);
    expect((await workspace.state(BOOTSTRAP)).service_id).toBe(services[0]);
  });

  test('of several services that are Keystone it is the one that bootstrap takes', async () => {
    await keystone.sql(
      `INSERT INTO service (id, type, enabled, extra) VALUES ('0first', 'identity', 1, '{"name": "other"}')`,
    );
    await configure(bootstrap('regionTwo'));
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    const endpoints = await keystone.client.json<Record<string, string>[]>('endpoint', 'list', '--region', 'regionTwo');
    expect(endpoints).toHaveLength(3);
    expect((await workspace.state(BOOTSTRAP)).service_id).toBe('0first');
  });

  test('is not taken over, since it would be destroyed with the resource', async () => {
    await configure(own());
    const text = await fails('plan');
    expect(text.match(/Error: .*/g)).toEqual(Array(5).fill('Error: There already, to stay'));
    for (const message of [
      'The domain "Default" is there already. Keystone comes with it',
      'by the data source identity_domain, or by its id.',
      'It is the project that the provider itself is let into main for. Take this resource out and refer to it by `admin_project_id` of',
      'It is the user that the provider itself is in main. Take this resource out and refer to it by `admin_user_id` of',
      'refer to it by `member_role_id` of keystone_bootstrap, or by the data source identity_role.',
      `terraform import ADDRESS main:user/${ids.user}/${ids.role}/project/${ids.project}. It then stays`,
    ]) {
      expect(inOneLine(text)).toContain(message);
    }
  });

  test('is not taken over by an apply, either, where the plan could not ask', async () => {
    await configure({
      ...bootstrap(),
      ...one('role', { name: 'reader' }, '${stackwright_keystone_bootstrap.it.id}'),
      ...one(
        'role_assignment',
        { role_id: ids.role, user_id: '${stackwright_keystone_bootstrap.it.admin_user_id}', system: true },
        '${stackwright_keystone_bootstrap.it.id}',
      ),
    });
    const text = await fails('apply');
    expect(text.match(/Error: .*/g)).toEqual(Array(2).fill('Error: There already, to stay'));
    await configure(bootstrap());
    await workspace.apply();
  });

  test('stays when what it was imported to is destroyed, and the plan says so', async () => {
    const { client } = keystone;
    await client.run('role', 'create', '--immutable', 'auditor');
    const before = await assignments();
    const names: Record<string, string> = {
      domain: 'Default',
      project: 'admin',
      user: 'admin',
      role: 'member',
      role_assignment: `user/${ids.user}/admin/project/admin`,
    };
    const imports = Object.entries(names).map(([type, name]) => ({
      to: `stackwright_identity_${type}.it`,
      id: `main:${name}`,
    }));
    const more = { it: { cloud: 'main', name: 'member' }, auditor: { cloud: 'main', name: 'auditor' } };
    await configure(
      { ...own(), stackwright_identity_role: more },
      { import: [...imports, { to: 'stackwright_identity_role.auditor', id: 'main:auditor' }] },
    );
    await workspace.apply();
    await configure();
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect([ok || text, text.match(/Warning: .*/g)?.sort()]).toEqual([
      true,
      [
        'Warning: The domain "Default" stays',
        'Warning: The project "admin" of the domain with the id default stays',
        'Warning: The role "auditor" stays',
        'Warning: The role "member" stays',
        expect.stringMatching(/^Warning: The role \S+ of user \S+ in project \S+ stays/),
        'Warning: The user "admin" of the domain with the id default stays',
      ],
    ]);
    await workspace.apply();
    expect(await workspace.succeed('state', 'list')).toBe('');
    expect(await assignments()).toEqual(before);
    expect(await client.json('domain', 'show', 'default')).toMatchObject({ enabled: true });
    expect(await client.json<object[]>('role', 'list')).toHaveLength(4);
    for (const type of ['user', 'project']) await client.run(type, 'show', 'admin');
  });

  test('is not what the administrator was given afterwards: that goes again', async () => {
    const before = await assignments();
    await configure({
      ...one('role', { name: 'operator' }),
      ...one('role_assignment', {
        role_id: '${stackwright_identity_role.it.id}',
        user_id: ids.user,
        project_id: ids.project,
      }),
    });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await assignments()).toHaveLength(before.length + 1);
    await configure(one('role', { name: 'operator' }));
    await workspace.apply();
    expect(await assignments()).toEqual(before);
  });
});
