import { answersIn } from '../../../lib/host/mariadb/answers';
import { passwordHash } from '../../../lib/host/mariadb/password-hash';
import { sqlAccount, sqlName, sqlText } from '../../../lib/host/mariadb/sql';
import { errorsIn, meansUnavailable } from '../../../lib/host/mariadb/sql-error';

test.each([
  ['plain', "'plain'"],
  ["it's", "'it''s'"],
  ["' OR 1=1; -- ", "''' OR 1=1; -- '"],
  ['a\\', "'a\\\\'"],
  ["\\'; DROP DATABASE x; --", "'\\\\''; DROP DATABASE x; --'"],
  ['line\nline\r\0\x1a', "'line\\nline\\r\\0\\Z'"],
  ['"quoted" `back`', '\'"quoted" `back`\''],
  ['ünï 🦭', "'ünï 🦭'"],
  ['', "''"],
])('the text %j is the literal %s', (text, literal) => {
  expect(sqlText(text)).toBe(literal);
});

test.each([
  ['nova', '`nova`'],
  ['no`va', '`no``va`'],
  ['`; DROP DATABASE x; -- ', '```; DROP DATABASE x; -- `'],
  ["it's a \\", "`it's a \\`"],
])('the name %j stands between backquotes as %s', (name, quoted) => {
  expect(sqlName(name)).toBe(quoted);
});

test.each(['', 'a\nb', 'a\0b', 'a\x7fb'])('the name %j is refused', (name) => {
  expect(() => sqlName(name)).toThrow(TypeError);
});

test('half of a surrogate pair is refused everywhere', () => {
  expect(() => sqlText('\ud83d')).toThrow(TypeError);
  expect(() => sqlName('\ud83d')).toThrow(TypeError);
});

test('an account is a name at a host', () => {
  expect(sqlAccount('nova', '10.0.0.%')).toBe('`nova`@`10.0.0.%`');
});

test('a password has the hash that the server makes of it', () => {
  // SELECT PASSWORD('password'), PASSWORD('ünlikely')
  expect(passwordHash('password')).toBe('*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19');
  expect(passwordHash('')).toBe('*BE1BDEC0AA74B4DCB079943E70528096CCA985F8');
});

test('answers are told apart by the number before them, and a question may have none', () => {
  const answers = answersIn('0\n{"name": "a\\nb"}\n{"name": null}\n1\n2\n{"n": 5}\n3\n');
  expect([...answers]).toEqual([
    [0, [{ name: 'a\nb' }, { name: null }]],
    [1, []],
    [2, [{ n: 5 }]],
    [3, []],
  ]);
});

test('errors are found among the statements that the client shows with them', () => {
  const stderr = `--------------
SELECT 1 FROM a.b
--------------

ERROR 1146 (42S02) at line 3: Table 'a.b' doesn't exist
--------------
BLA
--------------

ERROR 1064 (42000) at line 5: You have an error in your SQL syntax
`;
  expect(errorsIn(stderr)).toEqual([
    { code: 1146, line: 3, text: "Table 'a.b' doesn't exist" },
    { code: 1064, line: 5, text: 'You have an error in your SQL syntax' },
  ]);
});

test.each([
  ["ERROR 2002 (HY000): Can't connect to local server through socket '/run/mysqld/mysqld.sock' (2)", true],
  ['ERROR 2013 (HY000) at line 1: Lost connection to server during query', true],
  ["ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: NO)", false],
])('%s: whether it means that the server is away is %s', (stderr, unavailable) => {
  expect(errorsIn(stderr).map(meansUnavailable)).toEqual([unavailable]);
});
