import { text } from 'node:stream/consumers';
import { openUrl, takenApart, withoutUrl } from '../../../lib/resources/image/content';
import { imageAttributes } from '../../../lib/resources/image/image-attributes';
import { answer, LocalApi } from '../openstack/local-api';

test('user and password of a URL are told in a header, and in no message', async () => {
  const api = await LocalApi.start(({ line, headers }, response) => {
    const isKnown = headers.authorization === `Basic ${Buffer.from('joe:p@ß').toString('base64')}`;
    answer(response, isKnown && line === 'GET /disk.raw?size=1' ? 200 : 401, 'content');
  });
  try {
    const { signal } = new AbortController();
    const url = (who: string) => api.url.replace('//', `//${who}@`).concat('/disk.raw?size=1');
    expect(await text((await openUrl(url('joe:p%40%C3%9F'), signal)).stream)).toBe('content');
    await expect(openUrl(url('joe:other'), signal)).rejects.toThrow(
      `${api.url}/disk.raw was answered with 401 Unauthorized`,
    );
  } finally {
    await api.close();
  }
});

test.each([
  ['http://192.0.2.9', { address: 'http://192.0.2.9' }],
  ['http://joe@192.0.2.9/x', { address: 'http://192.0.2.9/x', authorization: 'Basic am9lOg==' }],
  ['http://joe:50%@192.0.2.9/x', { address: 'http://192.0.2.9/x', authorization: 'Basic am9lOjUwJQ==' }],
])('%s is taken apart', (url, expected) => {
  expect(takenApart(url)).toEqual(expected);
});

test.each([
  'http://joe:secret@192.0.2.9:80/x?sig=secret',
  'http://joe:secret@192.0.2.9/x?sig=secret',
  'http://192.0.2.9/x?sig=secret',
])('what is said of a URL as %s is told without secrets', (form) => {
  expect(withoutUrl(`No "${form}".`, 'http://joe:secret@192.0.2.9:80/x?sig=secret')).toBe('No "http://192.0.2.9/x".');
});

test.each([
  ['http://joe:{{secret:images/joe|url}}@192.0.2.9/x', true],
  ['http://joe:a/b@192.0.2.9/x', false],
  ['ftp://192.0.2.9/x', false],
])('%s may be where content comes from: %s', (url, expected) => {
  const [rule] = imageAttributes.source_url.validate ?? [];
  expect(rule?.problem(url) === undefined).toBe(expected);
});
