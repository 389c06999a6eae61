import { sqlName, sqlText } from '../../lib/host/mariadb/sql';
import type { TestHost } from './lab-host';
import { mariadbHost, sql } from './mariadb-host';
import { Workspace } from './workspace';

const PASSWORD = "it's 50% \\ of ünlikely";
const NEXT_PASSWORD = 'the one after it';
const DATABASE = 'stackwright_mariadb_database.it';
const USER = 'stackwright_mariadb_user.it';

describe('MariaDB', () => {
  let host: TestHost;
  let workspace: Workspace;

  const provider = () => ({
    stackwright: {
      ...host.provider.stackwright,
      secrets: { 'nova/database': PASSWORD, 'nova/database@2': NEXT_PASSWORD },
    },
  });
  const configure = (resource: object) => workspace.configure({ provider: provider(), resource });
  const database = (attributes: object = {}) => ({
    stackwright_mariadb_database: { it: { host: host.name, name: 'sw_nova', ...attributes } },
  });
  const user = (attributes: object = {}) => ({
    stackwright_mariadb_user: {
      it: {
        host: host.name,
        name: 'sw_nova',
        password: '{{secret:nova/database}}',
        grants: { 'sw_nova.*': ['ALL'] },
        ...attributes,
      },
    },
  });
  const planned = async () =>
    (await workspace.plan()).map(({ address, actions, changes }) => [address, actions.join(), Object.keys(changes)]);
  const failure = async (...command: string[]) => {
    const { ok, text } = await workspace.terraform(...command, '-no-color', '-input=false');
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };
  const databases = () => sql(host, 'SHOW DATABASES');
  const users = () => sql(host, 'SELECT User, Host FROM mysql.user ORDER BY 1, 2');
  const grants = (account: string) =>
    host.shell(`mariadb -NBe "SHOW GRANTS FOR ${account}" | sed "s/ IDENTIFIED BY PASSWORD '.*'//" | sort`);

  beforeAll(async () => {
    host = await mariadbHost();
  });

  beforeEach(async () => {
    await mariadbHost();
    workspace = await Workspace.open();
  });

  afterEach(() => workspace.close());

  describe('a database', () => {
    const settings = () =>
      sql(
        host,
        `SELECT default_character_set_name, default_collation_name FROM information_schema.schemata WHERE schema_name = 'sw_nova'`,
      );

    test('is made for OpenStack’s migrations, the next plan is empty, and it goes when destroyed', async () => {
      const before = await databases();
      await configure(database());
      await workspace.apply();
      expect(await settings()).toBe('utf8mb3\tutf8mb3_general_ci\n');
      expect(await workspace.state(DATABASE)).toMatchObject({ character_set: 'utf8', collation: 'utf8_general_ci' });
      expect(await planned()).toEqual([]);
      await workspace.destroy();
      expect(await databases()).toBe(before);
      expect(await host.shell('ls -d /var/lib/stackwright/found 2>/dev/null || true')).toBe('');
    });

    test.each([
      ['another character set', 'CHARACTER SET latin1 COLLATE latin1_general_ci', ['character_set', 'collation']],
      ['another collation', 'COLLATE utf8mb3_bin', ['collation']],
    ])('%s set by hand shows as just that, and apply puts it back', async (_, options, changed) => {
      await configure(database());
      await workspace.apply();
      await sql(host, `ALTER DATABASE sw_nova ${options}`);
      expect(await planned()).toEqual([[DATABASE, 'update', changed]]);
      await workspace.apply();
      expect(await settings()).toBe('utf8mb3\tutf8mb3_general_ci\n');
      expect(await planned()).toEqual([]);
    });

    test('dropped by hand is made again', async () => {
      await configure(database());
      await workspace.apply();
      await sql(host, 'DROP DATABASE sw_nova');
      expect((await planned()).map(([address, action]) => [address, action])).toEqual([[DATABASE, 'create']]);
      await workspace.apply();
      expect(await databases()).toContain('sw_nova\n');
    });

    test('changes its character set in place, and the collation follows', async () => {
      await configure(database());
      await workspace.apply();
      await configure(database({ character_set: 'utf8mb3', collation: 'utf8mb3_general_ci' }));
      expect(await planned()).toEqual([]);
      await configure(database({ character_set: 'utf8mb4' }));
      expect(await workspace.plan()).toEqual([
        {
          address: DATABASE,
          actions: ['update'],
          changes: {
            character_set: { before: 'utf8', after: 'utf8mb4' },
            collation: { before: 'utf8_general_ci', after: 'utf8mb4_general_ci' },
          },
        },
      ]);
      await workspace.apply();
      expect(await settings()).toBe('utf8mb4\tutf8mb4_general_ci\n');
    });

    test('is taken up again after a lost state, and still goes when destroyed', async () => {
      await configure(database());
      await workspace.apply();
      await workspace.succeed('state', 'rm', DATABASE);
      await sql(host, 'ALTER DATABASE sw_nova CHARACTER SET latin1');
      await workspace.apply();
      expect(await settings()).toBe('utf8mb3\tutf8mb3_general_ci\n');
      await workspace.destroy();
      expect(await databases()).not.toContain('sw_nova');
    });

    test('that was there before is taken over when it is as configured, and stays when destroyed', async () => {
      await sql(host, 'CREATE DATABASE sw_nova CHARACTER SET utf8mb3; CREATE TABLE sw_nova.t (a int)');
      await configure(database());
      await workspace.apply();
      await configure(database({ character_set: 'utf8mb4' }));
      await workspace.apply();
      const text = await workspace.succeed('plan', '-destroy', '-no-color');
      expect(text).toContain('sw_nova of MariaDB on node2 was there before it was managed, so destroying leaves it');
      await workspace.destroy();
      expect(await sql(host, 'SHOW TABLES FROM sw_nova')).toBe('t\n');
      expect(await settings()).toBe('utf8mb3\tutf8mb3_general_ci\n');
    });

    test('that is another one is refused with its import id, by which it can be imported', async () => {
      await sql(host, 'CREATE DATABASE sw_nova CHARACTER SET latin1');
      await configure(database());
      const text = await failure('apply', '-auto-approve');
      expect(text).toContain(
        'its character set is latin1 and its collation latin1_swedish_ci, not utf8mb3 and utf8mb3_general_ci',
      );
      expect(text).toContain('import it as "node2:sw_nova"');
      await workspace.succeed('import', '-no-color', DATABASE, 'node2:sw_nova');
      expect(await planned()).toEqual([[DATABASE, 'update', ['character_set', 'collation']]]);
      await configure(database({ character_set: 'latin1', collation: 'latin1_swedish_ci' }));
      expect(await planned()).toEqual([]);
    });

    test('that was imported, and is gone when its change is applied, is made and dropped when destroyed', async () => {
      await sql(host, 'CREATE DATABASE sw_nova CHARACTER SET latin1');
      await configure(database());
      await workspace.succeed('import', '-no-color', DATABASE, 'node2:sw_nova');
      await workspace.plan();
      await sql(host, 'DROP DATABASE sw_nova');
      await workspace.succeed('apply', '-no-color', 'plan');
      expect(await settings()).toBe('utf8mb3\tutf8mb3_general_ci\n');
      await workspace.destroy();
      expect(await databases()).not.toContain('sw_nova');
    });

    test('that will be lost is told with its tables and rows when planning to destroy it', async () => {
      await configure(database());
      await workspace.apply();
      await sql(
        host,
        'CREATE TABLE sw_nova.instances (a int); INSERT INTO sw_nova.instances VALUES (1), (2); ANALYZE TABLE sw_nova.instances',
      );
      const text = (await workspace.succeed('plan', '-destroy', '-no-color')).replace(/\s+/g, ' ');
      expect(text).toContain(
        'The database sw_nova of MariaDB on node2 will be dropped: 1 table with about 2 rows, most of them in instances (2).',
      );
    });
  });

  describe('a user', () => {
    const login = (password: string, from = '127.0.0.1') =>
      host.shell(
        `MYSQL_PWD="$(printf %s '${Buffer.from(password).toString('base64')}' | base64 -d)" mariadb --default-character-set=utf8mb4 -h ${from} -u sw_nova -NBe 'SELECT CURRENT_USER()' 2>&1 || true`,
      );

    test('is made with its grants, can log in, and the next plan is empty', async () => {
      await configure(user({ grants: { 'sw_nova.*': ['ALL'], 'sw_nova.t': ['SELECT', 'UPDATE (a)'] } }));
      await sql(host, 'CREATE DATABASE sw_nova; CREATE TABLE sw_nova.t (a int)');
      await workspace.apply();
      expect(await grants("sw_nova@'%'")).toBe(
        [
          'GRANT ALL PRIVILEGES ON `sw\\\\_nova`.* TO `sw_nova`@`%`',
          'GRANT SELECT, UPDATE (`a`) ON `sw_nova`.`t` TO `sw_nova`@`%`',
          'GRANT USAGE ON *.* TO `sw_nova`@`%`\n',
        ].join('\n'),
      );
      expect(await login(PASSWORD)).toBe('sw_nova@%\n');
      expect(await planned()).toEqual([]);
    });

    test('leaves no trace of its password in state or in what the host’s list of processes shows', async () => {
      // Whatever a client is started with, for as short as it may run.
      await host.shell(`cat > /usr/local/bin/mariadb <<'END'
#!/bin/sh
{ echo "$@"; env; } >> /root/started
exec /usr/bin/mariadb "$@"
END
        chmod +x /usr/local/bin/mariadb`);
      let started: string;
      try {
        await configure(user());
        await workspace.apply();
      } finally {
        started = await host.shell('rm /usr/local/bin/mariadb; cat /root/started; rm /root/started');
      }
      const hash = (await sql(host, `SELECT authentication_string FROM mysql.user WHERE User = 'sw_nova'`)).trim();
      const state = await workspace.stateFile();
      expect(hash).toMatch(/^\*[0-9A-F]{40}$/);
      expect(state).not.toContain(JSON.stringify(PASSWORD).slice(1, -1));
      expect(state.toUpperCase()).not.toContain(hash.slice(1));
      expect(state).toContain('{{secret:nova/database}}');
      expect(started).toContain('--binary-mode');
      expect(started).not.toContain(hash);
      expect(started).not.toContain(PASSWORD);
    });

    const OTHER =
      "SELECT PASSWORD('another one') INTO @hash; EXECUTE IMMEDIATE CONCAT('ALTER USER sw_nova@`%` IDENTIFIED BY PASSWORD ''', @hash, '''')";
    test.each([
      ['password', OTHER],
      ['password', "ALTER USER sw_nova@'%' IDENTIFIED VIA unix_socket"],
      ['password', "ALTER USER sw_nova@'%' ACCOUNT LOCK"],
      ['password', "ALTER USER sw_nova@'%' PASSWORD EXPIRE"],
      ['grants', "REVOKE DELETE ON `sw\\_nova`.* FROM sw_nova@'%'"],
      ['grants', "REVOKE ALL ON `sw\\_nova`.* FROM sw_nova@'%'"],
      ['grants', "GRANT GRANT OPTION ON `sw\\_nova`.* TO sw_nova@'%'"],
      ['grants', "GRANT ALL ON `sw_nova`.* TO sw_nova@'%'"],
      ['grants', "GRANT SELECT ON mysql.user TO sw_nova@'%'"],
      ['grants', "GRANT SELECT (User) ON mysql.user TO sw_nova@'%'"],
      ['grants', "GRANT PROCESS ON *.* TO sw_nova@'%'"],
      ['grants', "GRANT ALL ON *.* TO sw_nova@'%' WITH GRANT OPTION"],
      ['grants', "CREATE ROLE sw_role; GRANT sw_role TO sw_nova@'%'"],
      ['grants', "CREATE PROCEDURE mysql.sw_p() SELECT 1; GRANT EXECUTE ON PROCEDURE mysql.sw_p TO sw_nova@'%'"],
      ['require_tls', "ALTER USER sw_nova@'%' REQUIRE SSL"],
      ['from', 'CREATE USER sw_nova@localhost'],
      ['from', "RENAME USER sw_nova@'%' TO sw_nova@'10.0.0.%'"],
    ])('%s changed by hand (%s) shows as just that, and apply puts it back', async (attribute, byHand) => {
      await configure(user());
      await workspace.apply();
      await sql(host, byHand);
      try {
        expect(await planned()).toEqual([[USER, 'update', [attribute]]]);
        await workspace.apply();
        expect(await planned()).toEqual([]);
        expect(await users()).toContain('sw_nova\t%\n');
        expect(await users()).not.toMatch(/sw_nova\t[^%]/);
        expect(await grants("sw_nova@'%'")).toBe(
          'GRANT ALL PRIVILEGES ON `sw\\\\_nova`.* TO `sw_nova`@`%`\nGRANT USAGE ON *.* TO `sw_nova`@`%`\n',
        );
        expect(await login(PASSWORD)).toBe('sw_nova@%\n');
      } finally {
        await sql(host, 'DROP ROLE IF EXISTS sw_role; DROP PROCEDURE IF EXISTS mysql.sw_p');
      }
    });

    test('means the same grants in any case and order', async () => {
      await configure(user({ grants: { 'sw_nova.*': ['SELECT', 'INSERT', 'LOCK TABLES'] } }));
      await workspace.apply();
      await configure(user({ grants: { 'sw_nova.*': ['lock  tables', 'insert', 'Select'] } }));
      expect(await planned()).toEqual([]);
      await configure(user({ grants: { 'sw_nova.*': ['ALL PRIVILEGES', 'SELECT'] } }));
      expect(await planned()).toEqual([[USER, 'update', ['grants']]]);
      await workspace.apply();
      await configure(user({ grants: { 'sw_nova.*': ['ALL'] } }));
      expect(await planned()).toEqual([]);
    });

    test('has an account for each host it may come from, alike all of them', async () => {
      await configure(user({ from: ['%', 'localhost', '10.0.0.%'], require_tls: true }));
      await workspace.apply();
      expect((await users()).match(/sw_nova.*/g)).toEqual(['sw_nova\t%', 'sw_nova\t10.0.0.%', 'sw_nova\tlocalhost']);
      expect(await planned()).toEqual([]);
      await sql(host, 'REVOKE DROP ON `sw\\_nova`.* FROM sw_nova@localhost');
      expect(await planned()).toEqual([[USER, 'update', ['grants']]]);
      await sql(host, 'DROP USER sw_nova@localhost');
      expect(await planned()).toEqual([[USER, 'update', ['from']]]);
      await configure(user({ from: ['%'] }));
      await workspace.apply();
      expect((await users()).match(/sw_nova.*/g)).toEqual(['sw_nova\t%']);
      expect(await planned()).toEqual([]);
    });

    test('gets the next version of its password in place', async () => {
      await configure(user());
      await workspace.apply();
      await configure(user({ password: '{{secret:nova/database@2}}' }));
      expect(await workspace.plan()).toEqual([
        {
          address: USER,
          actions: ['update'],
          changes: { password: { before: '{{secret:nova/database}}', after: '{{secret:nova/database@2}}' } },
        },
      ]);
      await workspace.apply();
      expect(await login(NEXT_PASSWORD)).toBe('sw_nova@%\n');
      expect(await login(PASSWORD)).toContain('Access denied');
      expect(await planned()).toEqual([]);
    });

    test('is dropped when destroyed, and nothing else is', async () => {
      const before = await users();
      await configure(user({ from: ['%', 'localhost'] }));
      await workspace.apply();
      await workspace.destroy();
      expect(await users()).toBe(before);
      expect(await host.shell('ls -d /var/lib/stackwright/found 2>/dev/null || true')).toBe('');
    });

    test('is gone when its accounts are, and made again', async () => {
      await configure(user());
      await workspace.apply();
      await sql(host, "DROP USER sw_nova@'%'");
      expect((await planned()).map(([address, action]) => [address, action])).toEqual([[USER, 'create']]);
      await workspace.apply();
      expect(await login(PASSWORD)).toBe('sw_nova@%\n');
    });

    test('is finished after a run that was killed half-way', async () => {
      await configure(user({ from: ['%', 'localhost'] }));
      await workspace.apply();
      await workspace.succeed('state', 'rm', USER);
      await sql(host, "DROP USER sw_nova@localhost; REVOKE ALL ON `sw\\_nova`.* FROM sw_nova@'%'");
      await workspace.apply();
      expect((await users()).match(/sw_nova.*/g)).toEqual(['sw_nova\t%', 'sw_nova\tlocalhost']);
      expect(await planned()).toEqual([]);
    });

    test('that was there before is taken over only as it is configured', async () => {
      await sql(
        host,
        "CREATE USER sw_nova@'%' IDENTIFIED BY 'another'; GRANT SELECT ON `sw\\_nova`.* TO sw_nova@'%'; CREATE USER sw_nova@localhost",
      );
      await configure(user());
      const text = await failure('apply', '-auto-approve');
      expect(text).toContain(
        'MariaDB on node2 has a user sw_nova that is not as configured: from is ["%","localhost"]; password is another one; grants is ',
      );
      expect(text).toContain('import it as "node2:sw_nova"');
      await workspace.succeed('import', '-no-color', USER, 'node2:sw_nova');
      expect(await planned()).toEqual([[USER, 'update', ['from', 'grants', 'password']]]);
      await workspace.apply();
      expect(await planned()).toEqual([]);
      expect(await login(PASSWORD)).toBe('sw_nova@%\n');
      await workspace.succeed('state', 'rm', USER);
      await workspace.apply();
      expect(await planned()).toEqual([]);
    });

    test('that was there before, or is not known to have been made here, stays when destroyed', async () => {
      const stays =
        'The user sw_nova of MariaDB on node2 is not known to have been made here, so destroying leaves it, with its password and grants.';
      await configure(user());
      await workspace.apply();
      const made = await grants("sw_nova@'%'");
      expect(await workspace.succeed('plan', '-destroy', '-no-color')).not.toContain('stays');
      await host.shell('rm -r /var/lib/stackwright');
      expect((await workspace.succeed('plan', '-destroy', '-no-color')).replace(/\s+/g, ' ')).toContain(stays);
      await workspace.destroy();
      expect(await grants("sw_nova@'%'")).toBe(made);
      await workspace.apply();
      await workspace.destroy();
      expect([await grants("sw_nova@'%'"), await login(PASSWORD)]).toEqual([made, 'sw_nova@%\n']);
      await workspace.succeed('import', '-no-color', USER, 'node2:sw_nova');
      await workspace.apply();
      await workspace.destroy();
      expect([await grants("sw_nova@'%'"), await login(PASSWORD)]).toEqual([made, 'sw_nova@%\n']);
    });

    test('that was imported, and is gone when its change is applied, is made and dropped when destroyed', async () => {
      await sql(host, "CREATE USER sw_nova@'%' IDENTIFIED BY 'another'");
      await configure(user());
      await workspace.succeed('import', '-no-color', USER, 'node2:sw_nova');
      await workspace.plan();
      await sql(host, "DROP USER sw_nova@'%'");
      await workspace.succeed('apply', '-no-color', 'plan');
      expect(await login(PASSWORD)).toBe('sw_nova@%\n');
      await workspace.destroy();
      expect(await users()).not.toContain('sw_nova');
    });

    test.each([
      ['the server’s own user', { name: 'root' }, '"root" is the server\'s own user'],
      ['no host', { from: [] }, 'Give at least one element.'],
      ['a host that is none', { from: ["%' --"] }, 'does not fit. Give an address, a network'],
      ['a password in the open', { password: 'secret' }, 'Refer to a secret'],
      ['an unknown privilege', { grants: { 'sw_nova.*': ['READ'] } }, '"READ" on "sw_nova.*" is no privilege'],
      ['no privilege', { grants: { 'sw_nova.*': [] } }, '"sw_nova.*" has no privilege'],
      ['a target that is none', { grants: { sw_nova: ['ALL'] } }, 'Give "*.*", "DATABASE.*" or "DATABASE.TABLE"'],
    ])('%s is refused when planning, with the fix', async (_, attributes, message) => {
      await configure(user(attributes));
      expect(await failure('plan')).toContain(message);
    });

    test('a privilege that cannot be had on what it is on is an error in the server’s words', async () => {
      await configure(user({ grants: { 'sw_nova.*': ['SUPER'] } }));
      expect(await failure('apply', '-auto-approve')).toContain(
        'MariaDB on node2 refused: Incorrect usage of DB GRANT and GLOBAL PRIVILEGES',
      );
      await workspace.destroy();
      expect(await users()).not.toContain('sw_nova');
    });
  });

  describe('a server that does not run', () => {
    afterEach(() => host.shell('systemctl start mariadb'));

    test('is one warning of a plan that goes on, and an error of an apply', async () => {
      await configure({ ...database(), ...user() });
      await workspace.apply();
      await host.shell('systemctl stop mariadb');
      await configure({ ...database({ character_set: 'utf8mb4' }), ...user() });
      const plan = await workspace.succeed('plan', '-no-color', '-input=false');
      expect(plan.match(/MariaDB on node2 could not be looked at/g)).toHaveLength(1);
      expect(plan).toContain('1 to change');
      expect(await failure('apply', '-auto-approve')).toContain(
        "MariaDB on node2 does not answer. Its client says: Can't connect to",
      );
    });

    test('counts as one also when its client is not installed', async () => {
      await configure(database());
      await workspace.apply();
      await host.shell('mkdir /root/away; mv /usr/bin/mariadb /usr/bin/mysql /root/away');
      try {
        const plan = await workspace.succeed('plan', '-no-color', '-input=false');
        expect(plan).toContain('Its client, mariadb or mysql, is not installed on the host');
        expect(plan).toContain('No changes.');
      } finally {
        await host.shell('mv /root/away/* /usr/bin; rmdir /root/away');
      }
    });

    test('is another thing than one that does not let root in', async () => {
      await configure(database());
      await workspace.apply();
      await host.shell("printf '[client]\\nuser = nobody-at-all\\n' > /root/.my.cnf");
      try {
        expect(await failure('plan')).toContain(
          "MariaDB on node2 refused: Access denied for user 'nobody-at-all'@'localhost'; let the host's root in by the socket",
        );
      } finally {
        await host.shell('rm /root/.my.cnf');
      }
    });
  });

  test.each([
    "it's",
    'a\\',
    "\\'; DROP DATABASE mysql; -- ",
    '" ` $(reboot) ${HOME} %s \\! \\. source x\ndelimiter $$\n',
    'tab\tnul-free\r\nend\x1a',
    'ünï 🦭',
    '',
  ])('the text %j comes back from the server as it was', async (text) => {
    const script = Buffer.from(`SET NAMES utf8mb4, sql_mode = '';\nSELECT HEX(${sqlText(text)});\nSELECT 'next';\n`);
    const answer = await host.shell(
      `echo ${script.toString('base64')} | base64 -d | mariadb --batch --raw --skip-column-names --binary-mode --default-character-set=utf8mb4`,
    );
    expect(answer).toBe(`${Buffer.from(text).toString('hex').toUpperCase()}\nnext\n`);
  });

  test.each(['a`b', 'ends with \\', "`; DROP DATABASE mysql; -- '", 'delimiter', 'ünï'])(
    'the name %j is one name to the server',
    async (name) => {
      const script = Buffer.from(`SET NAMES utf8mb4, sql_mode = '';\nSELECT 1 AS ${sqlName(name)};\nSELECT 'next';\n`);
      const answer = await host.shell(
        `echo ${script.toString('base64')} | base64 -d | mariadb --batch --raw --binary-mode --default-character-set=utf8mb4`,
      );
      expect(answer).toBe(`${name}\n1\nnext\nnext\n`);
    },
  );

  test('two of the same in one configuration are refused', async () => {
    const twice = { host: host.name, name: 'sw_nova' };
    await configure({ stackwright_mariadb_database: { one: twice, other: twice } });
    expect(await failure('plan')).toContain('stand for the same object: host "node2", name "sw_nova"');
  });
});
