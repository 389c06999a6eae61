import { causeIn } from '../../../lib/resources/cause-in';

const log = (...lines: string[]) =>
  lines.map((line) => `2026-11-25 23:30:59.199 11773 ERROR keystone ${line}`).join('\n');

test.each([
  [
    `${log(
      'Traceback (most recent call last):',
      '  File "/usr/lib/python3/dist-packages/pymysql/connections.py", line 664, in connect',
      '    raise exc',
      `oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) (2003, "Can't connect")`,
      '(Background on this error at: https://sqlalche.me/e/14/e3q8)',
    )}\u001b[00m\n`,
    `oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) (2003, "Can't connect")`,
  ],
  [
    `${log('ValueError: no', 'During handling of the above', 'RuntimeError: the last one')}`,
    'RuntimeError: the last one',
  ],
  [
    '2026-11-25 23:30:59.199 1 CRITICAL keystone [None req-1 - - - - - -] Unhandled error: sqlalchemy.exc.X: gone\n',
    'Unhandled error: sqlalchemy.exc.X: gone',
  ],
  [
    'usage: keystone-manage [bootstrap]\nkeystone-manage: error: no such option\n',
    'usage: keystone-manage [bootstrap]\nkeystone-manage: error: no such option',
  ],
  ['', 'It said nothing; its log may say more.'],
])('what a tool died of is found in what it logs (%#)', (stderr, cause) => {
  expect(causeIn(stderr)).toBe(cause);
});
