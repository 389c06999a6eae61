import { BLANK, type ObjectStorageCloud, objectStorageCloud } from './object-storage-cloud';
import { TRACES } from './traces';

describe('the example "object-storage" when it goes', () => {
  let cloud: ObjectStorageCloud;
  beforeAll(async () => {
    cloud = await objectStorageCloud();
  });
  afterAll(async () => {
    cloud?.close();
    await cloud?.example.close();
  });

  test('is destroyed without a trace, but for what is stored', async () => {
    const { node1, node3, example } = cloud;
    await example.cdktf('destroy', '--auto-approve');
    expect(await node3.shell(`blkid -p -s TYPE -o value /dev/sdb1; ${BLANK}`)).toBe('xfs\n');
    expect(await Promise.all([node1, node3].map((host) => host.shell(TRACES)))).toEqual(await cloud.bare());
  });
});
