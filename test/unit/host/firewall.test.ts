import { addresses, addressTexts, meantNetwork, network } from '../../../lib/host/firewall/addresses';
import { parseMatch } from '../../../lib/host/firewall/listed-match';
import { parseListings } from '../../../lib/host/firewall/listing';
import { portRange, portRanges, portTexts } from '../../../lib/host/firewall/ports';
import { type FirewallRule, parseRuleFile, placeIn, renderRule, ruleFile } from '../../../lib/host/firewall/rule';
import { type FirewallSnapshot, isKept, placesOf, ruleNamed } from '../../../lib/host/firewall/snapshot';
import { deciding, parseSshPeer } from '../../../lib/host/firewall/ssh-peer';
import { together } from '../../../lib/host/firewall/together';

const RULE: FirewallRule = {
  name: 'keystone',
  protocol: 'tcp',
  ports: ['5000'],
  sources: null,
  interface: null,
  action: 'accept',
  order: 500,
  table: 'inet filter',
  chain: 'input',
};

test.each([
  [
    ['5000', '5001-5002', '80'],
    ['80', '5000-5002'],
  ],
  [['1-65535', '22'], ['1-65535']],
  [['2', '1'], ['1-2']],
])('ports %j are the ranges %j', (texts, ranges) => {
  expect(portTexts(portRanges(texts))).toEqual(ranges);
});

test.each(['0', '65536', '7-5', '', 'http', '-5', '5-', '1-2-3', ' 5'])('"%s" is no port', (text) => {
  expect(portRange(text)).toBeUndefined();
});

test.each([
  ['ip', ['10.0.0.0/8', '10.1.0.0/16', '11.0.0.0/8'], ['10.0.0.0/7']],
  ['ip', ['10.0.0.1', '10.0.0.2', '10.0.0.3', '2001:db8::1'], ['10.0.0.1', '10.0.0.2/31']],
  ['ip', ['0.0.0.0/0'], ['0.0.0.0/0']],
  ['ip6', ['2001:DB8:0:0::/64', '2001:db8:0:1::/64'], ['2001:db8::/63']],
  ['ip6', ['::', '::1', 'ffff::', '1::8'], ['::/127', '1::8', 'ffff::']],
  ['ip6', ['::ffff:10.0.0.1', '::/0'], ['::/0']],
  ['ip6', ['::ffff:10.0.0.1'], ['::ffff:a00:1']],
] as const)('the %s part of %j is %j', (family, texts, networks) => {
  expect(addressTexts(family, addresses(texts)[family])).toEqual(networks);
});

test.each(['10.0.0.0/33', '10.0.0', '::/129', 'node1', '10.0.0.1/', '1::2::3', 'fe80::1%eth0', ''])(
  '"%s" is no network',
  (text) => {
    expect(network(text)).toBeUndefined();
  },
);

test.each([
  ['10.0.0.5/8', '10.0.0.0/8'],
  ['2001:db8::1/32', '2001:db8::/32'],
  ['10.0.0.0/8', undefined],
  ['10.0.0.5', undefined],
  ['10.0.0.5/32', undefined],
])('with "%s" the network "%s" is meant', (text, meant) => {
  expect(meantNetwork(text)).toBe(meant);
});

test('a rule is the same text however it is spelled', () => {
  const text = renderRule({
    ...RULE,
    ports: ['81', '80'],
    sources: ['::1', '10.128.0.0/9', '10.0.0.0/9'],
    interface: 'e0',
  });
  expect(text).toBe(
    'add rule inet filter stackwright_input iifname "e0" ip saddr 10.0.0.0/8 tcp dport 80-81 accept comment "stackwright:keystone"\n' +
      'add rule inet filter stackwright_input iifname "e0" ip6 saddr ::1 tcp dport 80-81 accept comment "stackwright:keystone"\n',
  );
  expect(placeIn(text)).toEqual({ table: 'inet filter', chain: 'input' });
});

test('no line has a set in a table that iptables may use', () => {
  const rule = {
    ...RULE,
    table: 'ip filter',
    chain: 'INPUT',
    ports: ['1', '3-4'],
    sources: ['10.0.0.0/8', '192.0.2.1'],
  };
  expect(
    renderRule(rule).replace(/add rule ip filter stackwright_INPUT | accept comment "stackwright:keystone"/g, ''),
  ).toBe(
    'ip saddr 10.0.0.0/8 tcp dport 1\nip saddr 10.0.0.0/8 tcp dport 3-4\n' +
      'ip saddr 192.0.2.1 tcp dport 1\nip saddr 192.0.2.1 tcp dport 3-4\n',
  );
});

