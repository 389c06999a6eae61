import type { Outcome } from '../../lib/verify/verify';
import { environmentOf } from '../host/openrc';
import { OpenStackClient } from '../host/openstack-client';
import { imageAndKey } from './image-and-key';
import { type StandingExample, standingExample } from './standing-example';
import { verify } from './verified';

const HOST = 'node3';
const DISKS = ['sdb1', 'sdc1', 'sdd1', 'sdf1', 'sdg1', 'sdh1'];

describe('the example "single-node"', () => {
  let cloud: StandingExample;
  const shell = (script: string) => cloud.hosts[HOST].shell(script);
  const clients: OpenStackClient[] = [];
  const client = (environment: () => Promise<Record<string, string>>) => {
    const made = new OpenStackClient(cloud.hosts[HOST], environment);
    clients.push(made);
    return made;
  };
  const openrc = async (file: string) => environmentOf(await shell(`cat ${file}`));

  beforeAll(async () => {
    cloud = await standingExample('single-node', [HOST], imageAndKey);
  });
  afterAll(() => Promise.all(clients.map((each) => each.close())));

  test('is deployed in one run, and the next plan is empty', async () => {
    expect(await cloud.stack.plan()).toEqual([]);
  });

  test('has its six disks in three zones, in rings of 2 to the power of 12 partitions', async () => {
    for (const ring of ['account', 'container', 'object']) {
      const told = await shell(`swift-ring-builder /etc/swift/${ring}.builder`);
      expect(told).toContain('4096 partitions, 3.000000 replicas, 1 regions, 3 zones, 6 devices');
      for (const disk of DISKS) expect(told).toContain(` ${disk} `);
    }
  });

  test('keeps its image as an object of the project "service", which nobody else sees', async () => {
    const admin = client(() => openrc('/root/openrc'));
    const key = await shell("sed -n 's/^key = //p' /etc/glance/glance-swift-images.conf");
    const glance = client(async () => ({
      ...(await openrc('/root/openrc')),
      OS_USERNAME: 'glance',
      OS_PASSWORD: key.trim(),
      OS_PROJECT_NAME: 'service',
    }));
    const { id, checksum, size } = await admin.json<{ id: string; checksum: string; size: number }>(
      'image',
      'show',
      'cirros',
    );
    const [object, ...others] = await glance.json<Record<string, unknown>[]>('object', 'list', '--long', 'glance');
    expect(others).toEqual([]);
    expect(object).toMatchObject({ Name: id, Bytes: size, Hash: checksum });
    expect(await admin.json('container', 'list')).toEqual([]);
    expect(await shell('ls -A /var/lib/glance/images')).toBe('');
  });

  test('lets joe have a token, and no list of users', async () => {
    const joe = client(() => openrc('/root/openrc-joe'));
    expect(await joe.json('token', 'issue')).toHaveProperty('id');
    await expect(joe.run('user', 'list')).rejects.toThrow('403');
  });

  test('does all that the guide checks: token, catalog, image, object, volume, instance, login, screen; and nothing of that stays', async () => {
    const { code, outcomes } = await verify(cloud);
    expect(outcomes.filter(({ isPassed }: Outcome) => !isPassed)).toEqual([]);
    expect(code).toBe(0);
    expect(await cloud.stack.plan()).toEqual([]);
  });
});
