import { type KeystoneServer, keystoneServer } from './keystone-server';
import { Workspace } from './workspace';

const BOOTSTRAP = 'stackwright_keystone_bootstrap.it';

describe('what comes with a Keystone', () => {
  let keystone: KeystoneServer;
  let workspace: Workspace;

  const configure = (region = 'regionOne') =>
    workspace.configure({
      provider: keystone.provider,
      resource: {
        stackwright_keystone_bootstrap: {
          it: {
            host: keystone.name,
            cloud: 'main',
            password: '{{secret:keystone/admin}}',
            region,
            public_url: keystone.url,
          },
        },
      },
    });
  const identityServices = async () => {
    const all = await keystone.client.json<{ ID: string; Type: string }[]>('service', 'list');
    return all.filter(({ Type }) => Type === 'identity').map(({ ID }) => ID);
  };

  beforeAll(async () => {
    keystone = await keystoneServer();
  }, 600_000);

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
    await configure();
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await identityServices()).toEqual(services);
    expect((await workspace.state(BOOTSTRAP)).service_id).toBe(services[0]);
  });

  test('of several services that are Keystone it is the one that bootstrap takes', async () => {
    await keystone.sql(
      `INSERT INTO service (id, type, enabled, extra) VALUES ('0first', 'identity', 1, '{"name": "other"}')`,
    );
    await configure('regionTwo');
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    const endpoints = await keystone.client.json<Record<string, string>[]>('endpoint', 'list', '--region', 'regionTwo');
    expect(endpoints).toHaveLength(3);
    expect((await workspace.state(BOOTSTRAP)).service_id).toBe('0first');
  });
});
