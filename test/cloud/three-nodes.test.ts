import { setTimeout as wait } from 'node:timers/promises';
import type { Outcome } from '../../lib/verify/verify';
import { reboot } from '../host/nftables';
import { imageAndKey } from './image-and-key';
import { type StandingExample, standingExample } from './standing-example';
import { verify } from './verified';

const NODES = ['node1', 'node2', 'node3'] as const;

describe('the example "cloud", on three nodes', () => {
  let cloud: StandingExample;
  const failed = (outcomes: readonly Outcome[]) => outcomes.filter(({ isPassed }) => !isPassed);

  beforeAll(async () => {
    cloud = await standingExample('cloud', NODES, imageAndKey);
  });

  test('is deployed in one run, and the next plan is empty', async () => {
    expect(await cloud.stack.plan()).toEqual([]);
  });

  test('does all that the guides check: token, catalog, image, object, volume, instance, login, screen; and nothing of that stays', async () => {
    const servers = '. /root/openrc; openstack server list -f value -c Name; openstack image list -f value -c Name';
    const before = await cloud.hosts.node1.shell(servers);
    const { code, outcomes } = await verify(cloud);
    expect(failed(outcomes)).toEqual([]);
    expect(code).toBe(0);
    expect(outcomes.map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        'Keystone gives a token',
        'An image comes back as it was given',
        'An object is listed, and comes back as it was given',
        'A volume becomes available',
        'An instance boots',
        'The instance lets in its key by SSH',
      ]),
    );
    expect(await cloud.hosts.node1.shell(servers)).toBe(before);
    expect(await cloud.stack.plan()).toEqual([]);
  });

  test('with a part that does not do its work, it says which, and goes on with the others', async () => {
    await cloud.hosts.node3.shell('systemctl stop swift-proxy');
    const { code, outcomes } = await verify(cloud);
    expect(code).toBe(1);
    expect(failed(outcomes).map(({ title }) => title)).toEqual([
      'Every service passes the probe it was deployed with',
      'Every service in the catalog answers',
      'An object is listed, and comes back as it was given',
    ]);
    await cloud.stack.apply();
    expect(failed((await verify(cloud)).outcomes)).toEqual([]);
  });

  test('is as it was some minutes after all three hosts were rebooted, without a deployment', async () => {
    await Promise.all(NODES.map((name) => reboot(cloud.hosts[name])));
    // Agents that had asked before there was anybody to answer ask again after a minute, and then after two.
    const end = Date.now() + 480_000;
    const isWell = () =>
      verify(cloud).then(
        ({ code }) => code === 0,
        // Keystone does not answer yet.
        () => false,
      );
    while (!(await isWell()) && Date.now() < end) await wait(5_000);
    expect(failed((await verify(cloud)).outcomes)).toEqual([]);
    expect(await cloud.stack.plan()).toEqual([]);
  });
});
