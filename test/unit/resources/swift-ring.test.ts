import type { RingForecast } from '../../../lib/host/swift/ring-report';
import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { swiftRing } from '../../../lib/resources/object-store/ring';
import { ringAttributes } from '../../../lib/resources/object-store/ring-attributes';
import { layoutOf, partitionsOf, wantedRing } from '../../../lib/resources/object-store/ring-devices';
import { ringProblems } from '../../../lib/resources/object-store/ring-rules';
import { judgedAt, timeOf, timeText } from '../../../lib/resources/object-store/ring-time';
import { warnOf } from '../../../lib/resources/object-store/ring-warnings';
import { Diagnostics } from '../../../lib/schema/diagnostics';

const A = '192.0.2.1:6200/sdb1';
const B = '192.0.2.2:6200/sdb1';
const C = '[2001:DB8:0::3]:6200/sdb1';
const device = (weight: number) => ({
  region: 1,
  zone: 1,
  weight,
  replication_ip: null,
  replication_port: null,
  meta: '',
});
const nothing = Object.fromEntries(Object.keys(ringAttributes).map((name) => [name, null]));
const problems = (values: object) =>
  ringProblems({ ...nothing, host: 'node1', type: 'object', ...values } as never).map(({ detail }) => detail);

test.each([
  [{ devices: { [A]: device(1), [B]: device(1), [C]: device(0.5) } }, []],
  [
    { devices: { [A]: device(1), [B]: device(1), [C]: device(0) } },
    ['replicas is 3, and 2 devices have a weight above 0'],
  ],
  [{ devices: { [A]: device(1) }, replicas: 2.5 }, ['replicas is 2.5, and one device has a weight above 0']],
  [{ devices: { [A]: device(1) }, replicas: 1 }, []],
  [{ devices: UNKNOWN, replicas: 9 }, []],
  [{ devices: { [A]: { ...device(1), weight: UNKNOWN } } }, []],
  [{ devices: { [A]: UNKNOWN } }, []],
  [
    { devices: { [C]: device(1), '[2001:db8::3]:6200/sdb1': device(1) }, replicas: 1 },
    ['are the same device in two spellings'],
  ],
  [{ type: 'account', policy_index: 1, devices: UNKNOWN }, ['policy_index is 1, and type is "account"']],
  [{ type: 'account', policy_index: 0, devices: UNKNOWN }, []],
  [{ distribute_to: ['node2', 'node1'], devices: UNKNOWN }, ['distribute_to names node1']],
])('of a ring %j is told %j', (values, expected) => {
  const found = problems(values);
  expect(found).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
});

test.each([
  ['part_power', 0],
  ['part_power', 33],
  ['part_power', 1.5],
  ['replicas', 0.9],
  ['min_part_hours', -1],
  ['min_part_hours', 256],
  ['overload', -0.1],
  ['policy_index', -1],
  ['type', 'proxy'],
  ['devices', {}],
  ['devices', { sdb1: device(1) }],
  ['distribute_to', []],
] as const)('%s %j is refused', (name, value) => {
  const rules = ringAttributes[name].validate as readonly { problem(value: unknown): string | undefined }[];
  expect(rules.map((rule) => rule.problem(value)).filter(Boolean)).toHaveLength(1);
});

test('a negative weight and a port that is none are refused', () => {
  const problem = (name: string, value: number) =>
    ringAttributes.devices.nested?.attributes[name]?.validate?.[0]?.problem(value);
  expect(problem('weight', -1)).toContain('at least 0');
  expect(problem('weight', 0)).toBeUndefined();
  expect(problem('replication_port', 0)).toContain('from 1 to 65535');
});

