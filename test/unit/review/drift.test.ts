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

test('a service that restarts only because a file is put back is nothing that the change asks for', () => {
  const service = { host: 'node1', name: 'nova-api.service', active: true };
  const restart = (key: string) =>
    planned('service.nova', { ...service, restart_on: { [key]: '2' } }, service, {
      change: { after: { ...service, restart_on: {} }, after_unknown: { restart_on: { [key]: true } } },
    });
  const [deployed, there] = [file('192.0.2.11', 'False'), file('10.0.0.1', 'False')];
  const drift = { resource_drift: [planned(FILE, deployed, there)] };
  const putBack = reviewOf([planned(FILE, there, deployed), restart('/etc/nova/nova.conf')], drift);
  expect([putBack.asked.length, putBack.interruptions.length]).toEqual([0, 1]);
  const beside = reviewOf([planned(FILE, there, deployed), restart('/etc/other.conf')], drift);
  expect(beside.asked).toMatchObject([{ type: 'stackwright_service' }]);
});

test('what an apply leaves unknown of something that it puts back is no change of its own', () => {
  const there = { host: 'node3', mount_point: '/srv', mounted: false, mode: '0755' };
  const after = { ...there, mounted: true, mode: undefined };
  const change = planned('filesystem.a', there, after, { change: { after_unknown: { mode: true } } });
  const { drift, asked } = reviewOf([change], {
    resource_drift: [planned('filesystem.a', { ...there, mounted: true }, there)],
  });
  expect([drift.length, asked.length]).toEqual([1, 0]);
});

test('facts of a host that change by themselves were changed by nobody', () => {
  const host = (kernel: string) => ({ host: 'node1', hostname: 'node1', kernel });
  expect(reviewOf([], { resource_drift: [planned('host.a', host('6.1.0-1'), host('6.1.0-2'))] }).drift).toEqual([]);
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
