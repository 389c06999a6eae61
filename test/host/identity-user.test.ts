import { type KeystoneServer, keystoneServer, SECRETS, withoutSource } from './keystone-server';
import type { OpenStackClient } from './openstack-client';
import { Workspace } from './workspace';

const JOE = 'stackwright_identity_user.joe';
const OTHER = 'a password set by hand';

describe("a user's password", () => {
  let keystone: KeystoneServer;
  let workspace: Workspace;
  let marked: Record<string, object>;

  const user = (attributes: object = {}) => ({
    cloud: 'main',
    name: 'joe',
    password: '{{secret:keystone/joe}}',
    ...attributes,
  });
  const configure = (attributes: object = {}, more: object = {}) =>
    workspace.configure({
      provider: { stackwright: { ...keystone.provider.stackwright, clouds: marked } },
      resource: { stackwright_identity_user: { joe: user(attributes), ...more } },
    });
  const setByHand = (password: string) => keystone.client.run('user', 'set', '--password', password, 'joe');
  /** Whether Keystone gives a token; without a project, since joe has a role in none. */
  const letsIn = async (password: string) => {
    const joe: OpenStackClient = keystone.clientAs('joe', password, '');
    try {
      await joe.run('token', 'issue');
      return true;
    } catch (error) {
      if (!/HTTP 401/.test(String(error))) throw error;
      return false;
    } finally {
      joe.close();
    }
  };
  const onlyPasswordDiffers = async () => {
    const plan = await workspace.plan();
    expect(plan.map(({ address, actions, changes }) => [address, actions, Object.keys(changes)])).toEqual([
      [JOE, ['update'], ['password']],
    ]);
    return plan[0]?.changes.password;
  };

  beforeAll(async () => {
    keystone = await keystoneServer();
    marked = keystone.provider.stackwright.clouds;
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await keystone.reset();
  });

  afterEach(() => workspace.close());

  afterAll(async () => {
    await keystone.reset();
    keystone.close();
  });

  test('that was changed by hand shows as just that, without any value, and apply sets it again', async () => {
    await configure();
    await workspace.apply();
    expect(await letsIn(SECRETS['keystone/joe'])).toBe(true);
    await setByHand(OTHER);
    expect(await onlyPasswordDiffers()).toEqual({
      before: expect.stringMatching(/^\(differs from \{\{secret:keystone\/joe\}\}, [0-9a-f]{12}\)$/),
      after: '{{secret:keystone/joe}}',
    });
    const { configuration: _, ...plan } = JSON.parse(await workspace.succeed('show', '-json', 'plan'));
    const shown = JSON.stringify(plan) + (await workspace.stateFile());
    for (const value of [OTHER, SECRETS['keystone/joe'], SECRETS['keystone/admin']]) expect(shown).not.toContain(value);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect([await letsIn(SECRETS['keystone/joe']), await letsIn(OTHER)]).toEqual([true, false]);
  });

  test('whose hash was changed in the database is found, too', async () => {
    await configure();
    await workspace.apply();
    await keystone.sql(
      "UPDATE password SET password_hash = REPLACE(password_hash, '$2b$', '$2a$') WHERE local_user_id = (SELECT id FROM local_user WHERE name = 'joe');",
    );
    const stillRight = await keystone.logins();
    expect(await workspace.plan()).toEqual([]);
    expect((await keystone.logins()) - stillRight).toBeGreaterThan(1);
    await keystone.sql(
      "UPDATE password SET password_hash = (SELECT h FROM (SELECT password_hash h FROM password JOIN local_user l ON l.id = local_user_id WHERE l.name = 'admin') x) WHERE local_user_id = (SELECT id FROM local_user WHERE name = 'joe');",
    );
    await onlyPasswordDiffers();
    await workspace.apply();
    expect(await letsIn(SECRETS['keystone/joe'])).toBe(true);
  });

  test('is not tried while nobody has set it: a plan logs in once, however many users there are', async () => {
    const more = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((name) => [name, user({ name, password: `{{secret:keystone/joe}}` })]),
    );
    await configure({}, more);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    const before = await keystone.logins();
    await workspace.succeed('plan', '-no-color', '-detailed-exitcode');
    expect((await keystone.logins()) - before).toBe(1);
  });

  test('is rotated by another version of its reference', async () => {
    await configure();
    await workspace.apply();
    await configure({ password: '{{secret:keystone/joe@2}}' });
    expect(await onlyPasswordDiffers()).toEqual({
      before: '{{secret:keystone/joe}}',
      after: '{{secret:keystone/joe@2}}',
    });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect([await letsIn(SECRETS['keystone/joe@2']), await letsIn(SECRETS['keystone/joe'])]).toEqual([true, false]);
  });

  test('of one who is disabled is set, and not doubted', async () => {
    await configure({ enabled: false });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    await workspace.succeed('state', 'rm', JOE);
    await setByHand(OTHER);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await letsIn(SECRETS['keystone/joe'])).toBe(false);
    await configure({ enabled: true });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await letsIn(SECRETS['keystone/joe'])).toBe(true);
  });

  test('of one who exists is not overwritten, and not told', async () => {
    await keystone.client.run('user', 'create', '--password', OTHER, 'joe');
    await configure();
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    expect(text).toContain('it differs in password.');
    expect(withoutSource(text)).not.toContain(SECRETS['keystone/joe']);
    expect(await letsIn(OTHER)).toBe(true);
  });

  test("is kept as it is known where nothing tells of Keystone's database", async () => {
    const { database: _, ...main } = keystone.provider.stackwright.clouds.main as { database: object };
    marked = { main };
    await configure();
    await workspace.apply();
    await setByHand(OTHER);
    expect(await workspace.plan()).toEqual([]);
  });
});