test('a builder is told in the spelling of the configuration, and an address that is Swift’s default is not one', () => {
  const told = (ip: string, over: object = {}) => ({
    ip,
    port: 6200,
    device: 'sdb1',
    region: 1,
    zone: 1,
    weight: 5,
    replication_ip: ip,
    replication_port: 6200,
    meta: '',
    partitions: 7,
    ...over,
  });
  const report = {
    devices: [
      told('192.0.2.1'),
      told('192.0.2.2', { replication_ip: '198.51.100.2', replication_port: 6300 }),
      told('2001:db8::3'),
    ],
  } as unknown as RingForecast;
  const before = { [C]: { ...device(5), replication_ip: '2001:DB8::3' } };
  expect(layoutOf(report, before)).toEqual({
    devices: {
      [A]: device(5),
      [B]: { ...device(5), replication_ip: '198.51.100.2', replication_port: 6300 },
      [C]: { ...device(5), replication_ip: '2001:DB8::3' },
    },
    partitions: { [A]: 7, [B]: 7, [C]: 7 },
  });
  expect(Object.keys(partitionsOf(report, before))).toEqual([A, B, C]);
  const wanted = { part_power: 8, replicas: 3, min_part_hours: 1, overload: 0 };
  expect(wantedRing({ ...wanted, devices: { [C]: device(5) } })).toEqual({
    ...wanted,
    devices: [{ ip: '2001:db8::3', port: 6200, device: 'sdb1', ...device(5) }],
  });
});

test('the time of a rebalance goes in hours from when all may move, so that a plan and its apply judge by the same', () => {
  const free = 1_795_730_867;
  expect([0, 1, 3599, 3600, 7300].map((more) => judgedAt(free + more, free) - free)).toEqual([0, 0, 0, 3600, 7200]);
  expect([1, 3599, 3600, 3601].map((less) => judgedAt(free - less, free) - free)).toEqual([-3600, -3600, -3600, -7200]);
  // Swift counts no more than 255 hours, so a look a month later tells nothing new.
  expect(judgedAt(free + 40 * 86_400, free)).toBe(judgedAt(free + 50 * 86_400, free));
  expect(timeText(free)).toBe('2026-11-26T22:07:47Z');
  expect(timeOf(timeText(free))).toBe(free);
});

describe('a warning', () => {
  const forecast = (over: Partial<RingForecast>): RingForecast =>
    ({
      removed: [],
      several: 0,
      together: 0,
      dropped: 0,
      moved: 0,
      pending: 0,
      free_at: 1_795_730_867,
      min_part_hours: 1,
      ...over,
    }) as RingForecast;
  const told = (over: Partial<RingForecast>) => {
    const diagnostics = new Diagnostics();
    warnOf(forecast(over), 'object', diagnostics);
    return diagnostics.all.map(({ summary, detail }) => `${summary}: ${detail}`);
  };
  const gone = { ip: '192.0.2.1', port: 6200, device: 'sdb1', partitions: 192 };

  test('is not given where nothing waits and nothing goes', () => {
    expect(told({ moved: 9 })).toEqual([]);
  });

  test('tells until when partitions wait that cannot move now', () => {
    expect(told({ pending: 192 })).toEqual([expect.stringContaining('192 replicas cannot move yet')]);
    expect(told({ pending: 192 })[0]).toContain('Apply again from 2026-11-26T22:07:47Z on');
    expect(told({ pending: 1, moved: 5, min_part_hours: 24 })[0]).toContain('1 replica cannot move yet');
    expect(told({ pending: 1, moved: 5, min_part_hours: 24 })[0]).toContain(
      'Apply again from 24 hours after this apply on',
    );
  });

  test('tells of replicas that are dropped, and of partitions of which several replicas move at once', () => {
    expect(told({ moved: 9, dropped: 256 })).toEqual([expect.stringContaining('has 256 replicas of partitions fewer')]);
    expect(told({ moved: 9, together: 1 })).toEqual([
      expect.stringContaining('Of 1 partition of the ring object more'),
    ]);
    expect(told({ moved: 9, together: 1, removed: [gone] })).toHaveLength(1);
  });

  test('names a device that goes with its partitions, and how many lose more than one replica', () => {
    expect(told({ removed: [gone] })).toEqual([
      expect.stringContaining(`The ring object loses ${A} with 192 partitions`),
    ]);
    expect(told({ removed: [gone] })[0]).not.toContain('more than one replica');
    expect(told({ removed: [gone, { ...gone, ip: '192.0.2.2' }], several: 12 })[0]).toContain(
      '12 partitions lose more than one replica',
    );
  });
});

test.each([
  ['node1:/etc/swift/object-1.builder', { host: 'node1', directory: '/etc/swift', type: 'object', policy_index: 1 }],
  ['node1:/srv/rings/account.builder', { host: 'node1', directory: '/srv/rings', type: 'account', policy_index: 0 }],
  ['node1:object', undefined],
  ['/etc/swift/object.builder', undefined],
])('the id %s names %j', (id, told) => {
  expect(swiftRing.import?.parse(id)).toEqual(told);
});