test('a file tells name and order, whatever the name', () => {
  for (const name of ['a', '00001-a', 'x.nft', '-_.']) {
    expect(parseRuleFile(ruleFile({ name, order: 42 }))).toEqual({ name, order: 42 });
  }
  expect(parseRuleFile('apply')).toBeUndefined();
});

const dport = (right: unknown) => ({
  match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right },
});
const saddr = (right: unknown) => ({
  match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right },
});
const proto = (right: unknown) => ({ match: { op: '==', left: { meta: { key: 'l4proto' } }, right } });

test('a rule of the kernel is read as nft lists it', () => {
  const match = parseMatch([
    { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth0' } },
    saddr({ set: [{ prefix: { addr: '10.0.0.0', len: 8 } }, '192.0.2.1', { range: ['192.0.2.4', '192.0.2.5'] }] }),
    dport({ set: [80, { range: [6000, 6002] }] }),
    { counter: { packets: 1, bytes: 1 } },
    { reject: { type: 'icmpx', expr: 'port-unreachable' } },
  ]);
  expect(match).toMatchObject({ protocol: 'tcp', interface: 'eth0', action: 'reject' });
  expect(portTexts(match?.ports ?? [])).toEqual(['80', '6000-6002']);
  expect(addressTexts('ip', match?.sources?.ip ?? [])).toEqual(['10.0.0.0/8', '192.0.2.1', '192.0.2.4/31']);
  expect(parseMatch([proto('ipv6-icmp'), { drop: null }])?.protocol).toBe('icmpv6');
  expect(parseMatch([proto(112), { drop: null }])?.protocol).toBe('vrrp');
});

test.each([
  ['no action', [dport(80)]],
  ['something after the action', [{ accept: null }, dport(80)]],
  ['a limit', [dport(80), { limit: { rate: 1, per: 'second' } }, { accept: null }]],
  ['a log', [{ log: null }, { accept: null }]],
  ['a negation', [{ match: { ...dport(80).match, op: '!=' } }, { accept: null }]],
  ['a named set', [dport('@web'), { accept: null }]],
  ['several protocols', [proto({ set: ['tcp', 'udp'] }), { accept: null }]],
  ['another protocol than the one of its ports', [proto('udp'), dport(80), { accept: null }]],
  ['ports twice', [dport(80), dport(81), { accept: null }]],
  ['another chain', [dport(80), { jump: { target: 'x' } }]],
])('a rule with %s is none of ours', (_, expr) => {
  expect(parseMatch(expr)).toBeUndefined();
});

test('lines are one rule when together they are every port from every source', () => {
  const known = { name: 'x', order: 1, table: 'ip filter', chain: 'INPUT' };
  const line = (source: string, port: number) => ({
    family: 'ip',
    table: 'filter',
    chain: 'stackwright_INPUT',
    expr: [saddr(source), dport(port), { accept: null }],
  });
  const lines = [line('10.0.0.1', 1), line('10.0.0.1', 3), line('10.0.0.9', 1), line('10.0.0.9', 3)];
  expect(together(lines, known)).toMatchObject({ ports: ['1', '3'], sources: ['10.0.0.1', '10.0.0.9'] });
  expect(together(lines.slice(2), known)).toMatchObject({ ports: ['1', '3'], sources: ['10.0.0.9'] });
  expect(together(lines.slice(1), known)).toBeNull();
  expect(together([], known)).toBeNull();
});

describe('what is seen of a rule', () => {
  const text = renderRule(RULE);
  const ruleOf = (chain: string, comment: string | undefined, expr: readonly unknown[]) => ({
    rule: { family: 'inet', table: 'filter', chain, comment, expr },
  });
  const jump = ruleOf('input', 'stackwright', [{ jump: { target: 'stackwright_input' } }]);
  const keystone = ruleOf('stackwright_input', 'stackwright:keystone', [dport(5000), { accept: null }]);
  const other = ruleOf('stackwright_input', 'stackwright:other', [dport(1), { drop: null }]);
  const snapshot = (...objects: object[]): FirewallSnapshot => ({
    hasNft: true,
    boots: true,
    files: new Map([['00500-keystone.nft', text]]),
    interfaces: [],
    listing: parseListings([JSON.stringify({ nftables: [{ metainfo: {} }, ...objects] })]),
  });
  const seen = (of: FirewallSnapshot) => ruleNamed(of, 'keystone', RULE);

  test('all that is in force and kept', () => {
    expect(seen(snapshot(jump, keystone))).toMatchObject({ inForce: RULE, active: true, text, order: 500 });
    expect(isKept(text, { ...RULE, ports: ['5000-5000'] })).toBe(true);
    expect(isKept(text, { ...RULE, ports: ['5001'] })).toBe(false);
  });

  test.each([
    ['without a jump', snapshot(keystone)],
    ['with a jump on a condition', snapshot(ruleOf('input', undefined, [dport(1), ...jump.rule.expr]), keystone)],
    ['behind a rule of nobody’s', snapshot(jump, ruleOf('stackwright_input', undefined, [{ drop: null }]), keystone)],
    ['behind one that comes later', { ...snapshot(jump, other, keystone), files: later(text) }],
    ['when nothing is in the kernel', snapshot()],
  ])('it is not in force %s', (_, of) => {
    expect(seen(of)?.active).toBe(false);
  });

  test('there is none when there is neither file nor kernel rule', () => {
    expect(seen({ ...snapshot(jump, other), files: new Map() })).toBeNull();
    expect(ruleNamed(snapshot(), 'other', null)).toBeNull();
  });

  test('places are those of files and of chains', () => {
    const chain = { chain: { family: 'ip', table: 'nat', name: 'stackwright_pre' } };
    expect(placesOf(snapshot(chain))).toEqual([
      { table: 'inet filter', chain: 'input' },
      { table: 'ip nat', chain: 'pre' },
    ]);
  });
});

function later(text: string): ReadonlyMap<string, string> {
  return new Map([
    ['00900-other.nft', renderRule({ ...RULE, name: 'other', order: 900 })],
    ['00500-keystone.nft', text],
  ]);
}

describe('our SSH connection', () => {
  const peer = parseSshPeer('10.0.0.9 22 eth0\n', 22);

  test('is as the host tells it', () => {
    expect(peer).toEqual({ address: '10.0.0.9', port: 22, interface: 'eth0' });
    expect(parseSshPeer('fe80::1%eth0 2222 \n', 22)).toEqual({ address: 'fe80::1', port: 2222, interface: null });
    expect(parseSshPeer('- - ', 2200)).toEqual({ address: null, port: 2200, interface: null });
  });

  const drop: FirewallRule = { ...RULE, name: 'drop', action: 'drop', protocol: null, ports: null };
  test.each<[string, FirewallRule[], string | undefined]>([
    ['anything', [drop], 'drop'],
    ['other ports', [{ ...drop, protocol: 'tcp', ports: ['23-30'] }], undefined],
    ['a range with its port', [{ ...drop, protocol: 'tcp', ports: ['20-30'] }], 'drop'],
    ['another protocol', [{ ...drop, protocol: 'udp' }], undefined],
    ['its address', [{ ...drop, sources: ['10.0.0.0/24'] }], 'drop'],
    ['another address', [{ ...drop, sources: ['10.0.1.0/24', '::/0'] }], undefined],
    ['its interface', [{ ...drop, interface: 'eth*' }], 'drop'],
    ['another interface', [{ ...drop, interface: 'eth1' }], undefined],
    ['the other family', [{ ...drop, table: 'ip6 filter' }], undefined],
    ['anything after it was let in', [{ ...RULE, ports: ['22'] }, drop], 'keystone'],
  ])('is decided over by a rule for %s: %#', (_, rules, decider) => {
    expect(deciding(rules, peer)?.name).toBe(decider);
  });

  test('is taken to be kept out where the host does not tell enough', () => {
    const unknown = { address: null, port: 22, interface: null };
    const accept = { ...RULE, ports: ['22'], sources: ['10.0.0.0/8'] };
    expect(deciding([accept, { ...drop, sources: ['10.0.0.0/8'], interface: 'eth0' }], unknown)?.name).toBe('drop');
  });
});
