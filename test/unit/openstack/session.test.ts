import { Collection } from '../../../lib/openstack/collection';
import { Session } from '../../../lib/openstack/session';
import { type Asked, answer, dial, LocalApi } from './local-api';

type Respond = (asked: Asked, respond: (status: number, body: object | string, headers?: object) => void) => void;

let api: LocalApi;
let session: Session;
let tokens: number;
/** Seconds from now when a token ends. */
let lifetime: number;
let right: string;
/** What a newer token's catalog has besides. */
let later: object[];

/** A Keystone that gives tokens to who has the right password, and answers all else as the test says. */
async function serve(respond: Respond, options: object = {}) {
  tokens = 0;
  lifetime = 3600;
  right = 'right';
  later = [];
  api = await LocalApi.start((asked, response) => {
    if (asked.line !== 'POST /v3/auth/tokens') {
      respond(asked, (status, body, headers) => answer(response, status, body, headers));
    } else if (JSON.parse(asked.body).auth.identity.password?.user.password !== right) {
      answer(response, 401, { error: { message: 'Not known.' } });
    } else {
      const expires_at = new Date(Date.now() + lifetime * 1000).toISOString();
      const endpoint = { interface: 'internal', region_id: 'one', url: `${api.url}/image/` };
      const catalog = [{ type: 'image', name: 'glance', endpoints: [endpoint] }, ...later];
      const token = { expires_at, user: { id: 'u' }, catalog };
      answer(response, 201, { token }, { 'x-subject-token': `token${++tokens}` });
    }
  });
  const credentials = {
    authUrl: api.url,
    user: 'admin',
    userDomain: 'Default',
    password: 'right',
    scope: 'system' as const,
  };
  session = new Session({ credentials, dial, interface: 'internal', region: null, ...options });
}

afterEach(async () => {
  session.close();
  await api.close();
});

const users = { service: 'identity', method: 'GET', path: '/users' } as const;
const tokensUsed = () => api.asked.map(({ headers }) => headers['x-auth-token']).filter(Boolean);

test('whoever listens somewhere is knocked at without anything that lets one in', async () => {
  await serve((_, respond) => respond(503, {}));
  await expect(session.knock(`${api.url}/`)).resolves.toBe(503);
  expect(api.asked.map(({ line, headers }) => [line, headers['x-auth-token']])).toEqual([['GET /', undefined]]);
});

describe('a token', () => {
  test('is asked for once, by all who need one at a time, and kept', async () => {
    await serve((_, respond) => respond(200, {}));
    await Promise.all([session.ask(users), session.ask(users), session.ask(users)]);
    await session.ask(users);
    expect(tokens).toBe(1);
    expect(tokensUsed()).toEqual(Array(4).fill('token1'));
  });

  test('is got with another one, for the same or for what is asked for', async () => {
    await serve((_, respond) => respond(200, {}));
    const bodies = async (scope: object | 'as the token') => {
      const credentials = { ...session.credentials, token: 'given', scope: scope as 'as the token' };
      await session.authenticate(credentials).catch(() => undefined);
      return JSON.parse(api.asked.at(-1)?.body ?? '');
    };
    const identity = { methods: ['token'], token: { id: 'given' } };
    expect(await bodies('as the token')).toEqual({ auth: { identity } });
    expect(await bodies({ project: 'p', domain: 'Default' })).toEqual({
      auth: { identity, scope: { project: { name: 'p', domain: { name: 'Default' } } } },
    });
  });

  test('is got with the former password where the new one has yet to be set, and with the new one as soon as it is', async () => {
    await serve(({ headers }, respond) => respond(headers['x-auth-token'] === 'token1' ? 401 : 200, {}), {
      formerPasswords: ['before'],
    });
    right = 'before';
    const first = session.ask(users);
    await first;
    expect(session.credentials.password).toBe('before');
    right = 'right';
    api.asked.length = 0;
    await session.logIn('right');
    expect(session.credentials.password).toBe('right');
    right = 'neither';
    await expect(session.authenticate(session.credentials)).rejects.toThrow('does not let user "admin"');
  });

  test('is used however short its life is, and asked for once a request', async () => {
    await serve((_, respond) => respond(200, {}));
    lifetime = -7200;
    await session.ask(users);
    await session.ask(users);
    expect(tokens).toBe(2);
  });

  test('that was revoked is renewed once more after a second, since Keystone revokes by whole seconds', async () => {
    await serve(({ headers }, respond) => respond(headers['x-auth-token'] === 'token3' ? 200 : 401, {}));
    const started = Date.now();
    await session.ask(users);
    expect(tokensUsed()).toEqual(['token1', 'token2', 'token3']);
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
  });

  test('that was revoked is renewed, and the request sent again', async () => {
    await serve(({ headers }, respond) => respond(headers['x-auth-token'] === 'token1' ? 401 : 200, {}));
    expect((await session.ask(users)).status).toBe(200);
    expect(tokensUsed()).toEqual(['token1', 'token2']);
  });

  test('is renewed no more than twice for a request', async () => {
    await serve((_, respond) => respond(401, { error: { message: 'Never.' } }));
    await expect(session.ask(users)).rejects.toThrow('/v3/users was answered with 401: Never.');
    expect(tokens).toBe(3);
  });

  test('that is about to end is renewed first', async () => {
    await serve((_, respond) => respond(200, {}));
    await session.ask(users);
    lifetime = 59;
    session = new Session({ credentials: session.credentials, dial, interface: 'internal', region: null });
    const first = session.authenticate(session.credentials);
    await first;
    lifetime = 3600;
    await session.ask(users);
    expect(tokensUsed().at(-1)).toBe(`token${tokens}`);
  });
});

