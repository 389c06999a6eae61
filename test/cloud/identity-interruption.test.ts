import { killedApply, VICTIMS } from '../host/killed-apply';
import { type IdentityWorld, identityWorld, TRACES } from './identity-world';

const MOMENTS = 20;

describe(`the first apply of the example "identity", killed at ${MOMENTS} random moments`, () => {
  let world: IdentityWorld;
  let found: string;

  beforeAll(async () => {
    world = await identityWorld();
    found = await world.host.shell(TRACES);
    await world.stack.succeed('init', '-input=false', '-no-color');
  });
  afterAll(() => world.close());

  test('goes on with the next one each time, and nothing is there twice in the end', async () => {
    for (let moment = 0; moment < MOMENTS; moment++) {
      await killedApply(world.stack, 1_000 + Math.random() * 11_000, VICTIMS[moment % VICTIMS.length] as RegExp);
    }
    await world.stack.apply();
    expect(await world.stack.plan()).toEqual([]);
    const admin = await world.client('/root/openrc');
    const namesOf = async (...words: string[]) =>
      (await admin.json<{ Name: string }[]>(...words)).map(({ Name }) => Name).sort();
    expect(await namesOf('user', 'list')).toEqual(['admin', 'glance', 'joe', 'nova', 'swift']);
    expect(await namesOf('role', 'list')).toEqual(['admin', 'member', 'reader', 'user']);
    expect(await namesOf('project', 'list')).toEqual(['admin', 'service', 'trial']);
    expect(await namesOf('service', 'list')).toEqual(['keystone', 'swift']);
    expect(await admin.json('endpoint', 'list')).toHaveLength(9);
  }, 1_200_000);

  test('is destroyed without a trace all the same', async () => {
    await world.stack.destroy();
    expect(await world.host.shell(TRACES)).toBe(found);
  });
});
