import { after, killedApply, leftoversEnd, randomMoments, VICTIMS } from '../host/killed-apply';
import { reboot } from '../host/nftables';
import { imageAndKey } from './image-and-key';
import { type StandingExample, standingExample } from './standing-example';
import { verify } from './verified';

const NODES = ['node1', 'node2', 'node3'] as const;
/** One of each kind: many more are for whoever has changed how things are made. */
const KILLS = Number(process.env.STACKWRIGHT_KILLS ?? VICTIMS.length);

// The first of the files that stand on this cloud: it makes it.
describe(`the first deployment of the example "cloud", with a node rebooted and ${KILLS} kills at random moments`, () => {
  let cloud: StandingExample;
  const bare = async () => {
    cloud = await standingExample('cloud', NODES, imageAndKey, 'bare');
    await cloud.example.cdktf('synth');
    await cloud.stack.succeed('init', '-input=false', '-no-color');
  };

  test('tells which host went away, and the next one makes the rest', async () => {
    await bare();
    const { node3 } = cloud.hosts;
    let ended = false;
    const applied = cloud.stack.terraform('apply', '-auto-approve', '-no-color', '-input=false').finally(() => {
      ended = true;
    });
    await node3.shell('until pgrep -x dpkg; do sleep 0.2; done');
    expect(ended).toBe(false);
    await reboot(node3);
    const { ok, text } = await applied;
    expect(ok).toBe(false);
    expect(text).toContain('node3');
    await cloud.stack.apply();
    expect(await cloud.stack.plan()).toEqual([]);
  });

  test('goes on where it was killed, each time, until the plan is empty and the cloud does its work', async () => {
    const next = randomMoments(2_000, 40_000);
    await bare();
    for (let kills = 0; kills < KILLS; ) {
      const victims = VICTIMS[kills % VICTIMS.length] as RegExp;
      if (await killedApply(cloud.stack, () => after(next()), victims)) kills++;
      // It has come to its end before: the next ones are for another first deployment.
      else await bare();
      for (const name of NODES) await leftoversEnd(cloud.hosts[name]);
    }
    await cloud.stack.apply();
    expect(await cloud.stack.plan()).toEqual([]);
    const { outcomes } = await verify(cloud);
    expect(outcomes.filter(({ isPassed }) => !isPassed)).toEqual([]);
  });
});
