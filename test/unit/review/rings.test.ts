import { pageOf } from '../../../lib/review/page/page';
import { planned, reviewOf } from './plan-of';

const ring = (devices: Record<string, number>, partitions: Record<string, number>, figures: object) => ({
  host: 'node1',
  type: 'object',
  policy_index: 0,
  replicas: 3,
  devices: Object.fromEntries(Object.entries(devices).map(([name, weight]) => [name, { zone: 1, weight }])),
  partitions,
  ...figures,
});
const [ONE, TWO] = ['192.0.2.11:6200/sdb1', '192.0.2.12:6200/sdb1'];

test('the figures of a ring are told before and after, with the devices whose partitions move', () => {
  const before = ring({ [ONE]: 100 }, { [ONE]: 3072 }, { balance: 0, dispersion: 0, partitions_pending: 0 });
  const after = ring(
    { [ONE]: 100, [TWO]: 100 },
    { [ONE]: 2048, [TWO]: 1024 },
    { balance: 33.33, dispersion: 0, partitions_pending: 512, partitions_moved: 1024 },
  );
  const [section] = pageOf(reviewOf([planned('swift_ring.object', before, after)])).sections;
  expect(section).toMatchObject({
    title: 'What moves in rings',
    items: [
      {
        text: 'On `node1`, ring `object`: changed.',
        table: [
          ['', 'before', 'after'],
          ['balance, %', '0', '33.33'],
          ['dispersion, %', '0', '0'],
          ['partitions moved to get there', '–', '1024'],
          ['partitions that wait', '0', '512'],
          ['replicas', '3', '3'],
          [`partitions on \`${ONE}\``, '3072 (weight 100)', '2048 (weight 100)'],
          [`partitions on \`${TWO}\``, 'not in it', '1024 (weight 100)'],
        ],
      },
    ],
  });
});

test('fewer replicas are a loss', () => {
  const before = ring({ [ONE]: 1 }, {}, { replicas: 3 });
  const { losses } = reviewOf([planned('swift_ring.object', before, { ...before, replicas: 2 })]);
  expect(losses).toMatchObject([{ says: 'replicas: everything is stored `2` times instead of `3`' }]);
});

test('a ring that stays as it is is not told of', () => {
  const same = ring({ [ONE]: 1 }, {}, {});
  expect(reviewOf([planned('swift_ring.object', same, same)]).rings).toEqual([]);
});
