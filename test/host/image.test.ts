import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GlanceServer, glanceServer } from './glance-server';
import { disk, ImageSource } from './image-source';
import { processesOf } from './killed-apply';
import { Workspace } from './workspace';

const IT = 'stackwright_image.it';
const WEB = 'stackwright_image.web';
const QCOW2 = 'QFI\xfb';

const md5 = (content: Buffer) => createHash('md5').update(content).digest('hex');

/** What the client can do to an image from outside, the attribute that shows it, and how. */
const CHANGES: readonly (readonly [words: readonly string[], attribute: string, seen: unknown])[] = [
  [['set', '--name', 'other'], 'name', 'other'],
  [['set', '--public'], 'visibility', 'public'],
  [['set', '--protected'], 'protected', true],
  [['set', '--hidden'], 'hidden', true],
  [['set', '--min-disk', '2'], 'min_disk_gb', 2],
  [['set', '--min-ram', '128'], 'min_ram_mb', 128],
  [['set', '--property', 'os_type=linux'], 'properties', { ...properties(), os_type: 'linux' }],
  [['set', '--property', 'architecture=arm64'], 'properties', { ...properties(), architecture: 'arm64' }],
  [['unset', '--property', 'hw_disk_bus'], 'properties', { architecture: 'x86_64' }],
  [['set', '--tag', 'red'], 'tags', ['blue', 'red']],
  [['unset', '--tag', 'blue'], 'tags', []],
  [['set', '--deactivate'], 'status', 'deactivated'],
];

function properties() {
  return { architecture: 'x86_64', hw_disk_bus: 'virtio' };
}

