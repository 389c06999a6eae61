import { pageOf } from '../../../lib/review/page/page';
import { type Planned, planned, reviewOf } from './plan-of';

const file = (ip: string, debug: string, revision = '1') => ({
  host: 'node1',
  path: '/etc/nova/nova.conf',
  settings: { DEFAULT: { my_ip: ip, debug } },
  revision,
});
const FILE = 'config_file.nova';

/** Drift from what was deployed to what is there, and the plan from there on. */
function drifted(deployed: object | null, there: object | null, wanted: object | null) {
  const change: readonly Planned[] = [planned(FILE, there as never, wanted as never)];
  return reviewOf(change, { resource_drift: [planned(FILE, deployed as never, there as never)] });
}

test('what somebody has changed is put back, and is nothing that this change asks for', () => {
  const review = drifted(file('192.0.2.11', 'False'), file('10.0.0.1', 'False', '2'), file('192.0.2.11', 'False', '3'));
  expect(review.drift).toMatchObject([
    { fate: 'put back', isGone: false, edits: [{ path: ['settings', 'DEFAULT', 'my_ip'] }] },
  ]);
  expect(review.changes).toHaveLength(1);
  expect(review.asked).toEqual([]);
  expect(pageOf(review).notes).toEqual(['1 of these only puts back what was changed by hand.']);
});

test('a change beside it is told without what is put back', () => {
  const review = drifted(file('192.0.2.11', 'False'), file('10.0.0.1', 'False'), file('192.0.2.11', 'True'));
  expect(review.drift).toMatchObject([{ fate: 'put back' }]);
  expect(review.asked).toMatchObject([
    { edits: [{ path: ['settings', 'DEFAULT', 'debug'], before: 'False', after: 'True' }] },
  ]);
});

test('what was configured as somebody had made it stays', () => {
  const there = file('10.0.0.1', 'False');
  expect(drifted(file('192.0.2.11', 'False'), there, there).drift).toMatchObject([{ fate: 'left' }]);
});

test('a change of the very key that somebody has changed is told by both', () => {
  const review = drifted(file('192.0.2.11', 'False'), file('10.0.0.1', 'False'), file('192.0.2.12', 'False'));
  expect(review.drift).toMatchObject([{ fate: 'changed' }]);
  expect(review.asked).toHaveLength(1);
});

test('what somebody has removed is made again', () => {
  const review = drifted(file('192.0.2.11', 'False'), null, file('192.0.2.11', 'False'));
  expect(review.drift).toMatchObject([{ fate: 'put back', isGone: true, edits: [] }]);
  expect(review.asked).toEqual([]);
  const [section] = pageOf(review).sections;
  expect(section?.items[0]?.text).toBe(
    'On `node1`, configuration file `/etc/nova/nova.conf` is there no more. This apply makes it again.',
  );
});

test('drift of which only the time of writing is known is told by that', () => {
  const same = file('192.0.2.11', 'False');
  expect(drifted(same, { ...same, revision: '2' }, { ...same, revision: '3' }).drift).toHaveLength(1);
});

test('nothing to do is said plainly, with what was changed by hand', () => {
  expect(pageOf(reviewOf([])).headline).toBe('Nothing to do: what is there is as it is configured.');
  const there = file('10.0.0.1', 'False');
  expect(pageOf(drifted(file('192.0.2.11', 'False'), there, there)).headline).toBe(
    'Nothing to do: what is there is as it is configured, though 1 resource was changed by hand.',
  );
});
