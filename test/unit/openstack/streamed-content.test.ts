import { Readable } from 'node:stream';
import { Http } from '../../../lib/openstack/http';
import { askPatiently } from '../../../lib/openstack/retry';
import type { StreamedContent } from '../../../lib/openstack/streamed-content';
import { answer, dial, LocalApi } from './local-api';

let api: LocalApi;
const http = new Http(dial);

afterEach(async () => {
  http.close();
  await api.close();
});

/** Content of so many pieces, and how often it was opened. */
function content(pieces: number, fail?: Error): StreamedContent & { opened: number } {
  return {
    opened: 0,
    async open() {
      this.opened++;
      return Readable.from(
        (async function* () {
          for (let piece = 0; piece < pieces; piece++) yield Buffer.alloc(64 * 1024, 'x');
          if (fail) throw fail;
        })(),
      );
    },
  };
}

const put = (stream: StreamedContent, headers: Readonly<Record<string, string>> = {}, signal?: AbortSignal) =>
  askPatiently(http, { method: 'PUT', url: `${api.url}/file`, stream, headers, signal });

test.each([
  ['in one length', { 'content-length': `${20 * 64 * 1024}` }],
  ['in chunks where its length is not known', {}],
])('content arrives whole, %s', async (_, headers) => {
  api = await LocalApi.start((_, response) => answer(response, 204, ''));
  expect((await put(content(20), headers)).status).toBe(204);
  expect(api.asked).toHaveLength(1);
  expect(api.asked[0]?.body).toBe('x'.repeat(20 * 64 * 1024));
});

test('it is not sent again when an answer fails to come, nor when the API says: not now', async () => {
  api = await LocalApi.start((_, response, socket) => {
    if (api.asked.length === 1) socket.destroy();
    else answer(response, 503, '');
  });
  const sent = content(2);
  await expect(put(sent)).rejects.toMatchObject({ name: 'HttpFailed', sent: true });
  expect((await put(sent)).status).toBe(503);
  expect([sent.opened, api.asked.length]).toEqual([2, 2]);
});

test('it is sent when nobody took the connection at first', async () => {
  api = await LocalApi.start((_, response) => answer(response, 204, ''));
  let tries = 0;
  const late = new Http(async (host, port) => {
    if (++tries < 3) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    return dial(host, port);
  });
  const sent = content(1);
  expect((await askPatiently(late, { method: 'PUT', url: `${api.url}/file`, stream: sent })).status).toBe(204);
  expect([sent.opened, tries]).toEqual([1, 3]);
  late.close();
});

test('what cannot be read is no fault of the API’s', async () => {
  api = await LocalApi.start(() => undefined);
  const broken = Object.assign(new Error('disk on fire'), { code: 'EIO' });
  await expect(put(content(3, broken))).rejects.toMatchObject({ name: 'ContentFailed', message: 'disk on fire' });
  const missing = { open: () => Promise.reject(Object.assign(new Error('no such file'), { code: 'ENOENT' })) };
  await expect(put(missing)).rejects.toMatchObject({ name: 'ContentFailed', message: 'no such file' });
});

test('a stop ends it, and its source', async () => {
  api = await LocalApi.start(() => undefined);
  const stop = new AbortController();
  const endless = new Readable({ read: () => undefined });
  setTimeout(() => stop.abort(new Error('stopped by the user')), 50);
  await expect(put({ open: async () => endless }, {}, stop.signal)).rejects.toThrow('stopped by the user');
  expect(endless.destroyed).toBe(true);
});