describe('an image', () => {
  let glance: GlanceServer;
  let workspace: Workspace;
  let source: ImageSource;
  let content: Buffer;
  let file: string;

  const attributes = (change: object = {}) => ({
    cloud: 'main',
    name: 'it',
    local_file_path: file,
    disk_format: 'qcow2',
    min_disk_gb: 1,
    min_ram_mb: 64,
    tags: ['blue'],
    properties: properties(),
    ...change,
  });
  const configure = (change: object = {}, extra: object = {}) =>
    workspace.configure({
      provider: glance.provider,
      resource: {
        stackwright_image: {
          it: attributes(change),
          web: { cloud: 'main', name: 'web', source_url: source.url, disk_format: 'raw' },
        },
      },
      ...extra,
    });
  const idOf = async (address: string) => (await workspace.state(address)).id as string;
  const image = (...words: readonly string[]) => glance.client.run('image', ...words);
  const show = async (id: string) => {
    const { updated_at: _, ...shown } = await glance.client.json<Record<string, unknown>>('image', 'show', id);
    return shown;
  };
  const names = async () =>
    (await glance.client.json<{ Name: string; Status: string }[]>('image', 'list')).map((one) => one.Name).sort();
  const planned = async () => (await workspace.plan()).map(({ address, actions }) => [address, actions.join()]);

  beforeAll(async () => {
    glance = await glanceServer();
    source = await new ImageSource().start();
    workspace = await Workspace.open();
    file = join(workspace.directory, 'disk.img');
    content = disk(QCOW2);
    await writeFile(file, content);
    await configure();
    await workspace.apply();
  }, 1_200_000);

  afterAll(async () => {
    await workspace?.close();
    source?.close();
    await glance?.reset();
    glance?.close();
  });

  test('is made as it is configured, from a file and from a URL, and the next plan is empty', async () => {
    expect(await workspace.plan()).toEqual([]);
    const state = await workspace.state(IT);
    expect(await show(state.id as string)).toMatchObject({
      name: 'it',
      status: 'active',
      disk_format: 'qcow2',
      container_format: 'bare',
      visibility: 'private',
      protected: false,
      min_disk: 1,
      min_ram: 64,
      tags: ['blue'],
      size: content.length,
      checksum: md5(content),
      properties: { ...properties(), os_hash_value: state.sha512 },
    });
    expect(state.sha512).toBe(createHash('sha512').update(content).digest('hex'));
    expect(await show(await idOf(WEB))).toMatchObject({ checksum: md5(source.content), disk_format: 'raw' });
    await image('save', '--file', '/root/saved', state.id as string);
    expect(await glance.shell('md5sum < /root/saved; rm /root/saved')).toContain(md5(content));
  });

  test.each(CHANGES)('shows %j by hand as just that, and apply repairs it', async (words, attribute, seen) => {
    const id = await idOf(IT);
    const before = await show(id);
    const [verb, ...options] = words as [string, ...string[]];
    await image(verb, ...options, id);
    const changes = (await workspace.plan()).map(({ address, actions, changes }) => [
      address,
      actions,
      Object.keys(changes),
      changes[attribute]?.before,
    ]);
    expect(changes).toEqual([[IT, ['update'], [attribute], seen]]);
    await workspace.apply();
    expect(await show(id)).toEqual(before);
  });

  test('with what Glance and its client add by themselves is as it was', async () => {
    await image('set', '--property', 'owner_specified.openstack.object=images/it', await idOf(IT));
    expect(await workspace.plan()).toEqual([]);
  });

  test('whose content is another than was sent is replaced', async () => {
    const before = [await idOf(IT), await idOf(WEB)];
    await glance.glanceSql("UPDATE images SET os_hash_value = REPEAT('ab', 64), checksum = REPEAT('cd', 16)");
    expect(await planned()).toEqual([
      [IT, 'delete,create'],
      [WEB, 'delete,create'],
    ]);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await names()).toEqual(['it', 'web']);
    for (const id of before) await expect(show(id)).rejects.toThrow('No Image found');
  });

  test('is replaced when its file has other content, and not when it only lies elsewhere', async () => {
    const moved = join(workspace.directory, 'moved.img');
    await writeFile(moved, content);
    const id = await idOf(IT);
    await configure({ local_file_path: moved });
    await workspace.apply();
    expect(await idOf(IT)).toBe(id);
    content = disk(QCOW2);
    await writeFile(file, content);
    await configure();
    expect(await planned()).toEqual([[IT, 'delete,create']]);
    await workspace.apply();
    expect(await show(await idOf(IT))).toMatchObject({ checksum: md5(content) });
    expect(await workspace.plan()).toEqual([]);
  });

  test('that was removed by hand is made again', async () => {
    await image('delete', await idOf(IT), await idOf(WEB));
    expect(await planned()).toEqual([
      [IT, 'create'],
      [WEB, 'create'],
    ]);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });

  test('is taken over by an apply that knows nothing of it, unless it differs', async () => {
    const before = [await idOf(IT), await idOf(WEB)];
    await workspace.succeed('state', 'rm', IT, WEB);
    await workspace.apply();
    expect([await idOf(IT), await idOf(WEB)]).toEqual(before);
    await workspace.succeed('state', 'rm', IT);
    const other = join(workspace.directory, 'other.img');
    await writeFile(other, disk(QCOW2));
    await configure({ local_file_path: other, min_ram_mb: 1 });
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    expect(text).toContain(`image "it" already, with the id ${before[0]}, and it differs in min_ram, content.`);
  });

  test.each(['name', 'id'])('is imported by its %s', async (by) => {
    const ids = (await glance.client.json<{ ID: string; Name: string }[]>('image', 'list')).map((one) => [
      one.Name,
      one.ID,
    ]);
    const id = by === 'name' ? 'it' : Object.fromEntries(ids).it;
    await workspace.terraform('state', 'rm', IT);
    await configure({}, { import: [{ to: IT, id: `main:${id}` }] });
    const changes = (await workspace.plan()).map(({ actions, changes }) => [actions, Object.keys(changes)]);
    expect(changes).toEqual([[['update'], ['local_file_path']]]);
    await workspace.apply();
    await configure();
    expect(await workspace.plan()).toEqual([]);
  });

  test('is looked up by its name', async () => {
    await configure(
      {},
      {
        data: { stackwright_image: { web: { cloud: 'main', name: 'web' } } },
        output: { web: { value: '${data.stackwright_image.web.id} ${data.stackwright_image.web.size}' } },
      },
    );
    await workspace.apply();
    expect(await workspace.succeed('output', '-raw', 'web')).toBe(`${await idOf(WEB)} ${source.content.length}`);
    await configure();
    await workspace.apply();
  });

  describe('is refused by the plan', () => {
    const errorOf = async (change: object) => {
      await configure(change);
      const { ok, text } = await workspace.terraform('plan', '-no-color');
      expect(ok).toBe(false);
      return text;
    };
    test.each<[string, object, string]>([
      ['without a file', { local_file_path: '/nowhere/disk.img' }, 'no such file or directory, stat'],
      ['with an unknown format', { disk_format: 'qcow3' }, 'Use one of "raw", "qcow2"'],
      ['with an unknown container', { container_format: 'box' }, 'Use one of "bare", "ovf"'],
      ['with formats that do not go together', { disk_format: 'aki' }, 'Set container_format = "aki".'],
      ['with two contents', { source_url: 'http://192.0.2.9/x' }, '`local_file_path` and `source_url` are given.'],
      ['as raw where it is qcow2', { disk_format: 'raw' }, 'it is qcow2. Set disk_format = "qcow2"'],
      ['as vmdk where it is qcow2', { disk_format: 'vmdk' }, 'it is qcow2. Set disk_format = "qcow2"'],
      ["with one of Glance's own names", { properties: { os_hash_algo: 'x' } }, 'Glance sets this by itself'],
    ])('%s', async (_, change, message) => {
      expect(await errorOf(change)).toContain(message);
    });

    test('from an empty file', async () => {
      const empty = join(workspace.directory, 'empty.img');
      await writeFile(empty, '');
      expect(await errorOf({ local_file_path: empty })).toContain('it is empty');
    });

    test('when it is protected and would go', async () => {
      await configure({ protected: true });
      await workspace.apply();
      const other = join(workspace.directory, 'other.raw');
      await writeFile(other, disk());
      const isOther = { local_file_path: other, disk_format: 'raw' };
      expect(await errorOf({ ...isOther, protected: true })).toContain(
        'so it cannot be replaced, since its format changes.',
      );
      // Terraform destroys the former one as it is, so that this would be too late.
      expect(await errorOf({ ...isOther, protected: false })).toContain('so it cannot be replaced');
      const changed = join(workspace.directory, 'other.img');
      expect(await errorOf({ local_file_path: changed, protected: true })).toContain('since its content changes.');
      await configure({ protected: true });
      const { ok, text } = await workspace.terraform('destroy', '-auto-approve', '-no-color');
      expect(ok).toBe(false);
      expect(text).toContain('so it cannot be destroyed. Set protected = false and apply that first.');
      await configure();
      await workspace.apply();
    });
  });

  test('whose download breaks off is not left half-way, and the error says so', async () => {
    await image('delete', await idOf(WEB));
    source.half = 'break';
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    source.half = 'go on';
    expect(ok).toBe(false);
    expect(text).toContain('Image not uploaded');
    expect(text).toContain(`from ${source.url} did not get to Glance`);
    expect(text).toContain('It was removed again');
    expect(await names()).toEqual(['it']);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });

  test('whose upload was killed half-way is there once after the next apply, and whole', async () => {
    await image('delete', await idOf(WEB));
    await workspace.close();
    workspace = await Workspace.openWithProcess();
    file = join(workspace.directory, 'disk.img');
    await writeFile(file, content);
    await configure();
    for (const victims of [/terraform/, /terraform-provider/]) {
      source.half = 'wait';
      const half = new Promise<void>((resolve) => {
        source.onHalf = resolve;
      });
      const ended = new Promise<void>((resolve) => {
        workspace.start(['apply', '-auto-approve', '-no-color', '-lock=false'], () => resolve());
      });
      await half;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      for (const { pid, command } of await processesOf(workspace.directory)) {
        if (victims.test(command)) process.kill(pid, 'SIGKILL');
      }
      await ended;
      expect(await names()).toEqual(['it', 'web']);
    }
    source.half = 'go on';
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await names()).toEqual(['it', 'web']);
    expect(await show(await idOf(WEB))).toMatchObject({ status: 'active', checksum: md5(source.content) });
  });

  test('goes when it is destroyed, and its content with it', async () => {
    await workspace.destroy();
    expect(await names()).toEqual([]);
    expect(await glance.shell('ls /var/lib/glance/images')).toBe('');
  });
});
