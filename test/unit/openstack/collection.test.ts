import { Collection } from '../../../lib/openstack/collection';
import { Members } from '../../../lib/openstack/identity/members';
import { Session } from '../../../lib/openstack/session';
import { answer, dial, LocalApi } from './local-api';

interface Thing {
  readonly id: string;
  readonly name: string;
}

const THINGS: readonly Thing[] = ['a', 'b', 'c', 'c'].map((name, index) => ({ id: `${index}`, name }));

describe('a list that Keystone cuts short', () => {
  let api: LocalApi;
  let session: Session;
  let things: Collection<Thing>;

  /** A Keystone that lists no more than so many, and finds things by their names. */
  const serve = async (limit: number) => {
    api = await LocalApi.start(({ line }, response) => {
      const [method = '', path = ''] = line.split(' ');
      const { pathname, searchParams } = new URL(path, api.url);
      const id = /^\/v3\/things\/(.+)$/.exec(pathname)?.[1];
      if (method === 'POST') {
        const token = { expires_at: '2999-01-01T00:00:00Z', user: { id: 'u' } };
        answer(response, 201, { token }, { 'x-subject-token': 'token' });
      } else if (id !== undefined) {
        const thing = THINGS.find((one) => one.id === id);
        answer(response, thing ? 200 : 404, thing ? { thing } : { error: { message: `Could not find thing: ${id}.` } });
      } else {
        const name = searchParams.get('name');
        const found = THINGS.filter((one) => name === null || one.name === name);
        const truncated = found.length > limit ? { truncated: true } : {};
        answer(response, 200, { things: found.slice(0, limit), links: { next: null }, ...truncated });
      }
    });
    const credentials = {
      authUrl: api.url,
      user: 'admin',
      userDomain: 'Default',
      password: '',
      scope: 'system',
    } as const;
    session = new Session({ credentials, dial, interface: 'internal', region: null });
    things = new Collection<Thing>(session, { service: 'identity', path: '/things', one: 'thing', many: 'things' });
  };
  const named = (name: string) => things.where((thing) => thing.name === name, { name });
  const asked = () => api.lines.filter((line) => line.startsWith('GET'));

  afterEach(async () => {
    session.close();
    await api.close();
  });

  test('is asked again by what is looked for, and what it tells then is known', async () => {
    await serve(1);
    expect(await named('b')).toEqual([{ id: '1', name: 'b' }]);
    expect(await named('x')).toEqual([]);
    expect(await things.isCut()).toBe(true);
    expect([...(await things.all()).keys()]).toEqual(['0', '1']);
    expect(asked()).toEqual(['GET /v3/things', 'GET /v3/things?name=b', 'GET /v3/things?name=x']);
  });

  test('may be asked by more than one thing, and by the id', async () => {
    await serve(1);
    const found = await things.where(({ id }) => id !== '0', { name: 'a' }, { name: 'b' }, { id: '3' }, { id: '9' });
    expect(found.map(({ id }) => id)).toEqual(['1', '3']);
  });

  test('is an error where it is not known by what to ask, or still cut then', async () => {
    await serve(1);
    const error = {
      name: 'ListCut',
      message: expect.stringMatching(/its list of things short \(list_limit in keystone/),
    };
    await expect(things.where(() => true)).rejects.toMatchObject(error);
    await expect(named('c')).rejects.toMatchObject(error);
  });

  test('is not asked again where it is whole', async () => {
    await serve(4);
    expect(await named('c')).toHaveLength(2);
    expect(await named('x')).toEqual([]);
    expect(await things.isCut()).toBe(false);
    expect(asked()).toEqual(['GET /v3/things']);
  });

  test('of the members of a group is no proof that a user is none', async () => {
    api = await LocalApi.start(({ line }, response) => {
      if (line.startsWith('POST')) {
        const token = { expires_at: '2999-01-01T00:00:00Z', user: { id: 'u' } };
        answer(response, 201, { token }, { 'x-subject-token': 'token' });
      } else if (line === 'GET /v3/groups/g/users') answer(response, 200, { users: [{ id: 'a' }], truncated: true });
      else if (line === 'GET /v3/groups/whole/users') answer(response, 200, { users: [{ id: 'a' }] });
      else if (line === 'GET /v3/groups/g/users/b') answer(response, 204, '');
      else answer(response, 404, { error: { message: 'Not found.' } });
    });
    const credentials = {
      authUrl: api.url,
      user: 'admin',
      userDomain: 'Default',
      password: '',
      scope: 'system',
    } as const;
    session = new Session({ credentials, dial, interface: 'internal', region: null });
    const members = new Members(session);
    const has = (group: string, users: string[]) => Promise.all(users.map((user) => members.has(group, user)));
    expect(await has('g', ['a', 'b', 'c'])).toEqual([true, true, false]);
    expect(await has('whole', ['a', 'b'])).toEqual([true, false]);
    expect(await has('gone', ['a'])).toEqual([false]);
    expect(asked().filter((line) => line.includes('/whole/'))).toEqual(['GET /v3/groups/whole/users']);
  });
});
