import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ObjectStorageCloud, objectStorageCloud } from './object-storage-cloud';
import { Swift } from './swift-by-hand';

const OBJECTS = 40;
/** Which disks there are, and what each of them gets. */
const FORMER = "of ['sdb1', 'sdc1', 'sdd1'].entries())";
const PLACE = 'zone: index + 1, weight: 100';

describe('objects while a disk comes, gets less, gets nothing, and goes', () => {
  let cloud: ObjectStorageCloud;
  let swift: Swift;
  let program: string;
  const sums = new Map<string, string>();
  const main = () => join(cloud.example.directory, 'main.ts');

  /** The program with a fourth disk of a weight. */
  const withFourth = (weight: number) =>
    program
      .replace(FORMER, FORMER.replace("'sdd1'", "'sdd1', 'sdf1'"))
      .replace(PLACE, `zone: index + 1, weight: disk === 'sdf1' ? ${weight} : 100`);
  const astray = async () => {
    const found: string[] = [];
    for (const [name, sum] of sums) {
      const got = await swift.md5(`/kept/${name}`);
      if (got !== sum) found.push(`${name} is ${got}, and not ${sum}`);
    }
    return found;
  };
  const onEach = async (command: (server: string) => string) => {
    for (const server of ['account', 'container', 'object']) await cloud.node3.shell(command(server));
  };
  /** The hours pass in which a second replica of a partition may not move. */
  const hoursPass = () =>
    onEach((server) => `swift-ring-builder /etc/swift/${server}.builder pretend_min_part_hours_passed`);
  /** As the daemons do when they come round. */
  const replicate = () =>
    onEach((server) => `su swift -s /bin/sh -c 'swift-${server}-replicator /etc/swift/${server}-server.conf once'`);
  /** Deploys the program, with somebody reading all the while. */
  const deploy = async (text: string) => {
    await writeFile(main(), text);
    let isOver = false;
    const deployed = cloud.example.cdktf('deploy', '--auto-approve').finally(() => {
      isOver = true;
    });
    const found: string[] = [];
    while (!isOver) found.push(...(await astray()));
    await deployed;
    expect(found).toEqual([]);
    expect(await astray()).toEqual([]);
    expect(await cloud.stack.plan()).toEqual([]);
  };
  /** How many partitions have objects on the fourth disk. */
  const onFourth = async () =>
    Number(await cloud.node3.shell("ls /srv/node/sdf1/objects 2>/dev/null | grep -c '^[0-9]' || true"));

  beforeAll(async () => {
    cloud = await objectStorageCloud();
    program = await readFile(main(), 'utf8');
    swift = await Swift.open(cloud);
    await swift.ask('PUT', '/kept');
    for (let index = 0; index < OBJECTS; index++) {
      const content = randomBytes(3000).toString('base64');
      sums.set(`${index}`, createHash('md5').update(content).digest('hex'));
      await swift.ask('PUT', `/kept/${index}`, {}, content);
    }
  });
  afterAll(async () => {
    for (const name of sums.keys()) await swift.ask('DELETE', `/kept/${name}`);
    await swift?.ask('DELETE', '/kept');
    cloud?.close();
  });

  test.each([
    ['comes', () => withFourth(100)],
    ['gets less', () => withFourth(30)],
    ['gets nothing', () => withFourth(0)],
    ['goes', () => program],
  ])('are as they were the whole time when it %s', async (what, text) => {
    await hoursPass();
    await deploy(text());
    await replicate();
    expect(await astray()).toEqual([]);
    const held = await onFourth();
    if (what === 'comes') expect(held).toBeGreaterThan(0);
    if (what === 'gets nothing') expect(held).toBe(0);
  });
});
