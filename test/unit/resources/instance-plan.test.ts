import { connect } from 'node:net';
import { Cloud } from '../../../lib/openstack/cloud';
import { ApiUnavailable } from '../../../lib/openstack/errors';
import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { computeInstance } from '../../../lib/resources/compute/instance';
import { isToBeRebuilt } from '../../../lib/resources/compute/instance-changes';
import { at, Diagnostics } from '../../../lib/schema/diagnostics';

/** Nobody listens there. */
const dial = async () => connect({ host: '127.0.0.1', port: 1 });
const credentials = {
  authUrl: 'http://127.0.0.1:1',
  user: 'admin',
  userDomain: 'Default',
  password: '',
  scope: 'system',
} as const;

const PRIOR = { cloud: 'main', name: 'it', flavor_id: 'f', image_id: 'old', power_state: 'active' };

describe('the plan of an instance whose APIs do not answer', () => {
  const cloud = new Cloud('main', { credentials, dial, interface: 'internal', region: null });
  const diagnostics = new Diagnostics();
  const plan = (prior: object, changes: object) => {
    const context = { runtime: { cloud: () => cloud }, signal: new AbortController().signal, diagnostics };
    const planned = { ...prior, power_state: 'active', on_image_change: 'replace', ...changes };
    return computeInstance.plan?.(context as never, { config: planned, prior, planned } as never);
  };
  afterAll(() => cloud.session.close());

  test.each([
    ['another image', 'new'],
    ['an image that is to be made', UNKNOWN],
  ])('replaces it for %s all the same', async (_, image_id) => {
    expect(await plan(PRIOR, { image_id })).toEqual({ replace: [at('image_id')] });
  });

  test('goes on without what they would have told', async () => {
    await expect(plan(PRIOR, { flavor_id: 'g' })).rejects.toThrow(ApiUnavailable);
  });

  test('knows that one from a shelf may wake on another host, and tells what was not looked at', async () => {
    const shelved = { ...PRIOR, power_state: 'shelved_offloaded' };
    expect(await plan(shelved, { flavor_id: 'g' })).toEqual({ planned: { host: UNKNOWN } });
    expect(diagnostics.all).toMatchObject([{ severity: 'warning', summary: 'The change of it was not checked' }]);
  });
});

test.each([
  [{ id: 'old' }, 'replace', false],
  [{ id: 'other' }, 'rebuild', true],
  ['' as const, 'replace', false],
])('an instance with the image %j is rebuilt for "old" where an image change means %s: %s', (image, how, expected) => {
  expect(isToBeRebuilt({ id: 'i', name: 'it', image }, { image_id: 'old', on_image_change: how })).toBe(expected);
});

test('an instance that is to be replaced is never rebuilt', () => {
  const rebuild = () =>
    isToBeRebuilt({ id: 'i', name: 'it', image: { id: 'old' } }, { image_id: 'new', on_image_change: 'replace' });
  expect(rebuild).toThrow('it (i) has the image old and is to have new');
});
