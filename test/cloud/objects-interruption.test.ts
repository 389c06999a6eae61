import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, killedApply, VICTIMS } from '../host/killed-apply';
import { Workspace } from '../host/workspace';
import { type ObjectStorageCloud, objectStorageCloud } from './object-storage-cloud';
import { Swift } from './swift-by-hand';

const MIB = 2 ** 20;
const SEGMENTS = 30;
/** One of each kind: many more are for whoever has changed how objects are uploaded. */
const KILLS = Number(process.env.STACKWRIGHT_KILLS ?? VICTIMS.length);

describe('an upload of a large object that is killed half-way', () => {
  let cloud: ObjectStorageCloud;
  let swift: Swift;
  let workspace: Workspace;
  let file: string;
  let content: Buffer;
  const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
  const put = async () => {
    content = randomBytes(SEGMENTS * MIB);
    await writeFile(file, content);
  };
  /** When so many segments have come to those that were there; where the upload was over before that, some time later. */
  const segments = async (more: number) => {
    const count = (await swift.names('killed_segments')).length;
    const end = Date.now() + 600_000;
    while ((await swift.names('killed_segments')).length < count + more && Date.now() < end) await after(50);
  };

  beforeAll(async () => {
    cloud = await objectStorageCloud();
    swift = await Swift.open(cloud);
    workspace = await Workspace.openWithProcess();
    file = join(workspace.directory, 'large.bin');
    const container = '${stackwright_object_container.it.name}';
    await workspace.configure({
      provider: await cloud.provider(),
      resource: {
        stackwright_object_container: { it: { cloud: 'main', name: 'killed' } },
        stackwright_object: { it: { cloud: 'main', container, name: 'large', source: file, segment_size: MIB } },
      },
    });
    await put();
  });
  afterAll(async () => {
    await workspace?.destroy();
    await workspace?.close();
    cloud?.close();
  });

  test('shows nothing of itself, and the next apply goes on with it: the former content stays until all of the new is there', async () => {
    let former: Buffer | undefined;
    for (let kills = 0; kills < KILLS; kills++) {
      const victims = VICTIMS[kills % VICTIMS.length] as RegExp;
      expect(await killedApply(workspace, () => segments(3), victims)).toBe(true);
      if (former) expect(await swift.md5('/killed/large')).toBe(md5(former));
      else expect(await swift.status('HEAD', '/killed/large')).toBe(404);
      const sent = await swift.times('killed_segments');
      await workspace.apply();
      expect(await workspace.plan()).toEqual([]);
      expect(await swift.md5('/killed/large')).toBe(md5(content));
      const now = await swift.times('killed_segments');
      expect(now.size).toBe(SEGMENTS);
      // What was there was not sent again. A listing may be behind.
      const kept = [...sent].filter(([name]) => now.has(name));
      expect(kept.length).toBeGreaterThan(0);
      for (const [name, time] of kept) expect(now.get(name)).toBe(time);
      former = content;
      await put();
    }
    await workspace.apply();
    await workspace.destroy();
    expect(await swift.names('')).not.toContain('killed_segments');
    expect(await swift.names('')).not.toContain('killed');
  }, 3_600_000);
});
