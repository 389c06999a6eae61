import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { volume } from '../../../lib/resources/block-storage/volume';
import { volumeAttributes, volumeRules } from '../../../lib/resources/block-storage/volume-attributes';
import { Diagnostics } from '../../../lib/schema/diagnostics';
import { LocalCloud } from './local-cloud';

const NOTHING = Object.fromEntries(Object.keys(volumeAttributes).map((name) => [name, null]));

test.each([
  [{ size_gb: 1 }, []],
  [{ size_gb: UNKNOWN }, []],
  [{ snapshot_id: 's' }, []],
  [{ source_volume_id: UNKNOWN }, []],
  [{}, ['Give size_gb, in GiB.']],
  [{ image_id: 'i' }, ['Give size_gb, in GiB.']],
  [{ image_id: 'i', snapshot_id: 's', size_gb: 1 }, ['`image_id` and `snapshot_id` are given. Keep one of them.']],
  [{ image_id: UNKNOWN, snapshot_id: 's', size_gb: 1 }, []],
])('of a volume %j is told %j', (values, expected) => {
  const problems = volumeRules.flatMap((rule) => rule.problems({ ...NOTHING, ...values } as never));
  expect(problems).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(problems[index]?.detail).toContain(text);
});

describe('the plan of a volume', () => {
  let local: LocalCloud;
  const GIB = 2 ** 30;
  const tells: Readonly<Record<string, object>> = {
    '/v3/types': { volume_types: [{ id: 'type', name: 'nfs' }] },
    '/v3/snapshots/detail': { snapshots: [{ id: 'snap', name: 'monday', size: 3, status: 'available' }] },
    '/v3/volumes/detail': { volumes: [{ id: 'other', name: 'other', size: 4, status: 'available' }] },
    '/v2/images': { images: [{ id: 'image', name: 'cirros', size: 1.5 * GIB, min_disk: 0, status: 'active' }] },
  };
  const PRIOR = { ...NOTHING, cloud: 'main', id: 'v', name: 'data', size_gb: 3, availability_zone: 'nova' };

  beforeAll(async () => {
    local = await LocalCloud.start(({ pathname }) => tells[pathname]);
  });
  afterAll(() => local.close());

  const plan = async (values: object, prior: object | null = null) => {
    const diagnostics = new Diagnostics();
    const planned = { ...(prior ?? { ...NOTHING, cloud: 'main', name: 'data' }), ...values };
    const context = { runtime: { cloud: () => local.cloud }, signal: new AbortController().signal, diagnostics };
    await volume.plan?.(context as never, { config: planned, planned, prior } as never);
    return diagnostics.all.map(({ summary, detail }) => `${summary}: ${detail}`);
  };

  test('refuses to make it smaller, and says how to keep it and how to have a smaller one', async () => {
    await expect(plan({ size_gb: 2 }, PRIOR)).rejects.toThrow(
      'Volumes do not shrink: The volume data (v) has 3 GiB, and size_gb is 2. Set size_gb = 3 to keep it.',
    );
  });

  test.each([
    ['larger', { size_gb: 4 }],
    ['of another type', { volume_type_id: 'type' }],
    ['of a type that is yet to be made', { volume_type_id: UNKNOWN }],
  ])('makes it %s without a word', async (_, values) => {
    expect(await plan(values, PRIOR)).toEqual([]);
  });

  test.each([
    ['another image', { image_id: 'image' }],
    ['a snapshot that is yet to be made', { snapshot_id: UNKNOWN }],
    ['another zone, in a smaller size', { availability_zone: 'hall2', size_gb: 1 }],
  ])('tells that data are lost where it is replaced, for %s', async (_, values) => {
    expect(await plan(values, PRIOR)).toEqual([
      'A volume will be lost: The volume data (v) is replaced: all that is stored on its 3 GiB is lost for good.',
    ]);
  });

  test.each([
    ['volume type', { size_gb: 1, volume_type_id: 'nfs' }, 'has no volume type "nfs". It has: type (nfs).'],
    ['snapshot', { snapshot_id: 'nowhere' }, 'has no snapshot "nowhere". It has: snap (monday).'],
    ['volume', { source_volume_id: 'nowhere' }, 'has no volume "nowhere". It has: other (other).'],
    ['image', { size_gb: 2, image_id: 'nowhere' }, 'has no image "nowhere". It has: image (cirros).'],
  ])('refuses a %s that is not there', async (_, values, message) => {
    await expect(plan(values)).rejects.toThrow(message);
  });

  test.each([
    [{ image_id: 'image' }, 1, 'the image cirros needs 2 GiB. Set size_gb to at least 2.'],
    [{ snapshot_id: 'snap' }, 2, 'the snapshot monday needs 3 GiB. Set size_gb to at least 3.'],
    [{ source_volume_id: 'other' }, 3, 'the volume other needs 4 GiB. Set size_gb to at least 4.'],
  ])('refuses one that is too small for %j', async (source, size_gb, message) => {
    await expect(plan({ ...source, size_gb })).rejects.toThrow(message);
    expect(await plan({ ...source, size_gb: size_gb + 1 })).toEqual([]);
  });
});
