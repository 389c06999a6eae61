import { setTimeout as wait } from 'node:timers/promises';
import { after, killedApply, leftoversEnd, randomMoments, VICTIMS } from '../host/killed-apply';
import { reboot } from '../host/nftables';
import { imageAndKey } from './image-and-key';
import { type StandingExample, standingExample } from './standing-example';
import { verify } from './verified';

const NODES = ['node1', 'node2', 'node3'] as const;
/** One of each kind: many more are for whoever has changed how things are made. */
const KILLS = Number(process.env.STACKWRIGHT_KILLS ?? VICTIMS.length);

// The first of the files that stand on this cloud: it makes it.
describe(`the first deployment of the example "cloud", killed at ${KILLS} random moments and with a node rebooted half-way`, () => {
  let cloud: StandingExample;
  // All of them before its end, which is minutes away. Terraform writes its state every 20 s: what was made since is found on the hosts.
  const next = randomMoments(2_000, 200_000 / KILLS);

  beforeAll(async () => {
    cloud = await standingExample('cloud', NODES, imageAndKey, 'bare');
    await cloud.example.cdktf('synth');
    await cloud.stack.succeed('init', '-input=false', '-no-color');
  });

  test('goes on with the next one, each time', async () => {
    for (let kills = 0; kills < KILLS; kills++) {
      const victims = VICTIMS[kills % VICTIMS.length] as RegExp;
      expect(await killedApply(cloud.stack, () => after(next()), victims)).toBe(true);
      for (const name of NODES) await leftoversEnd(cloud.hosts[name]);
    }
  });

  test('tells what a host could not do that is rebooted meanwhile, and does it with the next one', async () => {
    const applied = cloud.stack.terraform('apply', '-auto-approve', '-no-color', '-input=false');
    await wait(next());
    await reboot(cloud.hosts.node3);
    const { ok, text } = await applied;
    if (!ok) expect(text).toContain('node3');
    await cloud.stack.apply();
  });

  test('is then as if nothing had happened: the plan is empty, and the cloud does its work', async () => {
    expect(await cloud.stack.plan()).toEqual([]);
    const { outcomes } = await verify(cloud);
    expect(outcomes.filter(({ isPassed }) => !isPassed)).toEqual([]);
  });
});