describe('a password', () => {
  test('that is wrong is told with who and where, and never with itself', async () => {
    await serve((_, respond) => respond(200, {}));
    right = 'another';
    const error = await session.ask(users).catch((caught: Error) => caught);
    expect(error).toMatchObject({ name: 'CredentialsRefused' });
    const { message } = error as Error;
    expect(message).toContain(
      `${api.url}/v3/auth/tokens does not let user "admin" of domain "Default", for the system in (401): Not known.`,
    );
    expect(message).not.toContain('right');
  });

  test('that is in force is proved and gone on with by one token', async () => {
    await serve((_, respond) => respond(200, {}));
    right = 'former';
    await session.logIn('former');
    await session.ask(users);
    expect(tokens).toBe(1);
    expect(session.given.password).toBe('right');
  });
});

describe('an API', () => {
  test('is found in the catalog, and is given its microversion', async () => {
    await serve((_, respond) => respond(200, {}));
    await session.ask({ service: 'image', method: 'GET', path: '/images', microversion: 'image 2.1' });
    expect(api.asked.at(-1)).toMatchObject({
      line: 'GET /image/v2/images',
      headers: { 'openstack-api-version': 'image 2.1' },
    });
  });

  test('that takes no token counts as away: it is its own account that is wrong', async () => {
    const message = 'This server could not verify.<br /><br />\n\n\n';
    await serve((_, respond) => respond(401, { message, code: '401 Unauthorized' }));
    await expect(session.ask({ service: 'image', method: 'GET', path: '/images' })).rejects.toMatchObject({
      name: 'ApiUnavailable',
      message: expect.stringContaining(
        'answers 401 to a token that Keystone has just given: This server could not verify. It cannot check',
      ),
    });
  });

  test('whose endpoint was made after the token is found with a new one', async () => {
    await serve((_, respond) => respond(200, {}));
    await session.ask(users);
    const endpoint = { interface: 'internal', region_id: 'one', url: `${api.url}/volume` };
    later = [{ type: 'block-storage', name: 'cinder', endpoints: [endpoint] }];
    const volumes = { service: 'block-storage', method: 'GET', path: '/volumes' } as const;
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5_000);
    await session.ask(volumes);
    jest.restoreAllMocks();
    expect(tokens).toBe(2);
    expect(api.lines.at(-1)).toBe('GET /volume/volumes');
  });

  test.each([
    ['an unknown service', { service: 'object-store' }, {}, 'no service of type "object-store". It has: image.'],
    [
      'a wrong interface',
      { service: 'image' },
      { interface: 'public' },
      'no public endpoint in any region. It has: internal in one.',
    ],
    [
      'a wrong region',
      { service: 'image' },
      { region: 'two' },
      'no internal endpoint in region "two". It has: internal in one.',
    ],
  ])('that is not there is told with what is: %s', async (_, request, options, message) => {
    await serve((_, respond) => respond(200, {}), options);
    await expect(session.ask({ ...users, ...request })).rejects.toThrow(message);
  });

  test.each<[string, number, object | string, string, string]>([
    [
      'Keystone',
      400,
      { error: { message: 'Bad name.', code: 400 } },
      'RequestRefused',
      '400 (request req-1): Bad name.',
    ],
    [
      'Nova',
      409,
      { conflictingRequest: { message: 'In use', code: 409 } },
      'RequestRefused',
      '409 (request req-1): In use',
    ],
    [
      'Neutron',
      404,
      { NeutronError: { message: 'No net', type: 'x' } },
      'RequestRefused',
      '404 (request req-1): No net',
    ],
    [
      'Glance',
      403,
      '<html><head><title>403</title></head><body><h1>Forbidden</h1></body></html>',
      'NotAllowed',
      '403 (request req-1): Forbidden It was asked by user "admin"',
    ],
    ['anybody', 418, '', 'RequestRefused', '418 (request req-1): nothing more'],
  ])('that refuses is quoted, as %s says it', async (_, status, body, name, message) => {
    await serve((_, respond) => respond(status, body, { 'x-openstack-request-id': 'req-1' }));
    const error = (await session.ask(users).catch((caught: unknown) => caught)) as Error;
    expect(error.name).toBe(name);
    expect(error.message).toContain(`GET ${api.url}/v3/users was answered with ${message}`);
  });

  test('that fails counts as away for a moment, and others do not', async () => {
    await serve(({ line }, respond) =>
      line.includes('/v3')
        ? respond(200, {})
        : respond(503, { error: { message: 'Down.' } }, { 'x-openstack-request-id': 'req-2' }),
    );
    const images = { service: 'image', method: 'GET', path: '/images' } as const;
    const broken = await LocalApi.start((_, response) =>
      answer(response, 503, 'Down.', { 'x-compute-request-id': 'req-3' }),
    );
    const catalog = jest.spyOn(session as unknown as { rootOf(token: object, service: string): string }, 'rootOf');
    catalog.mockImplementation((_, service) => (service === 'image' ? broken.url : api.url));
    const failed = {
      name: 'ApiUnavailable',
      api: broken.url,
      message: expect.stringContaining('503 (request req-3): Down.'),
    };
    await expect(session.ask(images)).rejects.toMatchObject(failed);
    await expect(session.ask(images)).rejects.toMatchObject(failed);
    // Each was tried three times.
    expect(broken.asked).toHaveLength(3);
    expect((await session.ask(users)).status).toBe(200);
    session.lookAgain();
    await expect(session.ask(images)).rejects.toMatchObject(failed);
    expect(broken.asked).toHaveLength(6);
    await broken.close();
  });

  test('that fails to create something says nothing of the next thing', async () => {
    await serve(({ line }, respond) => respond(line.startsWith('POST') ? 500 : 200, {}));
    await expect(session.ask({ ...users, method: 'POST', body: {} })).rejects.toThrow('500');
    expect((await session.ask(users)).status).toBe(200);
  });

  test('that fails to create says that it may have done so all the same', async () => {
    await serve((_, respond) => respond(503, 'Busy.'));
    await expect(session.ask({ ...users, method: 'POST', body: {} })).rejects.toThrow(
      'It may have been carried out all the same',
    );
    expect(api.lines.filter((line) => line === 'POST /v3/users')).toHaveLength(1);
  });
});

