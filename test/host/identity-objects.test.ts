import { address, KINDS, world } from './identity-world';
import { type KeystoneServer, keystoneServer } from './keystone-server';
import { Workspace } from './workspace';

/** What Keystone keeps under an id of its own; the others are known by what they connect. */
const OBJECTS = KINDS.filter(({ changes }) => changes.length > 0);

describe('every kind of object in Keystone', () => {
  let keystone: KeystoneServer;
  let workspace: Workspace;
  let made: object;

  const configure = (extra: object = {}) =>
    workspace.configure({ provider: keystone.provider, resource: world(), ...extra });
  const forget = (types: readonly string[]) => workspace.succeed('state', 'rm', ...types.map(address));
  const idOf = async (type: string) => (await workspace.state(address(type))).id as string;
  /** Runs commands of the client, in which ENDPOINT stands for the endpoint's id. */
  const byHand = async (...commands: readonly (readonly string[])[]) => {
    const endpoint = await idOf('endpoint');
    for (const words of commands) {
      await keystone.client.run(...words.map((word) => (word === 'ENDPOINT' ? endpoint : word)));
    }
  };
  const everything = async () => {
    const lists: [string, unknown][] = [];
    for (const { type, list } of KINDS) lists.push([type, await keystone.client.json(...list)]);
    return Object.fromEntries(lists);
  };

  beforeAll(async () => {
    keystone = await keystoneServer();
    workspace = await Workspace.open();
    await configure();
    await workspace.apply();
    made = await everything();
  });

  afterAll(async () => {
    await workspace.close();
    await keystone.reset();
    keystone.close();
  });

  test('is made as it is configured, and the next plan is empty', async () => {
    expect(await workspace.plan()).toEqual([]);
    const { client } = keystone;
    expect(await client.json('domain', 'show', 'lab')).toMatchObject({ description: 'For trying', enabled: true });
    expect(await client.json('project', 'show', 'trial')).toMatchObject({ description: 'Für "alle"', tags: ['blue'] });
    expect(await client.json('user', 'show', 'joe')).toMatchObject({ email: 'joe@example.org', enabled: true });
    expect(await client.json('region', 'show', 'regionTwo')).toMatchObject({ description: 'The second' });
    expect(await client.json('endpoint', 'list', '--service', 'cinder')).toMatchObject([
      { Interface: 'public', Region: 'regionTwo', URL: 'http://192.0.2.11:8776/v3/%(project_id)s' },
    ]);
    expect(await client.json('user', 'list', '--group', 'operators')).toMatchObject([{ Name: 'joe' }]);
    expect(await client.json('role', 'assignment', 'list', '--names', '--user', 'joe')).toMatchObject([
      { Role: 'tester', Project: 'trial@Default' },
    ]);
  });

  test.each([0, 1, 2])('shows its change by hand (%i) as just that, and apply repairs it', async (round) => {
    const changed = OBJECTS.filter(({ changes }) => changes[round]);
    await byHand(...changed.flatMap(({ changes }) => (changes[round] ? [changes[round][0]] : [])));
    const planned = (await workspace.plan()).map(({ address, actions, changes }) => [
      address,
      actions,
      Object.fromEntries(Object.entries(changes).map(([name, { before }]) => [name, before])),
    ]);
    const expected = changed.flatMap(({ type, changes }) =>
      changes[round] ? [[address(type), ['update'], { [changes[round][1]]: changes[round][2] }]] : [],
    );
    expect(planned.sort()).toEqual(expected.sort());
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await everything()).toEqual(made);
  });

  test('that was removed by hand is planned again, with all that hangs on it', async () => {
    // Keystone removes a disabled domain only, and endpoints go before their service and region.
    await byHand(['domain', 'set', '--disable', 'lab'], ...[...KINDS].reverse().map(({ remove }) => remove));
    expect((await workspace.plan()).map(({ address, actions }) => [address, actions.join()]).sort()).toEqual(
      KINDS.map(({ type }) => [address(type), 'create']).sort(),
    );
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });

  test('is taken over by an apply that knows nothing of it, as after a kill, and is there once', async () => {
    const before = await everything();
    await forget(KINDS.map(({ type }) => type));
    await workspace.apply();
    expect(await everything()).toEqual(before);
    expect(await workspace.plan()).toEqual([]);
  });

  test.each(['name', 'id'])('is imported by its %s, and then only the password is not known', async (by) => {
    const ids = new Map<string, string>();
    for (const { type, name } of KINDS) {
      const { id } = await workspace.state(address(type));
      ids.set(type, by === 'id' && typeof id === 'string' ? id : name);
    }
    await forget(KINDS.map(({ type }) => type));
    await configure({ import: KINDS.map(({ type }) => ({ to: address(type), id: `main:${ids.get(type)}` })) });
    const plan = await workspace.plan();
    expect(plan.map(({ address, changes }) => [address, Object.keys(changes)])).toEqual([
      [address('user'), ['password']],
    ]);
    await workspace.apply();
    await configure();
    expect(await workspace.plan()).toEqual([]);
  });

  test.each([
    [['domain', 'project', 'user', 'group', 'role', 'region', 'service']],
    // Planned only where its service and region are there.
    [['endpoint']],
  ])('that exists but differs is left alone, and can be imported: %j', async (types) => {
    const kinds = KINDS.filter(({ type }) => types.includes(type));
    const ids = new Map(await Promise.all(kinds.map(async ({ type }) => [type, await idOf(type)] as const)));
    await byHand(...kinds.flatMap(({ changes }) => (changes[0] ? [changes[0][0]] : [])));
    await forget(types);
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    expect(text.match(/Error: .*/g)).toEqual(types.map(() => 'Error: Exists already'));
    for (const { type, changes } of kinds) {
      const id = ids.get(type);
      expect(text).toContain(`with the id ${id}, and it differs in ${changes[0]?.[1]}.`);
      expect(text).toContain(
        `terraform import ADDRESS main:${id}. Otherwise give the new one another ${type === 'endpoint' ? 'region' : 'name'}.`,
      );
    }
    await configure({ import: types.map((type) => ({ to: address(type), id: `main:${ids.get(type)}` })) });
    await workspace.apply();
    await configure();
    expect(await workspace.plan()).toEqual([]);
  });

  test('goes when it is destroyed, also when some of it is gone already', async () => {
    await byHand(['user', 'delete', 'joe'], ['role', 'delete', 'tester'], ['endpoint', 'delete', 'ENDPOINT']);
    await workspace.succeed('destroy', '-auto-approve', '-no-color', '-refresh=false');
    const { client } = keystone;
    expect(await client.json('user', 'list')).toMatchObject([{ Name: 'admin' }]);
    expect(await client.json('project', 'list')).toMatchObject([{ Name: 'admin' }]);
    expect(await client.json('domain', 'list')).toMatchObject([{ Name: 'Default' }]);
    expect(await client.json('group', 'list')).toEqual([]);
    expect(await client.json<object[]>('role', 'list')).toHaveLength(3);
    expect(await client.json('region', 'list')).toMatchObject([{ Region: 'regionOne' }]);
    expect(await client.json('service', 'list')).toMatchObject([{ Name: 'keystone' }]);
    expect(await client.json<object[]>('endpoint', 'list')).toHaveLength(3);
  });
});
