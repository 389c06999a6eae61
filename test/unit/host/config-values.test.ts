import { ConfigMemory } from '../../../lib/host/config-files/config-memory';
import { IniDocument } from '../../../lib/ini';
import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { allKeys, type ConfigValues, keyNames, managedKeys, wantedKeys } from '../../../lib/resources/host/config-keys';
import { actualValues, importedValues } from '../../../lib/resources/host/config-reading';
import { configProblems } from '../../../lib/resources/host/config-rule';
import { HIDDEN, looksSecret } from '../../../lib/resources/host/config-secrets';

const NONE: ConfigValues = { settings: null, repeated: null, flags: null, absent: null };
const read = (text: string, known: Partial<ConfigValues>) => {
  const values = { ...NONE, ...known };
  return actualValues(IniDocument.parse(text), managedKeys(values), values);
};

describe('what a file says of our keys', () => {
  test.each<[string, string, Partial<ConfigValues>, Partial<ConfigValues>]>([
    ['a value', '[a]\nb = 2', { settings: { a: { b: '1' } } }, { settings: { a: { b: '2' } } }],
    [
      'the last of several values',
      '[a]\nb = 2\nb = 3',
      { settings: { a: { b: '1' } } },
      { settings: { a: { b: '3' } } },
    ],
    ['a missing key is left out, its section is not', '[c]', { settings: { a: { b: '1' } } }, { settings: { a: {} } }],
    [
      'white space around a value is spelling',
      '[a]\nb = 1',
      { settings: { a: { b: ' 1 ' } } },
      { settings: { a: { b: ' 1 ' } } },
    ],
    [
      'a hidden value stays hidden',
      '[a]\nb = 1',
      { settings: { a: { b: HIDDEN } } },
      { settings: { a: { b: HIDDEN } } },
    ],
    ['an empty section stays', '[a]\nb = 1', { settings: { a: {} } }, { settings: { a: {} } }],
    ['several values', '[a]\nb = 1\nb = 2', { repeated: { a: { b: ['1'] } } }, { repeated: { a: { b: ['1', '2'] } } }],
    ['no values where none are wanted', '[a]', { repeated: { a: { b: [] } } }, { repeated: { a: { b: [] } } }],
    ['no values where some are wanted', '[a]', { repeated: { a: { b: ['1'] } } }, { repeated: { a: {} } }],
    ['a flag', '[a]\nb\nc = 1', { flags: { a: ['b', 'c', 'd'] } }, { flags: { a: ['b'] } }],
    [
      'an absent key',
      '[a]\nb\nc = 1',
      { absent: { a: ['b', 'c', 'd'], e: ['f'] } },
      { absent: { a: ['d'], e: ['f'] } },
    ],
    [
      'keys with names of JavaScript',
      '[__proto__]\nconstructor = 1',
      { settings: JSON.parse('{"__proto__":{"constructor":"0"}}') },
      { settings: JSON.parse('{"__proto__":{"constructor":"1"}}') },
    ],
  ])('%s', (_, text, known, actual) => {
    expect(read(text, known)).toEqual({ ...NONE, ...actual });
  });

  test('a key that is ours is found again even when the state has lost sight of it', () => {
    const managed = managedKeys({ ...NONE, settings: { a: { b: '1' } } });
    expect(actualValues(IniDocument.parse('[a]\nb = 1'), managed, { ...NONE, settings: { a: {} } }).settings).toEqual({
      a: { b: '1' },
    });
  });
});

test('an import takes every key, in the attribute that can hold it', () => {
  const text = 'x = 1\n[a]\nb = 1\nb = 2\nflag\nempty =\npassword = x\n';
  expect(importedValues(IniDocument.parse(text))).toEqual({
    settings: { '': { x: '1' }, a: { empty: '', password: HIDDEN } },
    repeated: { a: { b: ['1', '2'] } },
    flags: { a: ['flag'] },
    absent: null,
  });
});

test.each<[string, string, boolean]>([
  ['connection', 'mysql+pymysql://nova:pw@db/nova', true],
  ['transport_url', 'rabbit://a:b@h1,c:d@h2/', true],
  ['admin_password', 'x', true],
  ['passwd', 'x', true],
  ['metadata_proxy_shared_secret', 'x', true],
  ['auth_encryption_key', '0123456789abcdef', true],
  ['swift_hash_path_suffix', 'x', true],
  ['kek', 'aGVsbG8=', true],
  ['server_proxyclient_address', '10.0.0.1', false],
  ['auth_url', 'http://keystone:5000/v3', false],
  ['connection', 'sqlite:////var/lib/x.db', false],
  ['ssl_key', '/etc/ssl/private/key.pem', false],
  ['password_all_samples', 'true', false],
  ['token_expiration', '3600', false],
  ['monkey', 'x', false],
])('%s = %s looks like a secret: %s', (key, value, secret) => {
  expect(looksSecret(key, value)).toBe(secret);
});

test('what is wanted is trimmed, and of several values only repeated ones count all', () => {
  expect(
    wantedKeys({
      settings: { a: { b: ' 1 ' } },
      repeated: { a: { c: ['1 ', '2'] } },
      flags: { a: ['d'] },
      absent: { a: ['e'] },
    }),
  ).toEqual([
    { name: { section: 'a', key: 'b' }, values: ['1'], lastCounts: true },
    { name: { section: 'a', key: 'c' }, values: ['1', '2'], lastCounts: false },
    { name: { section: 'a', key: 'd' }, values: [null], lastCounts: true },
    { name: { section: 'a', key: 'e' }, values: [], lastCounts: false },
  ]);
});

test('several accounts of what is ours are joined, each key once', () => {
  const one = managedKeys({ ...NONE, settings: { a: { b: '', c: '' } } });
  const other = managedKeys({ ...NONE, settings: { a: { c: '' } }, absent: { d: ['e'] } });
  const both = [
    { section: 'a', key: 'b' },
    { section: 'a', key: 'c' },
    { section: 'd', key: 'e' },
  ];
  expect(keyNames(one, other)).toEqual(both);
  expect(keyNames(allKeys(one, other))).toEqual(both);
});

test('what is unknown while planning is not judged, what is known beside it is', () => {
  expect(configProblems({ settings: UNKNOWN, repeated: null, flags: null, absent: null })).toEqual([]);
  const problems = configProblems({ ...NONE, settings: { a: { b: UNKNOWN, 'c=': '1' }, d: UNKNOWN } });
  expect(problems.map(({ path }) => path)).toEqual([[{ attribute: 'settings' }, { key: 'a' }, { key: 'c=' }]]);
});

test('the memory of a file keeps the first original of a key, across runs, until it is forgotten', () => {
  const name = { section: 'a', key: 'b' };
  const first = ConfigMemory.parse(undefined);
  first.keep(IniDocument.parse('[a]\nb = 1'), name);
  const later = ConfigMemory.parse(JSON.stringify(first));
  later.keep(IniDocument.parse('[a]\nb = 2'), name);
  expect(later.recall([name, { section: 'a', key: 'other' }])).toEqual([
    { name, originals: [{ lines: ['b = 1'], after: '[', index: 0 }] },
  ]);
  later.forget([name], []);
  expect(later.recall([name])).toEqual([]);
});