describe('a list', () => {
  interface Thing {
    readonly id: string;
    readonly name?: string;
  }
  const collection = () =>
    new Collection<Thing>(session, { service: 'identity', path: '/things', one: 'thing', many: 'things' });

  test.each<[string, (page: number) => object]>([
    ['Keystone', (page) => ({ links: { next: page < 3 ? `${api.url}/v3/things?marker=${page}` : null } })],
    ['Glance', (page) => (page < 3 ? { next: `/v3/things?marker=${page}` } : {})],
    [
      'Nova',
      (page) => (page < 3 ? { things_links: [{ rel: 'next', href: `${api.url}/v3/things?marker=${page}` }] } : {}),
    ],
  ])('is read page by page, as %s has it', async (_, links) => {
    await serve(({ line }, respond) => {
      const page = Number(/marker=(\d)/.exec(line)?.[1] ?? 0) + 1;
      respond(200, { things: [{ id: `thing${page}` }], ...links(page) });
    });
    expect([...(await collection().all()).keys()]).toEqual(['thing1', 'thing2', 'thing3']);
  });

  test('is asked for once, and knows what was made, changed and removed since', async () => {
    await serve(({ line }, respond) => {
      if (line === 'GET /v3/things') respond(200, { things: [{ id: 'a' }] });
      else if (line.startsWith('POST')) respond(201, { thing: { id: 'b', name: 'new' } });
      else if (line.startsWith('PATCH')) respond(200, { thing: { id: 'a', name: 'changed' } });
      else respond(204, '');
    });
    const things = collection();
    await Promise.all([things.all(), things.get('a'), things.where(() => true)]);
    await things.create({ name: 'new' });
    await things.update('a', { name: 'changed' });
    expect([...(await things.all()).values()]).toEqual([
      { id: 'a', name: 'changed' },
      { id: 'b', name: 'new' },
    ]);
    await things.remove('a');
    expect([...(await things.all()).keys()]).toEqual(['b']);
    expect(api.lines.filter((line) => line === 'GET /v3/things')).toHaveLength(1);
    expect(api.asked.find(({ line }) => line.startsWith('PATCH'))).toMatchObject({
      line: 'PATCH /v3/things/a',
      body: '{"thing":{"name":"changed"}}',
    });
  });

  test('that lacks an object is no proof: the object itself is asked for', async () => {
    await serve(({ line }, respond) => {
      if (line === 'GET /v3/things') respond(200, { things: [], truncated: true });
      else if (line === 'GET /v3/things/a%2Fb') respond(200, { thing: { id: 'a/b' } });
      else respond(404, { error: { message: 'None.' } });
    });
    expect(await collection().get('a/b')).toEqual({ id: 'a/b' });
    expect(await collection().get('c')).toBeUndefined();
  });

  test.each([
    ['Could not find thing: a b.', true],
    ['Could not find thing: a b', true],
    ['Could not find role: 137663ca.', false],
    ['The resource could not be found.', true],
    ['Could not find role assignment with role: x, user or group: y.', true],
  ])('that lacks an object is believed when the API speaks of that object: %s', async (message, believed) => {
    await serve(({ line }, respond) =>
      line === 'GET /v3/things' ? respond(200, { things: [] }) : respond(404, { error: { message } }),
    );
    const found = collection().get('a b');
    if (believed) expect(await found).toBeUndefined();
    else await expect(found).rejects.toThrow(`answered with 404: ${message}`);
    const removed = collection().remove('a b');
    if (believed) await removed;
    else await expect(removed).rejects.toThrow(`answered with 404: ${message}`);
  });

  test('that could not be had is asked for anew, and what was made meanwhile counts as made', async () => {
    let fails = true;
    await serve(({ line }, respond) => {
      if (line.startsWith('POST')) respond(201, { thing: { id: 'b' } });
      else respond(fails ? 400 : 200, fails ? { error: { message: 'No.' } } : { things: [{ id: 'b' }] });
    });
    const things = collection();
    const [listed, made] = await Promise.allSettled([things.all(), things.create({})]);
    expect(listed.status).toBe('rejected');
    expect(made).toMatchObject({ status: 'fulfilled', value: { id: 'b' } });
    fails = false;
    expect((await things.all()).size).toBe(1);
  });

  test('that is cut short is an outage, also where the answer ended in good order', async () => {
    await serve((_, respond) => respond(200, '{"things": [{"id": "a"}, {"i'));
    await expect(collection().all()).rejects.toMatchObject({
      name: 'ApiUnavailable',
      message: expect.stringContaining('answered /v3/things with 200 and what is not whole JSON: {"things"'),
    });
  });
});
