import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sqlName, sqlText } from '../../lib/host/mariadb/sql';
import type { TestHost } from './lab-host';
import { emptied, mariadbHost, sql } from './mariadb-host';
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

  const settings = (name = 'sw_nova') =>
    sql(
      host,
      `SELECT default_character_set_name, default_collation_name FROM information_schema.schemata WHERE schema_name = '${name}'`,
    );
  /** What the server says to those who log in by that password, a line for each. */
  const login = (password: string, ...names: string[]) =>
    host.shell(
      `export MYSQL_PWD="$(printf %s '${Buffer.from(password).toString('base64')}' | base64 -d)"
      for name in ${names.length === 0 ? 'sw_nova' : names.join(' ')}; do
        mariadb --default-character-set=utf8mb4 -h 127.0.0.1 -u $name -NBe 'SELECT CURRENT_USER()' 2>&1 || true
      done`,
    );

  beforeAll(async () => {
    host = await mariadbHost();
    workspace = await Workspace.open();
  });

  beforeEach(async () => {
    await emptied(host);
    await rm(join(workspace.directory, 'terraform.tfstate'), { force: true });
  });

  afterAll(() => workspace?.close());

  describe('a database', () => {
    test('is made for OpenStack’s migrations, the next plan is empty, and it goes when destroyed, which is told with its tables and rows', async () => {
      const before = await databases();
      await configure(database());
      await workspace.apply();
      expect(await settings()).toBe('utf8mb3\tutf8mb3_general_ci\n');
      expect(await workspace.state(DATABASE)).toMatchObject({ character_set: 'utf8', collation: 'utf8_general_ci' });
      expect(await planned()).toEqual([]);
      await sql(
        host,
        'CREATE TABLE sw_nova.instances (a int); INSERT INTO sw_nova.instances VALUES (1), (2); ANALYZE TABLE sw_nova.instances',
      );
      const text = (await workspace.succeed('plan', '-destroy', '-no-color')).replace(/\s+/g, ' ');
      expect(text).toContain(
        'The database sw_nova of MariaDB on node2 will be dropped: 1 table with about 2 rows, most of them in instances (2).',
      );
      await workspace.destroy();
      expect(await databases()).toBe(before);
      expect(await host.shell('ls -d /var/lib/stackwright/found 2>/dev/null || true')).toBe('');
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
  });

  describe('a user', () => {
    test('is made with its grants, can log in, the next plan is empty, and it is dropped when destroyed, and nothing else is', async () => {
      const before = await users();
      const { it } = user({
        grants: { 'sw_nova.*': ['ALL'], 'sw_nova.t': ['SELECT', 'UPDATE (a)'] },
      }).stackwright_mariadb_user;
      await configure({
        stackwright_mariadb_user: { it, both: { ...it, name: 'sw_both', grants: {}, from: ['%', 'localhost'] } },
      });
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
      expect((await users()).match(/sw_.*/g)).toEqual(['sw_both\t%', 'sw_both\tlocalhost', 'sw_nova\t%']);
      expect(await planned()).toEqual([]);
      await workspace.destroy();
      expect(await users()).toBe(before);
      expect(await host.shell('ls -d /var/lib/stackwright/found 2>/dev/null || true')).toBe('');
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

    test('means the same grants in any case and order', async () => {
      const { it } = user().stackwright_mariadb_user;
      const three = (grants: Record<string, string[]>) =>
        configure({
          stackwright_mariadb_user: Object.fromEntries(
            Object.entries(grants).map(([name, privileges]) => [
              name,
              { ...it, name: `sw_${name}`, grants: { 'sw_nova.*': privileges } },
            ]),
          ),
        });
      const some = ['SELECT', 'INSERT', 'LOCK TABLES'];
      await three({ some, all: ['ALL PRIVILEGES', 'SELECT'], more: some });
      await workspace.apply();
      await three({ some: ['lock  tables', 'insert', 'Select'], all: ['ALL'], more: ['ALL PRIVILEGES', 'SELECT'] });
      expect(await planned()).toEqual([['stackwright_mariadb_user.more', 'update', ['grants']]]);
      await workspace.apply();
      expect(await planned()).toEqual([]);
    });

    test('has an account for each host it may come from, alike all of them', async () => {
      await configure(user({ from: ['%', 'localhost', '10.0.0.%'], require_tls: true }));
      await workspace.apply();
      expect((await users()).match(/sw_nova.*/g)).toEqual(['sw_nova\t%', 'sw_nova\t10.0.0.%', 'sw_nova\tlocalhost']);
      expect(await planned()).toEqual([]);
      await configure(user({ from: ['%'] }));
      await workspace.apply();
      expect((await users()).match(/sw_nova.*/g)).toEqual(['sw_nova\t%']);
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

    const WRONG: Record<string, [what: string, attributes: object, message: string]> = {
      root: ['the server’s own user', { name: 'root' }, '"root" is the server\'s own user'],
      nowhere: ['no host', { from: [] }, 'Give at least one element.'],
      host: ['a host that is none', { from: ["%' --"] }, 'does not fit. Give an address, a network'],
      open: ['a password in the open', { password: 'secret' }, 'Refer to a secret'],
      unknown: ['an unknown privilege', { grants: { 'sw_nova.*': ['READ'] } }, '"READ" on "sw_nova.*" is no privilege'],
      none: ['no privilege', { grants: { 'sw_nova.*': [] } }, '"sw_nova.*" has no privilege'],
      target: [
        'a target that is none',
        { grants: { sw_nova: ['ALL'] } },
        'Give "*.*", "DATABASE.*" or "DATABASE.TABLE"',
      ],
    };
    test(`with ${Object.values(WRONG)
      .map(([what]) => what)
      .join(', ')} is refused when planning, each with the fix`, async () => {
      const { it } = user().stackwright_mariadb_user;
      await configure({
        stackwright_mariadb_user: Object.fromEntries(
          Object.entries(WRONG).map(([name, [, attributes]]) => [name, { ...it, name: `sw_${name}`, ...attributes }]),
        ),
      });
      const errors = (await failure('plan'))
        .split('Error: ')
        .slice(1)
        .map((error) => [/with stackwright_mariadb_user\.(\w+),/.exec(error)?.[1], error]);
      expect(errors.map(([name]) => name).sort()).toEqual(Object.keys(WRONG).sort());
      for (const [name = '', error] of errors)
        expect([name, error]).toEqual([name, expect.stringContaining(WRONG[name]?.[2] ?? '?')]);
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

  describe('a database and a user', () => {
    const both = () => ({ ...database(), ...user() });
    const OTHER = (name: string) =>
      `SELECT PASSWORD('another one') INTO @hash; EXECUTE IMMEDIATE CONCAT('ALTER USER ${name}@\`%\` IDENTIFIED BY PASSWORD ''', @hash, '''')`;
    /** What is done by hand to one user each, and what the plan then shows for it. */
    const TO_USERS: readonly (readonly [byHand: (name: string) => string, ...plan: string[]])[] = [
      [OTHER, 'update', 'password'],
      [(name) => `ALTER USER ${name}@'%' IDENTIFIED VIA unix_socket`, 'update', 'password'],
      [(name) => `ALTER USER ${name}@'%' ACCOUNT LOCK`, 'update', 'password'],
      [(name) => `ALTER USER ${name}@'%' PASSWORD EXPIRE`, 'update', 'password'],
      [(name) => `REVOKE DELETE ON \`sw\\_nova\`.* FROM ${name}@'%'`, 'update', 'grants'],
      [(name) => `REVOKE ALL ON \`sw\\_nova\`.* FROM ${name}@'%'`, 'update', 'grants'],
      [(name) => `GRANT GRANT OPTION ON \`sw\\_nova\`.* TO ${name}@'%'`, 'update', 'grants'],
      [(name) => `GRANT ALL ON \`sw_nova\`.* TO ${name}@'%'`, 'update', 'grants'],
      [(name) => `GRANT SELECT ON mysql.user TO ${name}@'%'`, 'update', 'grants'],
      [(name) => `GRANT SELECT (User) ON mysql.user TO ${name}@'%'`, 'update', 'grants'],
      [(name) => `GRANT PROCESS ON *.* TO ${name}@'%'`, 'update', 'grants'],
      [(name) => `GRANT ALL ON *.* TO ${name}@'%' WITH GRANT OPTION`, 'update', 'grants'],
      [(name) => `CREATE ROLE sw_role; GRANT sw_role TO ${name}@'%'`, 'update', 'grants'],
      [
        (name) => `CREATE PROCEDURE mysql.sw_p() SELECT 1; GRANT EXECUTE ON PROCEDURE mysql.sw_p TO ${name}@'%'`,
        'update',
        'grants',
      ],
      [(name) => `ALTER USER ${name}@'%' REQUIRE SSL`, 'update', 'require_tls'],
      [(name) => `CREATE USER ${name}@localhost`, 'update', 'from'],
      [(name) => `RENAME USER ${name}@'%' TO ${name}@'10.0.0.%'`, 'update', 'from'],
      [(name) => `DROP USER ${name}@'%'`, 'create'],
    ];
    const BY_HAND = TO_USERS.map(([byHand, ...plan], index) => {
      const name = `sw_${String(index).padStart(2, '0')}`;
      return { name, byHand: byHand(name), plan: [`stackwright_mariadb_user.${name}`, ...plan] };
    });

    test('changed by hand in any way show as just that, or to be made again when gone, and apply puts it back', async () => {
      const { it: someDatabase } = database().stackwright_mariadb_database;
      const { it: someUser } = user().stackwright_mariadb_user;
      const some = (names: string[], attributes: object) =>
        Object.fromEntries(names.map((name) => [name, { ...attributes, name }]));
      const schemas = ['sw_dropped', 'sw_other_collation', 'sw_other_set'];
      const names = BY_HAND.map(({ name }) => name);
      // Of these, only the accounts of one of the hosts are changed.
      const hosts = ['sw_from_dropped', 'sw_from_revoked'];
      await configure({
        stackwright_mariadb_database: some(schemas, someDatabase),
        stackwright_mariadb_user: {
          ...some(names, someUser),
          ...some(hosts, { ...someUser, from: ['%', 'localhost', '10.0.0.%'], require_tls: true }),
        },
      });
      await workspace.apply();
      const allGrants = async () => {
        const accounts = (await users()).match(/^sw_(?!role).*$/gm) ?? [];
        const each = accounts.map((account) => `SHOW GRANTS FOR ${account.replace('\t', "@'")}'`);
        const shown = await sql(host, each.join(';'));
        return shown
          .trim()
          .replace(/ IDENTIFIED BY PASSWORD '.*?'/g, '')
          .split('\n')
          .sort();
      };
      const granted = await allGrants();
      const accounts = [
        ...names.map((name) => [name, '%', '']),
        ...hosts.flatMap((name) => ['%', '10.0.0.%', 'localhost'].map((from) => [name, from, ' REQUIRE SSL'])),
      ];
      expect(granted).toEqual(
        accounts
          .flatMap(([name, from, tls]) => [
            `GRANT ALL PRIVILEGES ON \`sw\\\\_nova\`.* TO \`${name}\`@\`${from}\``,
            `GRANT USAGE ON *.* TO \`${name}\`@\`${from}\`${tls}`,
          ])
          .sort(),
      );
      try {
        await sql(
          host,
          [
            'DROP DATABASE sw_dropped',
            'ALTER DATABASE sw_other_collation COLLATE utf8mb3_bin',
            'ALTER DATABASE sw_other_set CHARACTER SET latin1 COLLATE latin1_general_ci',
            'DROP USER sw_from_dropped@localhost',
            'REVOKE DROP ON `sw\\_nova`.* FROM sw_from_revoked@localhost',
            ...BY_HAND.map(({ byHand }) => byHand),
          ].join(';\n'),
        );
        const plan = (await planned()).map(([address, action, changed]) =>
          action === 'create' ? [address, action] : [address, action, ...(changed ?? [])],
        );
        expect(plan.sort()).toEqual(
          [
            ['stackwright_mariadb_database.sw_dropped', 'create'],
            ['stackwright_mariadb_database.sw_other_collation', 'update', 'collation'],
            ['stackwright_mariadb_database.sw_other_set', 'update', 'character_set', 'collation'],
            ['stackwright_mariadb_user.sw_from_dropped', 'update', 'from'],
            ['stackwright_mariadb_user.sw_from_revoked', 'update', 'grants'],
            ...BY_HAND.map(({ plan }) => plan),
          ].sort(),
        );
        await workspace.apply();
        expect(await planned()).toEqual([]);
        for (const name of schemas)
          expect([name, await settings(name)]).toEqual([name, 'utf8mb3\tutf8mb3_general_ci\n']);
        expect((await users()).match(/sw_(?!role).*/g)).toEqual(accounts.map(([name, from]) => `${name}\t${from}`));
        expect(await allGrants()).toEqual(granted);
        expect(await login(PASSWORD, ...names)).toBe(names.map((name) => `${name}@%\n`).join(''));
      } finally {
        await sql(host, 'DROP ROLE IF EXISTS sw_role; DROP PROCEDURE IF EXISTS mysql.sw_p');
      }
    });

    test('change in place: the character set, which the collation follows, and the version of the password', async () => {
      await configure(both());
      await workspace.apply();
      await configure({ ...database({ character_set: 'utf8mb3', collation: 'utf8mb3_general_ci' }), ...user() });
      expect(await planned()).toEqual([]);
      await configure({
        ...database({ character_set: 'utf8mb4' }),
        ...user({ password: '{{secret:nova/database@2}}' }),
      });
      expect(await workspace.plan()).toEqual([
        {
          address: DATABASE,
          actions: ['update'],
          changes: {
            character_set: { before: 'utf8', after: 'utf8mb4' },
            collation: { before: 'utf8_general_ci', after: 'utf8mb4_general_ci' },
          },
        },
        {
          address: USER,
          actions: ['update'],
          changes: { password: { before: '{{secret:nova/database}}', after: '{{secret:nova/database@2}}' } },
        },
      ]);
      await workspace.apply();
      expect(await settings()).toBe('utf8mb4\tutf8mb4_general_ci\n');
      expect(await login(NEXT_PASSWORD)).toBe('sw_nova@%\n');
      expect(await login(PASSWORD)).toContain('Access denied');
      expect(await planned()).toEqual([]);
    });

    test('are taken up again after a lost state or a run that was killed half-way, and still go when destroyed', async () => {
      await configure({ ...database(), ...user({ from: ['%', 'localhost'] }) });
      await workspace.apply();
      await workspace.succeed('state', 'rm', DATABASE, USER);
      await sql(
        host,
        "ALTER DATABASE sw_nova CHARACTER SET latin1; DROP USER sw_nova@localhost; REVOKE ALL ON `sw\\_nova`.* FROM sw_nova@'%'",
      );
      await workspace.apply();
      expect(await settings()).toBe('utf8mb3\tutf8mb3_general_ci\n');
      expect((await users()).match(/sw_nova.*/g)).toEqual(['sw_nova\t%', 'sw_nova\tlocalhost']);
      expect(await planned()).toEqual([]);
      await workspace.destroy();
      expect([await databases(), await users()]).toEqual([
        expect.not.stringContaining('sw_nova'),
        expect.not.stringContaining('sw_nova'),
      ]);
    });

    test('that are others are refused with their import ids, by which they can be imported, and taken over only as configured', async () => {
      await sql(
        host,
        "CREATE DATABASE sw_nova CHARACTER SET latin1; CREATE USER sw_nova@'%' IDENTIFIED BY 'another'; GRANT SELECT ON `sw\\_nova`.* TO sw_nova@'%'; CREATE USER sw_nova@localhost",
      );
      await configure(both());
      const errors = (await failure('apply', '-auto-approve')).split('Error: ').slice(1);
      const errorOf = (address: string) => errors.filter((error) => error.includes(`with ${address},`)).join();
      expect(errors).toHaveLength(2);
      expect(errorOf(DATABASE)).toContain(
        'its character set is latin1 and its collation latin1_swedish_ci, not utf8mb3 and utf8mb3_general_ci',
      );
      expect(errorOf(DATABASE)).toContain('import it as "node2:sw_nova"');
      expect(errorOf(USER)).toContain(
        'MariaDB on node2 has a user sw_nova that is not as configured: from is ["%","localhost"]; password is another one; grants is ',
      );
      expect(errorOf(USER)).toContain('import it as "node2:sw_nova"');
      await workspace.succeed('import', '-no-color', DATABASE, 'node2:sw_nova');
      await workspace.succeed('import', '-no-color', USER, 'node2:sw_nova');
      expect(await planned()).toEqual([
        [DATABASE, 'update', ['character_set', 'collation']],
        [USER, 'update', ['from', 'grants', 'password']],
      ]);
      await configure({ ...database({ character_set: 'latin1', collation: 'latin1_swedish_ci' }), ...user() });
      expect(await planned()).toEqual([[USER, 'update', ['from', 'grants', 'password']]]);
      await workspace.apply();
      expect(await planned()).toEqual([]);
      expect(await login(PASSWORD)).toBe('sw_nova@%\n');
      await workspace.succeed('state', 'rm', USER);
      await workspace.apply();
      expect(await planned()).toEqual([]);
    });

    test('that were imported, and are gone when their change is applied, are made and dropped when destroyed', async () => {
      await sql(host, "CREATE DATABASE sw_nova CHARACTER SET latin1; CREATE USER sw_nova@'%' IDENTIFIED BY 'another'");
      await configure(both());
      await workspace.succeed('import', '-no-color', DATABASE, 'node2:sw_nova');
      await workspace.succeed('import', '-no-color', USER, 'node2:sw_nova');
      await workspace.succeed('plan', '-no-color', '-out=plan');
      await sql(host, "DROP DATABASE sw_nova; DROP USER sw_nova@'%'");
      await workspace.succeed('apply', '-no-color', 'plan');
      expect(await settings()).toBe('utf8mb3\tutf8mb3_general_ci\n');
      expect(await login(PASSWORD)).toBe('sw_nova@%\n');
      await workspace.destroy();
      expect([await databases(), await users()]).toEqual([
        expect.not.stringContaining('sw_nova'),
        expect.not.stringContaining('sw_nova'),
      ]);
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
      // Where there is no warning, it tells whether somebody else has started the server.
      const server = await host.shell('systemctl status --no-pager mariadb || true');
      expect(plan + server).toContain('MariaDB on node2 could not be looked at');
      expect(plan.match(/could not be looked at/g)).toHaveLength(1);
      expect(plan).toContain('1 to change');
      expect(await failure('apply', '-auto-approve')).toContain(
        "MariaDB on node2 does not answer. Its client says: Can't connect to",
      );
    });

    test('counts as one also when its client is not installed, and is another thing than one that does not let root in', async () => {
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

  /** What the server answers to each of some scripts, which have a client of their own each. */
  const answers = async (scripts: string[], options: string) => {
    const clients = scripts.map(
      (script) =>
        `echo ${Buffer.from(script).toString('base64')} | base64 -d | mariadb --batch --raw ${options} --binary-mode --default-character-set=utf8mb4; printf '\\036'`,
    );
    return (await host.shell(`set -e\n${clients.join('\n')}`)).split('\x1e').slice(0, -1);
  };

  test('texts of all sorts come back from the server as they were', async () => {
    const texts = [
      "it's",
      'a\\',
      "\\'; DROP DATABASE mysql; -- ",
      '" ` $(reboot) ${HOME} %s \\! \\. source x\ndelimiter $$\n',
      'tab\tnul-free\r\nend\x1a',
      'ünï 🦭',
      '',
    ];
    const scripts = texts.map(
      (text) => `SET NAMES utf8mb4, sql_mode = '';\nSELECT HEX(${sqlText(text)});\nSELECT 'next';\n`,
    );
    expect(await answers(scripts, '--skip-column-names')).toEqual(
      texts.map((text) => `${Buffer.from(text).toString('hex').toUpperCase()}\nnext\n`),
    );
  });

  test('names of all sorts are one name each to the server', async () => {
    const names = ['a`b', 'ends with \\', "`; DROP DATABASE mysql; -- '", 'delimiter', 'ünï'];
    const scripts = names.map(
      (name) => `SET NAMES utf8mb4, sql_mode = '';\nSELECT 1 AS ${sqlName(name)};\nSELECT 'next';\n`,
    );
    expect(await answers(scripts, '')).toEqual(names.map((name) => `${name}\n1\nnext\nnext\n`));
  });

  test('two of the same in one configuration are refused', async () => {
    const twice = { host: host.name, name: 'sw_nova' };
    await configure({ stackwright_mariadb_database: { one: twice, other: twice } });
    expect(await failure('plan')).toContain('stand for the same object: host "node2", name "sw_nova"');
  });
});
