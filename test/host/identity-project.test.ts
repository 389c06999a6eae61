import { type KeystoneServer, keystoneServer } from './keystone-server';
import { Workspace } from './workspace';

describe('a project', () => {
  let keystone: KeystoneServer;
  let workspace: Workspace;

  const configure = (attributes: object = {}) =>
    workspace.configure({
      provider: keystone.provider,
      resource: { stackwright_identity_project: { it: { cloud: 'main', name: 'trial', ...attributes } } },
    });

  beforeAll(async () => {
    keystone = await keystoneServer();
  }, 600_000);

  beforeEach(async () => {
    workspace = await Workspace.open();
  });

  afterEach(async () => {
    await workspace.destroy();
    await workspace.close();
  });

  test('is made as it is configured, and the next plan is empty', async () => {
    await configure({ description: 'For trying things out' });
    await workspace.apply();
    expect(await keystone.openstack('project', 'show', 'trial')).toMatchObject({
      description: 'For trying things out',
      enabled: true,
      domain_id: 'default',
    });
    expect(await workspace.plan()).toEqual([]);
  });

  test.each([
    ['description', ['--description', 'by hand'], 'by hand', ''],
    ['enabled', ['--disable'], false, true],
    ['name', ['--name', 'trial2'], 'trial2', 'trial'],
    ['tags', ['--tag', 'red'], ['red'], []],
  ])('shows a %s that was changed by hand as just that, and apply puts it back', async (attribute, words, before, after) => {
    await configure();
    await workspace.apply();
    await keystone.client('project', 'set', ...words, 'trial');
    expect(await workspace.plan()).toMatchObject([
      { actions: ['update'], changes: { [attribute]: { before, after } } },
    ]);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });

  test('that was destroyed by hand is planned again', async () => {
    await configure();
    await workspace.apply();
    await keystone.client('project', 'delete', 'trial');
    expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['create']]);
  });
});
