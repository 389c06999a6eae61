import { type KeystoneServer, keystoneServer } from './keystone-server';
import { Workspace } from './workspace';

const ASSIGNMENT = 'stackwright_identity_role_assignment';

describe('the assignment of a role', () => {
  let keystone: KeystoneServer;
  let workspace: Workspace;
  let ids: Record<'member' | 'joe' | 'operators' | 'trial' | 'lab', string>;

  const configure = (assignments: Record<string, object>) =>
    workspace.configure({
      provider: keystone.provider,
      resource: {
        [ASSIGNMENT]: Object.fromEntries(
          Object.entries(assignments).map(([name, given]) => [name, { cloud: 'main', role_id: ids.member, ...given }]),
        ),
      },
    });
  const assigned = async () => {
    const all = await keystone.client.json<Record<string, string | boolean>[]>('role', 'assignment', 'list', '--names');
    return all
      .filter(({ Role }) => Role === 'member')
      .map(({ User, Group, Project, Domain, System, Inherited }) =>
        [User || Group, Project || Domain || System, Inherited && 'inherited'].filter(Boolean).join(' '),
      )
      .sort();
  };
  const planFails = async (given: object) => {
    await configure({ it: given });
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };

  beforeAll(async () => {
    keystone = await keystoneServer();
    const { client } = keystone;
    const create = async (...words: string[]) => (await client.json<{ id: string }>(...words)).id;
    ids = {
      member: (await client.json<{ id: string }>('role', 'show', 'member')).id,
      joe: await create('user', 'create', 'joe'),
      operators: await create('group', 'create', 'operators'),
      trial: await create('project', 'create', 'trial'),
      lab: await create('domain', 'create', 'lab'),
    };
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
  });

  afterEach(() => workspace.close());

  afterAll(async () => {
    await keystone.reset();
    keystone.close();
  });

  test('may be to a user or group, in a project, a domain or the system, and for what is below', async () => {
    const actors = { joe: { user_id: ids.joe }, operators: { group_id: ids.operators } };
    const places = {
      project: { project_id: ids.trial },
      domain: { domain_id: ids.lab },
      system: { system: true },
      'below-project': { project_id: ids.trial, inherited: true },
      'below-domain': { domain_id: ids.lab, inherited: true },
    };
    const assignments = Object.fromEntries(
      Object.entries(actors).flatMap(([who, actor]) =>
        Object.entries(places).map(([where, place]) => [`${who}-${where}`, { ...actor, ...place }]),
      ),
    );
    await configure(assignments);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await assigned()).toEqual(
      ['joe@Default', 'operators@Default']
        .flatMap((who) =>
          ['all', 'lab', 'lab inherited', 'trial@Default', 'trial@Default inherited'].map((where) => `${who} ${where}`),
        )
        .sort(),
    );
    const { client } = keystone;
    await client.run('role', 'remove', '--user', 'joe', '--project', 'trial', 'member');
    await client.run('role', 'remove', '--group', 'operators', '--system', 'all', 'member');
    await client.run('role', 'remove', '--user', 'joe', '--domain', 'lab', '--inherited', 'member');
    expect((await workspace.plan()).map(({ address, actions }) => [address, actions.join()]).sort()).toEqual(
      ['joe-below-domain', 'joe-project', 'operators-system'].map((name) => [`${ASSIGNMENT}.${name}`, 'create']),
    );
    await workspace.apply();
    expect(await assigned()).toHaveLength(10);
    await workspace.succeed('state', 'rm', `${ASSIGNMENT}.joe-below-domain`, `${ASSIGNMENT}.operators-system`);
    await workspace.succeed('import', `${ASSIGNMENT}.joe-below-domain`, 'main:user/joe/member/domain/lab/inherited');
    await workspace.succeed('import', `${ASSIGNMENT}.operators-system`, `main:group/${ids.operators}/member/system`);
    expect(await workspace.plan()).toEqual([]);
    await client.run('role', 'remove', '--user', 'joe', '--project', 'trial', 'member');
    await workspace.succeed('destroy', '-auto-approve', '-no-color', '-refresh=false');
    expect(await assigned()).toEqual([]);
  });

  test.each<[string, (known: typeof ids) => object, string]>([
    [
      'without a place',
      ({ joe }) => ({ user_id: joe }),
      'None of `project_id`, `domain_id`, `system` is given. Give one of them.',
    ],
    ['to nobody', ({ trial }) => ({ project_id: trial }), 'None of `user_id`, `group_id` is given.'],
    [
      'in two places',
      ({ joe, trial }) => ({ user_id: joe, project_id: trial, system: true }),
      '`project_id` and `system` are given.',
    ],
    ['in no system', ({ joe }) => ({ user_id: joe, system: false }), 'Leave `system` out'],
    [
      'inherited from the system',
      ({ joe }) => ({ user_id: joe, system: true, inherited: true }),
      'Nothing inherits from the system',
    ],
    [
      'of an unknown role',
      ({ joe, trial }) => ({ role_id: 'member', user_id: joe, project_id: trial }),
      'The cloud main has no role "member". It has:',
    ],
    ['to an unknown user', ({ trial }) => ({ user_id: 'jo', project_id: trial }), 'The cloud main has no user "jo".'],
    ['in an unknown project', ({ joe }) => ({ user_id: joe, project_id: 'x' }), 'The cloud main has no project "x".'],
  ])('%s is an error of the plan', async (_, given, message) => {
    expect(await planFails(given(ids))).toContain(message);
  });

  test('of an unknown role names those that there are, with their ids', async () => {
    const text = await planFails({ role_id: 'x', user_id: ids.joe, project_id: ids.trial });
    expect(text).toContain(`${ids.member} (member)`);
  });
});
