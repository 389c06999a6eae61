import { Http, HttpFailed } from '../../../lib/openstack/http';
import { askPatiently } from '../../../lib/openstack/retry';
import { answer, dial, LocalApi } from './local-api';

let api: LocalApi;
const http = new Http(dial);
const serve = async (...responses: Parameters<typeof LocalApi.start>[0][]) => {
  let count = 0;
  api = await LocalApi.start((asked, response, socket) => {
    const respond = responses[Math.min(count++, responses.length - 1)];
    respond?.(asked, response, socket);
  });
};
const ask = (method: string, options: object = {}) => askPatiently(http, { method, url: `${api.url}/x`, ...options });

afterEach(async () => {
  http.close();
  await api?.close();
});

const status =
  (code: number, headers: object = {}): Parameters<typeof LocalApi.start>[0] =>
  (_, response) =>
    answer(response, code, `${code}`, headers);
const reset: Parameters<typeof LocalApi.start>[0] = (_, __, socket) => socket.destroy();
const halfWay: Parameters<typeof LocalApi.start>[0] = (_, response, socket) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('only this');
  setTimeout(() => socket.destroy(), 20);
};

test('a request and its answer arrive as they are', async () => {
  await serve((_, response) => answer(response, 201, 'Grüße', { 'X-Request': 'a' }));
  const result = await ask('POST', { body: '{"ü":1}', headers: { 'x-auth-token': 't' } });
  expect(result).toMatchObject({ status: 201, text: 'Grüße', headers: { 'x-request': 'a' }, url: `${api.url}/x` });
  expect(api.asked).toMatchObject([{ line: 'POST /x', body: '{"ü":1}', headers: { 'x-auth-token': 't' } }]);
});

test('a request that has to wait does not get a connection that the API is about to end', async () => {
  // As uWSGI answers: without a word of the connection, which it ends all the same.
  await serve((_, __, socket) => {
    setTimeout(() => {
      socket.write('HTTP/1.1 204 No Content\r\n\r\n', () => setTimeout(() => socket.end(), 5));
    }, 50);
  });
  const askMany = () => Array.from({ length: 8 }, () => ask('POST', { body: '{}' }));
  const first = askMany();
  while (api.asked.length < 8) await new Promise((resolve) => setTimeout(resolve, 5));
  const answers = await Promise.all([...first, ...askMany()]);
  expect(answers.map((one) => one.status)).toEqual(Array(16).fill(204));
  expect(api.connections).toBe(16);
});

describe('a connection that never comes', () => {
  let dialled: AbortSignal | undefined;
  const silent = new Http((_host, _port, signal) => {
    dialled = signal;
    return new Promise(() => undefined);
  });
  const request = { method: 'GET', url: 'http://192.0.2.1/' };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  });
  afterEach(() => jest.useRealTimers());

  test('is given up after the time in which an answer has to come', async () => {
    const asked = expect(silent.ask(request)).rejects.toThrow('no answer within 60 s');
    await jest.advanceTimersByTimeAsync(60_000);
    await asked;
    expect(dialled?.aborted).toBe(true);
  });

  test('is not waited for by who waits no longer, nor by who waits for one of the few', async () => {
    const stop = new AbortController();
    const asked = Array.from({ length: 20 }, () =>
      expect(silent.ask({ ...request, signal: stop.signal })).rejects.toThrow('stopped'),
    );
    stop.abort(new Error('stopped'));
    await Promise.all(asked);
  });
});

test('requests that wait for one of the few connections are not forgotten when there are none any more', async () => {
  await serve((_, response) => setTimeout(() => answer(response, 200, 'first'), 50));
  let count = 0;
  const failing = new Http((host, port) =>
    ++count > 8 ? Promise.reject(new HttpFailed('away', false)) : dial(host, port),
  );
  const asked = Array.from({ length: 30 }, () =>
    failing.ask({ method: 'GET', url: api.url }).then(
      ({ text }) => text,
      (error: Error) => error.message,
    ),
  );
  expect(await Promise.all(asked)).toEqual([...Array(8).fill('first'), ...Array(22).fill('away')]);
});

