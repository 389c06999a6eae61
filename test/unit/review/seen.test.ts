import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { isSame, Sight } from '../../../lib/review/plan/seen';

const see = (value: unknown, marks: object = {}) => new Sight().see(value as never, marks);
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

test('what is sensitive is never shown, whatever it is', () => {
  const value = { a: 'opensesame', b: { c: ['opensesame', 'open'] }, d: 5, e: null };
  const seen = see(value, { sensitive: { a: true, b: { c: [true, false] }, d: true, e: true } });
  expect(plain(seen)).toEqual({
    a: '(sensitive value 1)',
    b: { c: ['(sensitive value 1)', 'open'] },
    d: '(sensitive value 2)',
    e: null,
  });
  expect(see({ a: 1 }, { sensitive: true })).toBe('(sensitive value 1)');
});

test('what is known after apply is unknown, also where the value leaves it out', () => {
  const seen = see({ a: 'x', list: [{ b: 1 }] }, { unknown: { id: true, list: [{ c: true }, true] } });
  expect(plain(seen)).toMatchObject({ a: 'x', list: [{ b: 1 }, {}] });
  expect(seen).toMatchObject({ id: UNKNOWN, list: [{ c: UNKNOWN }, UNKNOWN] });
});

test.each([
  ['a password by its key', { settings: { database: { password: 'opensesame' } } }],
  ['a token in an environment', { environment: { OS_TOKEN: 'opensesame' } }],
  [
    'a password in a URL',
    { settings: { database: { connection: 'mysql://keystone:opensesame@192.0.2.11/keystone' } } },
  ],
  ['a password in a text', { content: 'user = a\npassword = opensesame\n' }],
  ['a password in JSON', { content: '{\n  "admin_password": "opensesame",\n}' }],
  ['a password in JSON on one line', { content: '{"user":"a","password":"opensesame"}' }],
  ['a password of a unit', { overrides: { Service: { Environment: ['OS_PASSWORD=opensesame'] } } }],
  ['a variable in a script', { content: "export OS_PASSWORD='opensesame'" }],
  ['a URL in a script', { create: 'curl http://a:opensesame@192.0.2.11/' }],
])('%s is not shown', (_, value) => {
  const seen = JSON.stringify(see(value));
  expect(seen).not.toContain('opensesame');
  expect(seen).toContain('(hidden value 1)');
});

test.each([
  ['a reference', { settings: { database: { password: '{{secret:keystone/database}}' } } }],
  ['a reference in a URL', { settings: { a: { b: 'mysql://keystone:{{secret:keystone/database|url}}@h/k' } } }],
  ['a reference in a text', { content: 'password = {{secret:a}}\n' }],
  ['a function in a module', { settings: { a: { b: 'keystonemiddleware.auth_token:filter_factory' } } }],
  ['a path', { settings: { a: { key: '/etc/key' } } }],
  ['a template', { database_connection: '{scheme}://{username}:{password}@{hostname}' }],
  ['the name of a kernel parameter', { key: 'net.ipv4.ip_forward' }],
  ['a public key', { public_key: 'ssh-ed25519 AAAA' }],
])('%s is shown', (_, value) => {
  expect(plain(see(value))).toEqual(value);
});

test('a value that differs from its reference is told without the tag of the difference', () => {
  expect(see('(differs from {{secret:a}}, 0123456789ab)')).toBe('(differs from {{secret:a}})');
});

test('a hidden value that changes is told to change, and one that does not is not', () => {
  const sight = new Sight();
  const [before, same, after] = ['a', 'a', 'b'].map((word) => sight.see({ content: `password = ${word}` }));
  expect(isSame(before, same)).toBe(true);
  expect(isSame(before, after)).toBe(false);
});

test('names that mean something to JavaScript are names', () => {
  const seen = see(JSON.parse('{"settings": {"__proto__": {"constructor": "a"}}}'));
  expect(JSON.stringify(seen)).toBe('{"settings":{"__proto__":{"constructor":"a"}}}');
});
