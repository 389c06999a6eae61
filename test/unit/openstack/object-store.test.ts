import { ObjectStore } from '../../../lib/openstack/object-store/object-store';
import { objectPath } from '../../../lib/openstack/object-store/paths';
import { Session } from '../../../lib/openstack/session';
import { answer, dial, LocalApi } from './local-api';

const OWN = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);

/** A Swift on loopback that answers everything so. */
async function swift(
  headers: object,
  body: (line: string) => object | string = () => '',
  endpoint = `/v1/AUTH_${OWN}`,
) {
  const api: LocalApi = await LocalApi.start(({ line }, response) => {
    if (!line.endsWith('/auth/tokens')) return answer(response, 200, body(line), headers);
    const endpoints = [{ interface: 'internal', region_id: 'r', url: `${api.url}${endpoint}` }];
    const catalog = [{ type: 'object-store', endpoints }];
    const token = { expires_at: '2999-01-01T00:00:00Z', user: { id: 'u' }, project: { id: OWN }, catalog };
    return answer(response, 201, { token }, { 'x-subject-token': 'token' });
  });
  const credentials = { authUrl: api.url, user: 'a', userDomain: 'Default', password: '', scope: 'system' } as const;
  const session = new Session({ credentials, dial, interface: 'internal', region: null });
  return {
    api,
    store: new ObjectStore(session),
    async [Symbol.asyncDispose]() {
      session.close();
      await api.close();
    },
  };
}

test('slashes in the name of an object stand as they are, and all else is encoded', () => {
  expect(objectPath({ project: OWN, container: 'a b', object: '2022/ü%?.txt' })).toBe('/a%20b/2022/%C3%BC%25%3F.txt');
});

test('what is in the account of another project is asked for there', async () => {
  await using local = await swift({});
  for (const project of [OWN, OTHER]) await local.store.containers.look({ project, container: 'c' });
  expect(local.api.lines.slice(1)).toEqual([`HEAD /v1/AUTH_${OWN}/c`, `HEAD /v1/AUTH_${OTHER}/c`]);
});

test('where the endpoint names no project, only the own account is within reach', async () => {
  await using local = await swift({}, undefined, '/swift/v1');
  await local.store.containers.look({ project: OWN, container: 'c' });
  await expect(local.store.containers.look({ project: OTHER, container: 'c' })).rejects.toThrow(
    'does not end with the id of a project',
  );
});

test('a container is told with all that is said of it, in UTF-8', async () => {
  const utf8 = Buffer.from('Grüße', 'utf8').toString('latin1');
  await using local = await swift({
    'x-container-read': '.r:*,.rlistings',
    'x-container-meta-colour': utf8,
    'x-container-meta-access-control-max-age': '60',
    'x-versions-enabled': 'True',
    'x-storage-policy': 'gold',
    'x-container-object-count': '3',
    'x-container-bytes-used': '12',
  });
  expect(await local.store.containers.look({ project: OWN, container: 'c' })).toEqual({
    readAcl: ['.r:*', '.rlistings'],
    writeAcl: [],
    metadata: { 'access-control-max-age': '60', colour: 'Grüße' },
    versionsEnabled: true,
    storagePolicy: 'gold',
    objectCount: 3,
    bytesUsed: 12,
  });
});

test('a change takes back what is not said any more, and leaves versions alone where they stay as they are', async () => {
  await using local = await swift({});
  const before = { readAcl: ['.r:*'], writeAcl: [], metadata: { colour: 'red', size: 'xl' }, versionsEnabled: false };
  const wanted = { ...before, readAcl: [], metadata: { colour: 'Grüße' } };
  await local.store.containers.change({ project: OWN, container: 'c' }, wanted, before);
  const { headers } = local.api.asked.at(-1) ?? {};
  expect(headers).toMatchObject({
    'x-container-read': '',
    'x-container-meta-colour': Buffer.from('Grüße', 'utf8').toString('latin1'),
    'x-remove-container-meta-size': 'x',
  });
  expect(headers).not.toHaveProperty('x-versions-enabled');
});

test('a list is read to its end, page by page', async () => {
  const pages: Record<string, object[]> = {
    '?format=json&versions=true': [
      { name: 'a', version_id: '2' },
      { name: 'a', version_id: '1' },
    ],
    '?format=json&versions=true&marker=a&version_marker=1': [{ name: 'ü', version_id: 'null' }],
    '?format=json&versions=true&marker=%C3%BC&version_marker=null': [],
  };
  await using local = await swift({}, (line) => pages[line.replace(/^[^?]*/, '')] ?? '');
  const names: string[] = [];
  const place = { project: OWN, container: 'c' };
  for await (const { name } of local.store.containers.list(place, { versions: true })) names.push(name);
  expect(names).toEqual(['a', 'a', 'ü']);
  expect(local.api.lines).toHaveLength(4);
});

test('the hash of a large object is told without its quotes', async () => {
  await using local = await swift({
    etag: '"0123"',
    'x-static-large-object': 'True',
    'content-type': 'text/plain',
    'content-length': '0',
    'x-delete-at': '1900000000',
    'x-object-meta-colour': 'blue',
  });
  expect(await local.store.objects.look({ project: OWN, container: 'c', object: 'o' })).toEqual({
    etag: '0123',
    size: 0,
    isLarge: true,
    contentType: 'text/plain',
    contentEncoding: null,
    contentDisposition: null,
    cacheControl: null,
    metadata: { colour: 'blue' },
    deleteAt: 1_900_000_000,
  });
});
