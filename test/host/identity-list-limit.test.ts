import { address, KINDS, world } from './identity-world';
import { type KeystoneServer, keystoneServer } from './keystone-server';
import { Workspace } from './workspace';

/** Where Keystone keeps each kind; a domain is a project to it, and so is what all domains hang on. */
const ROWS = {
  domain: "project WHERE is_domain AND id <> '<<keystone.domain.root>>'",
  project: 'project WHERE NOT is_domain',
  user: 'user',
  group: '`group`',
  role: 'role',
  region: 'region',
  service: 'service',
  endpoint: 'endpoint',
  group_membership: 'user_group_membership',
  role_assignment: 'assignment',
};
const CONF = '/etc/keystone/keystone.conf';

describe('a Keystone that cuts its lists short', () => {
  let keystone: KeystoneServer;
  let workspace: Workspace;

  const configure = (extra: object = {}) =>
    workspace.configure({ provider: keystone.provider, resource: world(), ...extra });
  const limit = async (count: number | null) => {
    await keystone.shell(
      count === null
        ? `sed -i '/^list_limit = /d' ${CONF}`
        : `grep -q '^list_limit = ' ${CONF} || sed -i '0,/^\\[DEFAULT\\]/s//[DEFAULT]\\nlist_limit = ${count}/' ${CONF}`,
    );
    await keystone.restart();
  };
  /** How many there are of each kind by the word of the database, which cuts nothing short. */
  const counts = async () => {
    const rows = Object.entries(ROWS).map(([type, from]) => `SELECT '${type}', COUNT(*) FROM ${from};`);
    const text = await keystone.shell(`mariadb -N keystone <<'SQL'\n${rows.join('\n')}\nSQL\n`);
    return Object.fromEntries(text.match(/.+/g)?.map((line) => line.split('\t')) ?? []) as Record<string, string>;
  };

  beforeAll(async () => {
    keystone = await keystoneServer();
    workspace = await Workspace.open();
    // Of each kind there is one more than is listed, whichever that is.
    const { client } = keystone;
    for (const words of [
      ['domain', 'create', 'other'],
      ['project', 'create', 'other'],
      ['user', 'create', 'other'],
      ['group', 'create', 'other'],
      ['service', 'create', '--name', 'other', 'other'],
    ])
      await client.run(...words);
    await limit(1);
    await configure();
    await workspace.apply();
    await client.run('group', 'add', 'user', 'operators', 'other');
    await client.run('group', 'add', 'user', 'operators', 'admin');
  });

  afterAll(async () => {
    await workspace.close();
    await limit(null);
    await keystone.reset();
    keystone.close();
  });

  test('shows each object all the same, so that the next plan is empty', async () => {
    expect(await workspace.plan()).toEqual([]);
  });

  test('gets no object twice by an apply that knows nothing of them', async () => {
    const before = await counts();
    await workspace.succeed('state', 'rm', ...KINDS.map(({ type }) => address(type)));
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await counts()).toEqual(before);
  });

  test('imports by name', async () => {
    await workspace.succeed('state', 'rm', ...KINDS.map(({ type }) => address(type)));
    await configure({ import: KINDS.map(({ type, name }) => ({ to: address(type), id: `main:${name}` })) });
    const plan = await workspace.plan();
    expect(plan.map(({ address, changes }) => [address, Object.keys(changes)])).toEqual([
      [address('user'), ['password']],
    ]);
    await workspace.apply();
    await configure();
  });

  test('has what is looked up, and says what it has not or cannot tell', async () => {
    const named = (name: string) => ({ it: { cloud: 'main', name } });
    const data = (given: object) => configure({ data: given });
    await data({
      stackwright_identity_domain: named('lab'),
      stackwright_identity_project: named('trial'),
      stackwright_identity_user: named('joe'),
      stackwright_identity_group: named('operators'),
      stackwright_identity_role: named('tester'),
      stackwright_identity_region: named('regionTwo'),
      stackwright_identity_service: { it: { cloud: 'main', type: 'volumev3' } },
      stackwright_identity_endpoint: {
        it: { cloud: 'main', service_id: '${data.stackwright_identity_service.it.id}', interface: 'public' },
      },
    });
    expect(await workspace.plan()).toEqual([]);
    const fails = async (given: object) => {
      await data(given);
      const { ok, text } = await workspace.terraform('plan', '-no-color');
      expect(ok).toBe(false);
      return text.replace(/\s+/g, ' ');
    };
    expect(await fails({ stackwright_identity_user: named('joe2') })).toContain(
      'The cloud main has no user with domain_id "default", name "joe2".',
    );
    await keystone.client.run('service', 'create', '--name', 'cinder2', 'volumev3');
    expect(await fails({ stackwright_identity_service: { it: { cloud: 'main', type: 'volumev3' } } })).toContain(
      'The API cut its list of services short (list_limit in keystone.conf)',
    );
    await configure();
  });

  test('lets go of each', async () => {
    await workspace.succeed('destroy', '-auto-approve', '-no-color');
    const left = { domain: 2, project: 2, user: 2, group: 1, role: 3, region: 1, service: 3, endpoint: 3 };
    expect(await counts()).toMatchObject(Object.fromEntries(Object.entries(left).map(([type, n]) => [type, `${n}`])));
  });
});
