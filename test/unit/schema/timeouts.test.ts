import { looking, timeoutSeconds, withinTime } from '../../../lib/schema/timeouts';

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

test('a timeout of months is not over at once', async () => {
  const done = new Promise<string>((resolve) => setTimeout(() => resolve('done'), 20));
  expect(await withinTime('create', 90 * 24 * 3600, never, (signal) => looking(signal, done))).toBe('done');
});

test('a look ends with its signal, though what it waits for never ends', async () => {
  const forever = new Promise<never>(() => undefined);
  await expect(withinTime('read', 0.01, never, (signal) => looking(signal, forever))).rejects.toMatchObject({
    summary: 'Not done within 0.01 seconds',
  });
});

test("the user's stop is told from a timeout", async () => {
  const stop = new AbortController();
  const running = withinTime('create', 60, stop.signal, hanging);
  stop.abort(new Error('stopped by the user'));
  await expect(running).rejects.toThrow('stopped by the user');
});
