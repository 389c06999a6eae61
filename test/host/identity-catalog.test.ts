import { type KeystoneServer, keystoneServer } from './keystone-server';
import { Workspace } from './workspace';

describe('the catalog and what exists', () => {
  let keystone: KeystoneServer;
  let workspace: Workspace;

  const configure = (configuration: object) => workspace.configure({ provider: keystone.provider, ...configuration });
  const fails = async (command: 'plan' | 'apply' = 'plan') => {
    const { ok, text } = await workspace.terraform(
      command,
      '-no-color',
      ...(command === 'apply' ? ['-auto-approve'] : []),
    );
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };
  const service = (attributes: object = {}) => ({ cloud: 'main', name: 'cinder', type: 'volumev3', ...attributes });
  const endpoint = (attributes: object = {}) => ({
    cloud: 'main',
    service_id: '${stackwright_identity_service.it.id}',
    interface: 'public',
    region: 'regionOne',
    url: 'http://192.0.2.11',
    ...attributes,
  });
  const data = (type: string, attributes: object) =>
    configure({ data: { [`stackwright_identity_${type}`]: { it: { cloud: 'main', ...attributes } } } });

  beforeAll(async () => {
    keystone = await keystoneServer();
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
  });

  afterEach(async () => {
    await workspace.close();
    await keystone.reset();
  });

  afterAll(() => keystone.close());

  test('a URL may hold each template that Keystone knows, and clients find it filled in', async () => {
    const templates = ['%(project_id)s', '%(tenant_id)s', '$(project_id)s', '$(tenant_id)s'];
    const regions = templates.map((_, index) => `region${index}`);
    await configure({
      resource: {
        stackwright_identity_service: { it: service() },
        stackwright_identity_region: Object.fromEntries(regions.map((name) => [name, { cloud: 'main', name }])),
        stackwright_identity_endpoint: Object.fromEntries(
          regions.map((name, index) => [
            name,
            endpoint({
              region: `\${stackwright_identity_region.${name}.id}`,
              url: `http://192.0.2.11/v3/${templates[index]}`,
            }),
          ]),
        ),
      },
    });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    const listed = await keystone.client.json<{ URL: string }[]>('endpoint', 'list', '--service', 'cinder');
    expect(listed.map(({ URL }) => URL).sort()).toEqual(templates.map((text) => `http://192.0.2.11/v3/${text}`).sort());
    const { id } = await keystone.client.json<{ id: string }>('project', 'show', 'admin');
    const catalog = await keystone.client.json<{ Endpoints: { url: string }[] }[]>('catalog', 'list');
    const urls = catalog.flatMap(({ Endpoints }) => Endpoints.map(({ url }) => url));
    expect(urls.filter((url) => url === `http://192.0.2.11/v3/${id}`)).toHaveLength(4);
  });

  test('a malformed URL, and what stands twice in one configuration, are errors of the plan', async () => {
    await configure({
      resource: { stackwright_identity_endpoint: { it: endpoint({ service_id: 'x', url: 'http://a/%(projectid)s' }) } },
    });
    expect(await fails()).toContain('Keystone knows no %(projectid)s. Write %(project_id)s');
    const twice = { a: { cloud: 'main', name: 'joe', password: '{{secret:keystone/joe}}' } };
    await configure({ resource: { stackwright_identity_user: { ...twice, b: twice.a } } });
    const text = await fails();
    expect(text).toContain('Error: Defined twice');
    expect(text).toContain('cloud "main", domain_id "default", name "joe"');
  });

  test('a service or endpoint that exists more than once is left alone', async () => {
    for (const _ of [1, 2]) await keystone.client.run('service', 'create', '--name', 'cinder', 'volumev3');
    await configure({ resource: { stackwright_identity_service: { it: service() } } });
    expect(await fails('apply')).toContain('The service "cinder" of type volumev3 exists more than once');
    expect(await keystone.client.json<object[]>('service', 'list')).toHaveLength(3);
  });

  test('an unknown region is told by Keystone, and a region in use is not destroyed', async () => {
    await configure({
      resource: {
        stackwright_identity_service: { it: service() },
        stackwright_identity_endpoint: { it: endpoint({ region: 'nowhere' }) },
      },
    });
    expect(await fails('apply')).toMatch(/nowhere/);
    const region = { cloud: 'main', name: 'regionTwo' };
    await configure({ resource: { stackwright_identity_region: { it: region } } });
    await workspace.apply();
    await keystone.client.run('endpoint', 'create', '--region', 'regionTwo', 'keystone', 'public', 'http://192.0.2.11');
    await configure({});
    const text = await fails('apply');
    expect(text).toContain(
      'Unable to delete region regionTwo because it or its child regions have associated endpoints.',
    );
    expect(text).not.toContain('give it a role');
  });

  test('what exists is found by its name', async () => {
    await keystone.client.run('group', 'create', '--description', 'Those', 'operators');
    const named = (name: string) => ({ it: { cloud: 'main', name } });
    await configure({
      data: {
        stackwright_identity_domain: named('Default'),
        stackwright_identity_project: named('admin'),
        stackwright_identity_user: named('admin'),
        stackwright_identity_group: named('operators'),
        stackwright_identity_role: named('member'),
        stackwright_identity_region: named('regionOne'),
        stackwright_identity_service: { it: { cloud: 'main', type: 'identity' } },
        stackwright_identity_endpoint: {
          it: { cloud: 'main', service_id: '${data.stackwright_identity_service.it.id}', interface: 'admin' },
        },
      },
    });
    await workspace.apply();
    const shown = JSON.parse(await workspace.succeed('show', '-json')) as {
      values: { root_module: { resources: { type: string; values: Record<string, unknown> }[] } };
    };
    const found = Object.fromEntries(
      shown.values.root_module.resources.map(({ type, values }) => [type.replace('stackwright_identity_', ''), values]),
    );
    const id = async (type: string, name: string) =>
      (await keystone.client.json<{ id: string }>(type, 'show', name)).id;
    expect(found).toMatchObject({
      domain: { id: 'default', enabled: true },
      project: { id: await id('project', 'admin'), domain_id: 'default', tags: [] },
      user: { id: await id('user', 'admin'), enabled: true, email: null },
      group: { id: await id('group', 'operators'), description: 'Those' },
      role: { id: await id('role', 'member') },
      region: { id: 'regionOne', parent_region_id: null },
      service: { id: await id('service', 'keystone'), name: 'keystone', type: 'identity' },
      endpoint: { url: keystone.url, region: 'regionOne', enabled: true },
    });
  });

  test.each<[string, object, string]>([
    ['project', { name: 'admim' }, 'The cloud main has no project "admim". Did you mean "admin"?'],
    ['project', { name: 'admin', domain_id: 'x' }, 'no project with the domain_id "x". It has: default.'],
    ['role', { name: 'zzz' }, 'no role "zzz". It has: admin, member, reader.'],
    ['service', { type: 'image' }, 'no service with the type "image". It has: identity.'],
    ['service', {}, 'Give `type`, `name` or both.'],
    ['endpoint', { service_id: 'x', interface: 'public' }, 'no endpoint with the service_id "x".'],
    ['region', { name: 'regionone' }, 'Did you mean "regionOne"?'],
  ])('a %s that is not there is an error that tells what is (%j)', async (type, attributes, message) => {
    await data(type, attributes);
    expect(await fails()).toContain(message);
  });

  test('an id is needed where several have the values', async () => {
    for (const name of ['cinder', 'cinderv3'])
      await keystone.client.run('service', 'create', '--name', name, 'volumev3');
    await data('service', { type: 'volumev3' });
    expect(await fails()).toMatch(
      /The cloud main has 2 such services: .*name cinder.*name cinderv3.*Give more of type, name\./,
    );
  });
});
