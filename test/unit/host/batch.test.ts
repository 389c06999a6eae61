import { setTimeout as wait } from 'node:timers/promises';
import { Batch } from '../../../lib/host/batch';

/** A batch that doubles numbers, and the sizes of the batches that it was asked for. */
function doubling(options: { milliseconds?: number; most?: number; lanes?: number } = {}) {
  const sizes: number[] = [];
  const batch = new Batch<number, number>(
    async (questions) => {
      sizes.push(questions.length);
      await wait(options.milliseconds ?? 1);
      return questions.map((question) => (question < 0 ? new RangeError(`${question} is negative`) : 2 * question));
    },
    options.most,
    options.lanes,
  );
  return { batch, sizes };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test('questions that come together share one answer, in their order', async () => {
  const { batch, sizes } = doubling();
  expect(await Promise.all(numbers(50).map((number) => batch.ask(number)))).toEqual(numbers(50).map((n) => 2 * n));
  expect(sizes).toEqual([50]);
});

test('a batch holds no more than it may, and no more are under way than there are lanes', async () => {
  const { batch, sizes } = doubling({ most: 20, lanes: 1 });
  await Promise.all(numbers(50).map((number) => batch.ask(number)));
  expect(sizes).toEqual([20, 20, 10]);
});

test('an error among the answers fails that question alone', async () => {
  const { batch } = doubling();
  const answers = await Promise.allSettled([batch.ask(1), batch.ask(-1), batch.ask(2)]);
  expect(answers).toMatchObject([{ value: 2 }, { reason: { message: '-1 is negative' } }, { value: 4 }]);
});

test.each<[string, () => Promise<number[]>]>([
  ['rejects', () => Promise.reject(new Error('lost'))],
  [
    'throws at once',
    () => {
      throw new Error('lost');
    },
  ],
])('what fails as a whole (%s) fails every question, and later ones are asked again', async (_, fail) => {
  let failing = true;
  const batch = new Batch<number, number>((questions) => (failing ? fail() : Promise.resolve([...questions])));
  const answers = await Promise.allSettled([batch.ask(1), batch.ask(2)]);
  expect(answers).toMatchObject([{ reason: { message: 'lost' } }, { reason: { message: 'lost' } }]);
  failing = false;
  expect(await batch.ask(3)).toBe(3);
});

test('too few answers are a failure, never taken for "nothing is there"', async () => {
  const batch = new Batch<number, number | null>(async () => [null]);
  await expect(Promise.all([batch.ask(1), batch.ask(2)])).rejects.toThrow('2 questions got 1 answers.');
});

test('who aborts waits no longer, and the others get their answer', async () => {
  const { batch } = doubling({ milliseconds: 100 });
  const controller = new AbortController();
  const [aborted, other] = [batch.ask(1, controller.signal), batch.ask(2)];
  controller.abort(new Error('stopped'));
  await expect(aborted).rejects.toThrow('stopped');
  expect(await other).toBe(4);
});
