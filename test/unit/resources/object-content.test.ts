import { createHash } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { contentOf, digestOf, segmentsOf } from '../../../lib/resources/object-store/object-content';

const md5 = (bytes: Buffer | string) => createHash('md5').update(bytes).digest('hex');
const { signal } = new AbortController();
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stackwright-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

test.each([
  [0, []],
  [10, []],
  [11, ['0-10', '10-11']],
  [20, ['0-10', '10-20']],
])('%d bytes are kept in segments of 10 as %j', (size, expected) => {
  expect(segmentsOf(size, 10).map(({ start, end }) => `${start}-${end}`)).toEqual(expected);
});

test('a file has the MD5 that Swift tells, in one piece and in segments', async () => {
  const source = join(directory, 'file');
  const bytes = Buffer.from('0123456789abcdef');
  await writeFile(source, bytes);
  const content = await contentOf({ source, content: null });
  expect(await digestOf(content, 16, signal)).toEqual({ etag: md5(bytes), size: 16, segments: 0 });
  const parts = ['0123456', '789abcd', 'ef'].map((part) => md5(part));
  expect(await digestOf(content, 7, signal)).toEqual({ etag: md5(parts.join('')), size: 16, segments: 3 });
  expect((await buffer(await content.open(7, 14))).toString()).toBe('789abcd');
  expect(await buffer(await content.open(16, 16))).toHaveLength(0);
});

test('a text has the MD5 of its bytes in UTF-8', async () => {
  const content = await contentOf({ source: null, content: 'Grüße' });
  expect(await digestOf(content, 100, signal)).toEqual({
    etag: md5(Buffer.from('Grüße', 'utf8')),
    size: 7,
    segments: 0,
  });
});

test('a file that becomes shorter while it is read is no whole content', async () => {
  const source = join(directory, 'shrinking');
  await writeFile(source, Buffer.alloc(3_000_000));
  const content = await contentOf({ source, content: null });
  await truncate(source, 1_000_000);
  await expect(content.open(0, 3_000_000).then((stream) => buffer(stream))).rejects.toThrow(
    `${source} has become shorter while it was read`,
  );
});

test('what cannot be read is told at the attribute', async () => {
  await expect(contentOf({ source: join(directory, 'none'), content: null })).rejects.toThrow(
    /^Cannot read the source/,
  );
  await expect(contentOf({ source: directory, content: null })).rejects.toThrow('it is not a regular file');
});
