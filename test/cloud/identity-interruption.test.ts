import { after, killedApply, leftoversEnd, randomMoments, VICTIMS } from '../host/killed-apply';
import { type IdentityWorld, identityWorld } from './identity-world';
import { TRACES } from './traces';

/** Six get it to its end or nearly so: many more are for whoever has changed how things are made. */
const INTERRUPTIONS = Number(process.env.STACKWRIGHT_KILLS ?? 6);

describe(`the first apply of the example "identity", killed at ${INTERRUPTIONS} random moments`, () => {
  let world: IdentityWorld;
  let found: string;

  beforeAll(async () => {
    world = await identityWorld();
    found = await world.host.shell(TRACES);
    await world.stack.succeed('init', '-input=false', '-no-color');
  });
  afterAll(() => world.close());

  const expectNothingTwice = async () => {
    expect(await world.stack.plan()).toEqual([]);
    const admin = await world.client('/root/openrc');
    const namesOf = async (...words: string[]) =>
      (await admin.json<{ Name: string }[]>(...words)).map(({ Name }) => Name).sort();
    expect(await namesOf('user', 'list')).toEqual(['admin', 'glance', 'joe', 'nova', 'swift']);
    expect(await namesOf('role', 'list')).toEqual(['admin', 'member', 'reader', 'user']);
    expect(await namesOf('project', 'list')).toEqual(['admin', 'service', 'trial']);
    expect(await namesOf('service', 'list')).toEqual(['keystone', 'swift']);
    expect(await admin.json('endpoint', 'list')).toHaveLength(9);
  };

  test('goes on with the next one, nothing is there twice, and it is destroyed without a trace', async () => {
    const next = randomMoments(1_000, 25_000);
    for (let interrupted = 0; interrupted < INTERRUPTIONS; ) {
      if (await killedApply(world.stack, () => after(next()), VICTIMS[interrupted % VICTIMS.length] as RegExp)) {
        interrupted++;
        continue;
      }
      // It came to its end before its time: it has converged, and the rest is for another first apply.
      await expectNothingTwice();
      await world.stack.destroy();
      expect(await world.host.shell(TRACES)).toBe(found);
    }
    await leftoversEnd(world.host);
    await world.stack.apply();
    await expectNothingTwice();
    await world.stack.destroy();
    expect(await world.host.shell(TRACES)).toBe(found);
  }, 1_800_000);
});
