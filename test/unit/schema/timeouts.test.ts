import { timeoutSeconds, withinTime } from '../../../lib/schema/timeouts';

const never = new AbortController().signal;

/** Ends when it is aborted, as everything that waits must. */
const hanging = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test.each([
  ['90s', 90],
  ['10m', 600],
  ['1h30m', 5400],
  ['2h5m1s', 7501],
])('%s are %d seconds', (text, seconds) => {
  expect(timeoutSeconds('create', { create: 5 }, { create: text })).toBe(seconds);
});

test('what the resource declares counts where the user says nothing', () => {
  expect(timeoutSeconds('create', { create: 5 }, null)).toBe(5);
  expect(timeoutSeconds('create', { create: 5 }, { create: null, delete: '1s' })).toBe(5);
  expect(timeoutSeconds('create', {}, undefined)).toBeUndefined();
});

test('an operation whose time is up is stopped, and the error says which timeout to raise', async () => {
  await expect(withinTime('update', 0.01, never, hanging)).rejects.toMatchObject({
    summary: 'Not done within 0.01 seconds',
    detail: expect.stringContaining('raise timeouts.update'),
  });
});

test("the user's stop is told from a timeout", async () => {
  const stop = new AbortController();
  const running = withinTime('create', 60, stop.signal, hanging);
  stop.abort(new Error('stopped by the user'));
  await expect(running).rejects.toThrow('stopped by the user');
});
