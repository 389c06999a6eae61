import { paragraphs } from '../../../cli/doctor';
import { clocks } from '../../../lib/doctor/diagnoses/clocks';
import { letsIn } from '../../../lib/doctor/diagnoses/instances';
import { rings } from '../../../lib/doctor/diagnoses/rings';
import { units } from '../../../lib/doctor/diagnoses/units';
import type { Examination, Examined } from '../../../lib/doctor/examination';
import { explanation } from '../../../lib/doctor/known-words';

/** Hosts of which a diagnosis sees only what a test says. */
function examination(...hosts: object[]): Examination {
  return { hosts } as unknown as Examination;
}

describe('clocks', () => {
  const host = (name: string, clockAhead: number, clockDoubt = 0.1) => ({ name, clockAhead, clockDoubt });

  test('that agree are not told of, even where this machine is astray', () => {
    expect(clocks.look(examination(host('a', 90), host('b', 92), host('c', 91)))).toEqual([]);
  });

  test('that differ are told of', async () => {
    const found = await clocks.look(examination(host('a', 0), host('b', -61.7), host('c', 0.2)));
    expect(found.map(({ cause }) => cause.slice(0, 50))).toEqual([
      'The clock of b is 62 s behind those of the other h',
    ]);
  });

  test('that could not be read exactly are given the benefit of the doubt', () => {
    expect(clocks.look(examination(host('a', 0), host('b', 8, 4), host('c', 0)))).toEqual([]);
  });
});

describe('units', () => {
  const unit = { name: 'nova-api.service', active: true, reads: [], port: 8774 };
  const host = (facts: object, listeners: object[] = []) =>
    examination({
      name: 'node1',
      wanted: { units: [unit] },
      facts: { units: new Map([['nova-api.service', facts]]), listeners },
    });
  const taken = { state: 'restarting', restarts: 3, said: ['bind(): Address already in use [core/socket.c line 769]'] };

  test('whose port is taken are told of with who has it', async () => {
    const listener = { address: '0.0.0.0', port: 8774, process: 'nc', pid: 42, unit: 'other.service' };
    const [finding] = await units.look(host(taken, [listener]));
    expect(finding?.cause).toBe(
      'nova-api.service on node1 cannot start: port 8774 is taken by nc (process 42 of other.service), which listens at 0.0.0.0.',
    );
    expect(finding?.places).toEqual([{ host: 'node1', unit: 'nova-api.service', log: taken.said[0] }]);
    expect(finding?.fix).toContain('systemctl stop other.service');
  });

  test('that still try to get their port are told of, and those that have it are not', async () => {
    const active = { state: 'active', restarts: 0, said: [] };
    const at = (unit: string) => ({ address: '0.0.0.0', port: 8774, process: 'p', pid: 1, unit });
    expect(await units.look(host(active, [at('other.service')]))).toHaveLength(1);
    expect(await units.look(host(active, [at('other.service'), at('nova-api.service')]))).toEqual([]);
  });

  test('whose port has become free again only have to be started', async () => {
    const [finding] = await units.look(host(taken));
    expect(finding?.cause).toContain('Nobody listens there any more.');
  });

  test('that end each time are told of with what they said', async () => {
    const said = ['starting', "Feature 'linuxbridge' is experimental and has to be explicitly enabled", 'exiting'];
    const [finding] = await units.look(host({ state: 'restarting', restarts: 9, said }));
    expect(finding?.cause).toContain('ends each time it is started (9 times): Neutron refuses the Linux bridge driver');
    expect(finding?.places[0]?.log).toBe(said[1]);
  });

  test('that run, and those that are not to, are not told of', async () => {
    expect(await units.look(host({ state: 'active', restarts: 4, said: ['ERROR'] }))).toEqual([]);
  });
});

test.each([
  ['AMQP server on 192.0.2.11:5672 is unreachable: [Errno 111] ECONNREFUSED', 'it cannot reach RabbitMQ.'],
  ["(pymysql.err.OperationalError) (1045, \"Access denied for user 'glance'@'h'\")", 'MariaDB does not take'],
  ['libvirt.libvirtError: internal error: Cannot find suitable emulator for x86_64', 'libvirt has no emulator'],
  ['OSError: [Errno 12] Cannot allocate memory', 'the host has no memory left.'],
])('%s is understood', (line, cause) => {
  expect(explanation(['something', line, 'more'])).toMatchObject({ cause: expect.stringContaining(cause), line });
});

test('a ring that differs, and one that is missing, are told of', async () => {
  const path = '/etc/swift/object.ring.gz';
  const host = (name: string, hash: string | undefined, wanted: object[] = []): Partial<Examined> => ({
    name,
    wanted: { rings: wanted } as unknown as Examined['wanted'],
    facts: { rings: new Map(hash === undefined ? [] : [[path, hash]]) } as unknown as Examined['facts'],
  });
  const wanted = [{ directory: '/etc/swift', name: 'object', copies: ['same', 'other', 'none'] }];
  const found = await rings.look(
    examination(host('here', 'a', wanted), host('same', 'a'), host('other', 'b'), host('none', undefined)),
  );
  expect(found.map(({ places }) => places.map((place) => place.host))).toEqual([['other', 'here'], ['none']]);
  const alone = await rings.look(examination(host('here', undefined, [{ ...wanted[0], copies: [] }])));
  expect(alone.map(({ cause }) => cause)).toEqual([expect.stringContaining('here has no /etc/swift/object.ring.gz')]);
});

describe('a rule of a security group', () => {
  const rule = {
    id: 'r',
    security_group_id: 'g',
    description: null,
    direction: 'ingress' as const,
    ethertype: 'IPv4' as const,
    protocol: 'tcp',
    port_range_min: 22,
    port_range_max: 22,
    remote_ip_prefix: null,
    remote_group_id: null,
  };

  test.each([
    ['lets SSH in', {}, true],
    ['lets any port in', { port_range_min: null, port_range_max: null }, true],
    ['lets any protocol in', { protocol: null, port_range_min: null, port_range_max: null }, true],
    ['is of another port', { port_range_min: 80, port_range_max: 80 }, false],
    ['is of its own group', { remote_group_id: 'g' }, false],
    ['lets out', { direction: 'egress' as const }, false],
    ['is of the other protocol', { protocol: 'icmp' }, false],
  ])('%s', (_, change, lets) => {
    expect(letsIn({ ...rule, ...change }, 'tcp', 22)).toBe(lets);
  });
});

test('people are told of problems first, and how many there are', () => {
  const finding = (severity: 'problem' | 'note', cause: string) => ({
    subject: 's',
    severity,
    cause,
    places: [{ host: 'node1', file: '/etc/a.conf', key: '[a] b', log: 'it said' }],
    fix: 'Mend it.',
  });
  const report = {
    stack: 'cloud',
    healthy: false,
    findings: [finding('note', 'Closed.'), finding('problem', 'Broken.')],
    hosts: ['node1'],
    clouds: ['main'],
    unseen: [{ subject: 'daemons', why: 'Nova does not answer.' }],
  };
  const place = '  where: node1  /etc/a.conf  [a] b\n    log: it said\n  fix: Mend it.';
  expect(paragraphs(report)).toBe(
    `Problem: Broken.\n${place}\n\nNote: Closed.\n${place}\n\nNot looked at: daemons. Nova does not answer.\n\n1 problem found, 1 note, in 1 host and 1 cloud of the stack "cloud".`,
  );
  expect(paragraphs({ ...report, findings: [], unseen: [] })).toBe(
    'No problem found, in 1 host and 1 cloud of the stack "cloud".',
  );
});