describe('what may be done twice is asked again', () => {
  test.each(['GET', 'PUT', 'DELETE'])('%s after 503, and after a connection that ended', async (method) => {
    await serve(status(503), reset, status(200));
    expect((await ask(method)).status).toBe(200);
    expect(api.asked).toHaveLength(3);
  });

  test('an answer that ends half-way', async () => {
    await serve(halfWay, status(200));
    expect((await ask('GET')).status).toBe(200);
  });

  test('but no more than three times', async () => {
    await serve(status(502));
    expect((await ask('GET')).status).toBe(502);
    expect(api.asked).toHaveLength(3);
  });

  test('and not after a refusal, nor after an error of the API itself', async () => {
    await serve(status(404), status(500));
    expect((await ask('GET')).status).toBe(404);
    expect((await ask('GET')).status).toBe(500);
    expect(api.asked).toHaveLength(2);
  });
});

describe('what may have been done is not asked again', () => {
  test.each(['POST', 'PATCH'])('%s', async (method) => {
    await serve(reset);
    await expect(ask(method, { body: '{}' })).rejects.toMatchObject({
      name: 'HttpFailed',
      sent: true,
      message: 'the connection ended without an answer',
    });
    expect(api.asked).toHaveLength(1);
  });

  test.each([
    ['after 503', status(503)],
    ['after 504', status(504)],
  ])('%s', async (_, respond) => {
    await serve(respond);
    expect((await ask('POST')).status).toBeGreaterThan(500);
    expect(api.asked).toHaveLength(1);
  });

  test('after an answer that ends half-way', async () => {
    await serve(halfWay);
    await expect(ask('POST')).rejects.toBeInstanceOf(HttpFailed);
    expect(api.asked).toHaveLength(1);
  });

  test('but it is when a worker that has just started lets nobody do anything yet', async () => {
    await serve(status(403), status(201));
    expect((await ask('POST')).status).toBe(201);
  });

  test('but it is when the API was too busy to take it, or nobody took it', async () => {
    await serve(status(429), status(201));
    expect((await ask('POST')).status).toBe(201);
    let tries = 0;
    const late = new Http(async (host, port) => {
      if (++tries < 3) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      return dial(host, port);
    });
    expect((await askPatiently(late, { method: 'POST', url: api.url })).status).toBe(201);
    late.close();
  });
});

test('each request has a connection of its own, so that none is lost with one that an API was about to end', async () => {
  await serve(status(200));
  for (const method of ['GET', 'POST']) await ask(method);
  expect(api.connections).toBe(2);
  expect(api.asked.map(({ headers }) => headers.connection)).toEqual(['close', 'close']);
});

test('an API that says when to ask again is asked then', async () => {
  await serve(status(429, { 'retry-after': '1' }), status(200));
  const began = Date.now();
  await ask('GET');
  expect(Date.now() - began).toBeGreaterThanOrEqual(950);
});

test.each(['while it waits for the answer', 'while it pauses'])('is stopped %s', async (when) => {
  await serve(when.endsWith('answer') ? () => undefined : status(503, { 'retry-after': '9' }));
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('stopped by the user')), 100);
  const began = Date.now();
  await expect(ask('GET', { signal: stop.signal })).rejects.toThrow();
  expect(Date.now() - began).toBeLessThan(2_000);
  expect(api.asked).toHaveLength(1);
});

test('nobody there is told as that', async () => {
  await serve(status(200));
  const url = api.url;
  await api.close();
  await expect(http.ask({ method: 'GET', url })).rejects.toMatchObject({
    name: 'HttpFailed',
    sent: false,
    message: expect.stringContaining('ECONNREFUSED'),
  });
});
