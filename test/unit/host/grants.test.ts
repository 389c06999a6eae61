import { grantedBy } from '../../../lib/host/mariadb/account-questions';
import { type GrantTarget, parseTargetKey, targetKey, targetSql } from '../../../lib/host/mariadb/grant-target';
import { describeGrants, type Granted, grantStatements, sameGrants } from '../../../lib/host/mariadb/grants';

const ALL = { global: 3, database: 3, table: 2 };
const onDatabase = (pattern: string, ...privileges: string[]): Granted => ({
  target: { level: 'database', pattern },
  privileges,
});

test.each<[string, GrantTarget, string]>([
  ['*.*', { level: 'global' }, '*.*'],
  ['nova.*', { level: 'database', pattern: 'nova' }, '`nova`.*'],
  ['nova_api.*', { level: 'database', pattern: 'nova\\_api' }, '`nova\\_api`.*'],
  ['nova?api.*', { level: 'database', pattern: 'nova_api' }, '`nova_api`.*'],
  ['dev*.*', { level: 'database', pattern: 'dev%' }, '`dev%`.*'],
  ['?*.*', { level: 'database', pattern: '%' }, '`%`.*'],
  ['nova_api.cells', { level: 'table', database: 'nova_api', table: 'cells' }, '`nova_api`.`cells`'],
])('the key %s is a target and back, and SQL', (key, target, sql) => {
  expect(parseTargetKey(key)).toEqual(target);
  expect(targetKey(target)).toBe(key);
  expect(targetSql(target)).toBe(sql);
});

test.each(['nova', '*', 'no va.*', 'nova.', 'n*va.cells', 'a.b.c', '`a`.*'])('the key %s is none', (key) => {
  expect(parseTargetKey(key)).toBeUndefined();
});

test.each([
  [['ALL'], ['all privileges'], true],
  [['ALL', 'SELECT'], ['ALL'], true],
  [['SELECT', 'INSERT'], ['insert', ' select '], true],
  [['REPLICATION CLIENT'], ['BINLOG MONITOR'], true],
  [['ALL'], ['ALL', 'GRANT OPTION'], false],
  [['SELECT (a)'], ['select(a)'], true],
  [['SELECT (a)'], ['SELECT (A)'], false],
  [['SELECT'], ['INSERT'], false],
])('%j and %j mean the same: %s', (one, other, same) => {
  expect(sameGrants({ 'nova.*': one }, { 'nova.*': other })).toBe(same);
});

test('what is complete is described as ALL, and what is just as expected in the words of who expects it', () => {
  const granted = [
    onDatabase('a', 'X', 'Y', 'Z'),
    onDatabase('b', 'X', 'Y', 'Z', 'GRANT OPTION'),
    onDatabase('c', 'Y', 'X'),
  ];
  expect(describeGrants(granted, {}, ALL)).toEqual({
    'a.*': ['ALL'],
    'b.*': ['ALL', 'GRANT OPTION'],
    'c.*': ['X', 'Y'],
  });
  expect(describeGrants(granted, { 'a.*': ['x', 'y', 'z'], 'c.*': ['y', 'x'] }, ALL)).toEqual({
    'a.*': ['x', 'y', 'z'],
    'b.*': ['ALL', 'GRANT OPTION'],
    'c.*': ['y', 'x'],
  });
});

test('what is missing is granted first, and then what is too much revoked', () => {
  const granted: Granted[] = [
    onDatabase('a', 'X', 'Q (c)', 'GRANT OPTION'),
    onDatabase('gone', 'X', 'Y'),
    { target: { level: 'role', role: 'r' }, privileges: ['ROLE'] },
  ];
  expect(grantStatements('`u`@`%`', { 'a.*': ['ALL'], 'n_w.*': ['X', 'GRANT OPTION'] }, granted, ALL)).toEqual([
    'GRANT ALL ON `a`.* TO `u`@`%`',
    'GRANT X ON `n\\_w`.* TO `u`@`%` WITH GRANT OPTION',
    'REVOKE Q (c), GRANT OPTION ON `a`.* FROM `u`@`%`',
    'REVOKE X, Y ON `gone`.* FROM `u`@`%`',
    'REVOKE `r` FROM `u`@`%`',
  ]);
});

test('nothing is done where all is as it should be, however it is put', () => {
  const granted = [onDatabase('a', 'X', 'Y', 'Z')];
  expect(grantStatements('`u`@`%`', { 'a.*': ['all'] }, granted, ALL)).toEqual([]);
  expect(grantStatements('`u`@`%`', { 'a.*': ['z', 'y', 'x'] }, granted, ALL)).toEqual([]);
});

test('one of all is revoked when no longer all is wanted', () => {
  expect(grantStatements('`u`@`%`', { 'a.*': ['X'] }, [onDatabase('a', 'X', 'Y', 'Z')], ALL)).toEqual([
    'REVOKE Y, Z ON `a`.* FROM `u`@`%`',
  ]);
});

test('the rows of one account are put together by target, without what is no privilege', () => {
  const target: GrantTarget = { level: 'table', database: 'd', table: 't' };
  expect(
    grantedBy(
      [
        { grantee: "'u'@'%'", target: { level: 'global' }, privileges: ['USAGE'], grantable: 'NO' },
        { grantee: "'u'@'%'", target, privileges: ['SELECT'], grantable: 'YES' },
        { grantee: "'u'@'%'", target, privileges: ['UPDATE (a)'], grantable: 'NO' },
        { grantee: "'v'@'%'", target, privileges: ['DELETE'], grantable: 'NO' },
        {
          grantee: "'u'@'%'",
          target: { level: 'routine', kind: 'PROCEDURE', database: 'd', name: 'p' },
          privileges: ['Execute,Alter Routine'],
          grantable: 'NO',
        },
      ],
      "'u'@'%'",
    ),
  ).toEqual([
    { target, privileges: ['SELECT', 'GRANT OPTION', 'UPDATE (a)'] },
    {
      target: { level: 'routine', kind: 'PROCEDURE', database: 'd', name: 'p' },
      privileges: ['EXECUTE', 'ALTER ROUTINE'],
    },
  ]);
});
