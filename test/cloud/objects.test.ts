import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Beside, type Resources } from './beside';
import { type ObjectStorageCloud, objectStorageCloud } from './object-storage-cloud';
import { Swift } from './swift-by-hand';

const MIB = 2 ** 20;
const IN = '${stackwright_object_container.it.name}';
const TEXT = 'Grüße.\n';
const TEXT_PATH = '/it/a%20b/%C3%BC.txt';
const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };
const BYTES = { 'content-type': 'application/octet-stream' };

/** What no drift of another is mixed with. */
const SAID = { ...PLAIN, 'x-object-meta-colour': 'blau-ü', 'cache-control': 'max-age=60' };

/** Import ids, by name. */
const NAMES = {
  'object_container.it': 'main:it',
  'object_container.kept': 'main:kept',
  'object.text': 'main:it/a b/ü.txt',
  'object.large': 'main:it/large',
  'object.soon': 'main:it/soon',
  'object_account.it': 'main:admin',
};

describe('containers, objects and the account of a real Swift', () => {
  let cloud: ObjectStorageCloud;
  let beside: Beside;
  let swift: Swift;
  let file: string;
  let content: Buffer;

  const world = (): Resources => ({
    object_container: {
      it: {
        name: 'it',
        read_acl: ['.r:*', '.r:-.thief.example', '.rlistings'],
        write_acl: ['*:nobody'],
        quota_bytes: 100 * MIB,
        quota_count: 50,
        metadata: { colour: 'blau-ü', 'web-listings': 'true' },
        temp_url_key: '{{secret:test/temp-url}}',
      },
      kept: { name: 'kept', versions_enabled: true, force_destroy: true },
    },
    object: {
      text: {
        container: IN,
        name: 'a b/ü.txt',
        content: TEXT,
        content_type: 'text/plain; charset=utf-8',
        cache_control: 'max-age=60',
        metadata: { colour: 'blau-ü' },
      },
      large: { container: IN, name: 'large', source: file, segment_size: MIB },
      soon: { container: IN, name: 'soon', content: 'soon', delete_after: 7200 },
    },
    object_account: {
      it: { metadata: { colour: 'blue' }, quota_bytes: 10 ** 9, temp_url_key: '{{secret:test/account}}' },
    },
  });
  const put = async (bytes: number) => {
    content = randomBytes(bytes);
    await writeFile(file, content);
  };
  const isKept = async () => {
    expect(await swift.md5('/it/large')).toBe(createHash('md5').update(content).digest('hex'));
    expect(await swift.get(TEXT_PATH)).toBe(TEXT);
    expect(await swift.names('it_segments')).toHaveLength(Math.ceil(content.length / MIB));
  };

  beforeAll(async () => {
    cloud = await objectStorageCloud();
    swift = await Swift.open(cloud);
    beside = await Beside.open(cloud);
    file = join(beside.workspace.directory, 'large.bin');
    await put(2.5 * MIB);
    await beside.configure(world());
    await beside.workspace.apply();
  });
  afterAll(async () => {
    await beside?.close();
    cloud?.close();
  });

  test('are made as they are configured, and the next plan is empty', async () => {
    expect(await beside.changes()).toEqual([]);
    await isKept();
    expect(await swift.headers('/it')).toMatchObject({
      'x-container-read': '.r:*,.r:-.thief.example,.rlistings',
      'x-container-write': '*:nobody',
      'x-container-meta-quota-bytes': `${100 * MIB}`,
      'x-container-meta-quota-count': '50',
      'x-container-meta-colour': 'blau-ü',
      'x-container-object-count': '3',
    });
    expect(await swift.headers('/kept')).toMatchObject({ 'x-versions-enabled': 'True' });
    expect(await swift.headers('/it/large')).toMatchObject({
      'x-static-large-object': 'True',
      'content-length': `${content.length}`,
    });
    expect(await swift.headers(TEXT_PATH)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-object-meta-colour': 'blau-ü',
    });
    const key = (await swift.headers(''))['x-account-meta-temp-url-key'] ?? '';
    expect(key).not.toBe('');
    expect(await beside.workspace.stateFile()).not.toContain(key);
  });

  test('are seen by everybody where everybody may, also in segments', async () => {
    expect(await swift.md5('/it/large', {})).toBe(createHash('md5').update(content).digest('hex'));
    expect(await swift.status('GET', '/kept', {})).toBe(401);
  });

  test.each<[string, () => Promise<unknown>, string[]]>([
    [
      'other readers, another text, a segment that is gone, other words of the account',
      async () => {
        await swift.ask('POST', '/it', { 'x-container-read': '.r:*' });
        await swift.ask('PUT', TEXT_PATH, SAID, 'Other.\n');
        await swift.ask('DELETE', `/it_segments/${(await swift.names('it_segments'))[1]}`);
        await swift.ask('POST', '', { 'x-account-meta-colour': 'red', 'x-account-meta-other': 'stays' });
      },
      [
        'object.large update segments',
        'object.text update content etag size',
        'object_account.it update metadata',
        'object_container.it update read_acl',
      ],
    ],
    [
      'another quota and key, other words of an object, a large one overwritten, one that stays, no versions',
      async () => {
        await swift.ask('POST', '/it', {
          'x-container-meta-quota-count': '5',
          'x-container-meta-temp-url-key': 'other',
        });
        await swift.ask('POST', TEXT_PATH, { ...PLAIN, 'x-object-meta-colour': 'red', 'x-object-meta-size': 'xl' });
        await swift.ask('PUT', '/it/large', BYTES, 'small');
        await swift.ask('POST', '/it/soon', BYTES);
        await swift.ask('POST', '/kept', { 'x-versions-enabled': 'false', 'x-container-meta-colour': 'red' });
        await swift.ask('POST', '', { 'x-remove-account-meta-quota-bytes': 'x' });
      },
      [
        'object.large update etag segments size stale_segments',
        'object.soon update delete_at',
        'object.text update cache_control metadata',
        'object_account.it update quota_bytes',
        'object_container.it update quota_count temp_url_key',
        'object_container.kept update metadata versions_enabled',
      ],
    ],
    [
      'what was removed',
      async () => {
        await swift.ask('DELETE', '/it/soon');
        await swift.ask('DELETE', '/kept');
      },
      ['object.soon create', 'object_container.kept create'],
    ],
  ])('show what was done by hand as just that: %s', async (_, byHand, shown) => {
    await byHand();
    expect(await beside.changes()).toEqual(shown);
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
    await isKept();
    expect(await swift.headers('')).toMatchObject({ 'x-account-meta-colour': 'blue' });
  });

  test('other content takes the place of the former, whose segments go', async () => {
    const before = await swift.names('it_segments');
    await put(3 * MIB + 1);
    expect(await beside.changes()).toEqual(['object.large update etag segments size']);
    await beside.workspace.apply();
    await isKept();
    expect((await swift.names('it_segments')).filter((name) => before.includes(name))).toEqual([]);
    await put(1000);
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
    expect(await swift.md5('/it/large')).toBe(createHash('md5').update(content).digest('hex'));
    // It came with the first segment, and went with the last.
    expect(await swift.status('HEAD', '/it_segments')).toBe(404);
    await put(2.5 * MIB);
    await beside.workspace.apply();
    await isKept();
  });

  test('are imported by their names, without anything that was not uploaded', async () => {
    await beside.forgetAndImport(world(), NAMES);
    expect(await beside.changes()).toEqual([
      'object.large update source',
      'object.soon update content delete_after delete_at',
      'object.text update content',
      'object_account.it update metadata temp_url_key',
      'object_container.it update temp_url_key',
      'object_container.kept update force_destroy',
    ]);
    await beside.workspace.apply();
    await beside.configure(world());
    expect(await beside.changes()).toEqual([]);
    await isKept();
    // What somebody else has said of the account was imported, too, and so taken back.
    expect(await swift.headers('')).not.toHaveProperty('x-account-meta-other');
  });

  test('are taken over by an apply that knows nothing of them, and looked up', async () => {
    await beside.workspace.succeed('state', 'rm', ...Object.keys(NAMES).map((address) => `stackwright_${address}`));
    await beside.configureData(world(), { object_container: { it: { name: 'it' } } });
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
    expect(await beside.told('object_container.it')).toMatchObject({ object_count: 3, quota_count: 50 });
  });

  test('are refused for what cannot be, and where something else is there', async () => {
    const inIt = { container: 'it' };
    await beside.configure({
      object_container: {
        writers: { name: 'x', write_acl: ['.r:*'] },
        path: { name: 'a/b' },
        own: { name: 'y', metadata: { 'quota-bytes': '1' } },
      },
      object: {
        none: { ...inIt, name: 'none', source: '/nowhere/x' },
        dots: { ...inIt, name: 'a/../b', content: '' },
        past: { ...inIt, name: 'past', content: '', delete_at: '2020-01-01T00:00:00Z' },
        both: { ...inIt, name: 'both', content: '', delete_after: 1, delete_at: '2090-01-01T00:00:00Z' },
      },
      object_account: { it: { temp_url_key: 'in the open' } },
    });
    const { ok, text } = await beside.workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    for (const part of [
      'Swift lets nobody write by referrer or without a token.',
      'Give a name of 1 to 256 bytes without "/"',
      'There is an attribute for this.',
      'no part between slashes is "." or ".."',
      '`delete_at` and `delete_after` are given.',
      'Refer to a secret',
    ])
      expect(text).toContain(part);
    await beside.configure({
      object: {
        none: { ...inIt, name: 'none', source: '/nowhere/x' },
        past: { ...inIt, name: 'past', content: '', delete_at: '2020-01-01T00:00:00Z' },
      },
    });
    await beside.workspace.succeed('state', 'rm', ...Object.keys(NAMES).map((address) => `stackwright_${address}`));
    await beside.refuses('plan', { 'object.none': 'no such file or directory', 'object.past': 'is past' });
    await beside.configure({
      object_container: { it: { name: 'it', quota_count: 7 } },
      object: {
        text: { container: 'it', name: 'a b/ü.txt', content: 'Mine.' },
        lost: { container: 'nowhere', name: 'x', content: '' },
      },
      object_account: { it: { metadata: { colour: 'red' } } },
    });
    await beside.refuses('apply', {
      'object_container.it': 'it differs in read_acl, write_acl, quota_bytes, quota_count, metadata',
      'object.text': 'it differs in content, metadata, content_type, cache_control',
      'object.lost': 'has no container "nowhere"',
      'object_account.it': 'another value already for colour',
    });
    await beside.configure(world());
    await beside.workspace.apply();
  });

  test('a container is not destroyed with what is in it, unless that was said, and its plan tells of it', async () => {
    await swift.ask('PUT', '/it/mine', BYTES, 'mine');
    await swift.ask('PUT', '/kept/mine', BYTES, 'one');
    await swift.ask('PUT', '/kept/mine', BYTES, 'three');
    await swift.ask('POST', '', { 'x-account-meta-other': 'stays' });
    const { text } = await beside.workspace.terraform('plan', '-destroy', '-no-color');
    expect(text).toContain(
      'holds 1 object with 8 bytes: "mine". All that is in it then, with former versions, will be lost',
    );
    expect(text).toContain('holds 4 objects with ');
    const errors = await beside.errors('destroy');
    expect(errors['']).toContain('holds 1 object with 4 bytes: "mine". Nothing of it was removed.');
    expect(await swift.get('/it/mine')).toBe('mine');
    expect(await swift.status('HEAD', '/kept')).toBe(404);
    await swift.ask('DELETE', '/it/mine');
    await beside.workspace.destroy();
    expect(await swift.names('')).toEqual([]);
    const left = await swift.headers('');
    expect(left).toMatchObject({ 'x-account-meta-other': 'stays' });
    for (const name of ['colour', 'quota-bytes', 'temp-url-key'])
      expect(left).not.toHaveProperty(`x-account-meta-${name}`);
    await swift.ask('POST', '', { 'x-remove-account-meta-other': 'x' });
  });
});
