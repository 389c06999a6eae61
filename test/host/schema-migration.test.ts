import type { TestHost } from './lab-host';
import { mariadbHost, sql } from './mariadb-host';
import { Workspace } from './workspace';

const VERSIONS = '/usr/lib/python3/dist-packages/keystone/common/sql/migrations/versions';
const NEXT = `${VERSIONS}/yoga/expand/5c1a0b2d3e4f_of_a_test.py`;
const LOG = '/var/log/keystone/keystone.log';
const NEWEST = '29e87d24a316,e25ffa003242';
const NEWER = '5c1a0b2d3e4f,e25ffa003242';
const PASSWORD = 'of-the-test-alone';
const MIGRATION = 'stackwright_schema_migration.it';

describe('the migrations of a service', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object = {}) =>
    workspace.configure({
      provider: { stackwright: { ...host.provider.stackwright, secrets: { 'keystone/database': PASSWORD } } },
      resource: {
        stackwright_mariadb_database: { it: { host: host.name, name: 'sw_keystone' } },
        stackwright_mariadb_user: {
          it: {
            host: host.name,
            name: 'sw_keystone',
            password: '{{secret:keystone/database}}',
            grants: { '${stackwright_mariadb_database.it.name}.*': ['ALL'] },
          },
        },
        stackwright_config_file: {
          it: {
            host: host.name,
            path: '/etc/keystone/keystone.conf',
            settings: {
              database: {
                connection:
                  'mysql+pymysql://${stackwright_mariadb_user.it.name}:{{secret:keystone/database}}@127.0.0.1/sw_keystone',
              },
            },
          },
        },
        stackwright_schema_migration: {
          it: {
            host: host.name,
            name: 'keystone',
            database: '${stackwright_mariadb_database.it.name}',
            command: ['keystone-manage', 'db_sync'],
            run_as: 'keystone',
            versions_directory: VERSIONS,
            log_file: LOG,
            depends_on: ['stackwright_config_file.it'],
            ...attributes,
          },
        },
      },
    });
  const revisions = () => sql(host, 'SELECT version_num FROM sw_keystone.alembic_version ORDER BY 1');
  const failure = async (...command: string[]) => {
    const { ok, text } = await workspace.terraform(...command, '-no-color', '-input=false');
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };
  /** What an upgrade of the package would bring: one revision more. */
  const upgradePackage = (statement: string) =>
    host.shell(`cat > ${NEXT} <<'END'
from alembic import op
revision = "5c1a0b2d3e4f"
down_revision = (
    '29e87d24a316',  # the one before
)
depends_on = None
def upgrade():
    op.execute("CREATE TABLE IF NOT EXISTS sw_one (a int)")
    op.execute("${statement}")
END`);
  const runs = async () => Number(await host.shell(`grep -c 'Context impl' ${LOG} || true`));

  beforeAll(async () => {
    host = await mariadbHost();
    await host.shell(`
      if ! dpkg-query -W -f '\${db:Status-Abbrev}' keystone 2>/dev/null | grep -q '^ii'; then
        printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends keystone python3-pymysql >/dev/null
        rm /usr/sbin/policy-rc.d
      fi
      systemctl stop keystone`);
  });

  beforeEach(async () => {
    await mariadbHost();
    await host.shell(`rm -f ${NEXT}; sed -i '/^connection *=/d' /etc/keystone/keystone.conf`);
    workspace = await Workspace.open();
  });

  afterEach(async () => {
    await host.shell(`rm -f ${NEXT}; systemctl start mariadb`);
    await workspace.close();
  });

  test('run when there is nothing yet, the next plan is empty and starts no tool', async () => {
    await configure();
    await workspace.apply();
    expect((await revisions()).trim().split('\n').join()).toBe(NEWEST);
    expect(await workspace.state(MIGRATION)).toMatchObject({ revision: NEWEST, wanted_revision: NEWEST });
    const before = await runs();
    expect(await workspace.plan()).toEqual([]);
    expect(await runs()).toBe(before);
    await workspace.destroy();
    expect(await sql(host, 'SHOW DATABASES')).not.toContain('sw_keystone');
  });

  test('that are pending show in the plan as old and new revision, and apply runs them', async () => {
    await configure();
    await workspace.apply();
    await upgradePackage('CREATE TABLE sw_two (a int)');
    expect(await workspace.plan()).toEqual([
      { address: MIGRATION, actions: ['update'], changes: { revision: { before: NEWEST, after: NEWER } } },
    ]);
    await workspace.apply();
    expect(await sql(host, `SHOW TABLES FROM sw_keystone LIKE 'sw\\_%'`)).toBe('sw_one\nsw_two\n');
    expect(await workspace.plan()).toEqual([]);
  });

  test.each([
    [
      'set back by hand',
      "DELETE FROM alembic_version; INSERT INTO alembic_version VALUES ('27e647c0fad4')",
      '27e647c0fad4',
    ],
    ['of one branch lost', "DELETE FROM alembic_version WHERE version_num = '29e87d24a316'", 'e25ffa003242'],
  ])('%s show as just that, and apply repairs them', async (_, byHand, left) => {
    await configure();
    await workspace.apply();
    await sql(host, `USE sw_keystone; ${byHand}`);
    expect(await workspace.plan()).toEqual([
      { address: MIGRATION, actions: ['update'], changes: { revision: { before: left, after: NEWEST } } },
    ]);
    await workspace.apply();
    expect((await revisions()).trim().split('\n').join()).toBe(NEWEST);
    expect(await workspace.plan()).toEqual([]);
  });

  test('follow a database that was dropped by hand: it is made, and they run', async () => {
    await configure();
    await workspace.apply();
    await sql(host, 'DROP DATABASE sw_keystone');
    expect((await workspace.plan()).map(({ address, actions }) => [address, actions.join()])).toEqual([
      ['stackwright_mariadb_database.it', 'create'],
      [MIGRATION, 'create'],
    ]);
    await workspace.apply();
    expect((await revisions()).trim().split('\n').join()).toBe(NEWEST);
  });

  test('are taken up after a lost state, and a change of what is only told runs nothing', async () => {
    await configure();
    await workspace.apply();
    await workspace.succeed('state', 'rm', MIGRATION);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    const before = await runs();
    await configure({ name: 'identity', triggers: { keystone: '2:22.0.3' } });
    await workspace.apply();
    expect(await runs()).toBe(before);
    expect(await workspace.plan()).toEqual([]);
  });

  test('that fail half-way are told with what the log says, and go on from there', async () => {
    await configure();
    await workspace.apply();
    await upgradePackage(`CREATE NONSENSE ${PASSWORD}`);
    const whole = await failure('apply', '-auto-approve');
    // Before that, terraform quotes the configuration, in which the test gives the password.
    const text = whole.slice(whole.lastIndexOf('`keystone-manage db_sync`'));
    expect(text).toContain(
      '`keystone-manage db_sync` ended with exit code 1 on node2. What it did before stays, and running it again is safe',
    );
    expect(text).toContain(`In ${LOG}:`);
    expect(text).toContain('CREATE NONSENSE');
    expect(text).not.toContain('Exception ignored in');
    expect(await host.shell(`tail ${LOG}`)).toContain(PASSWORD);
    expect(text).not.toContain(PASSWORD);
    expect(await workspace.state(MIGRATION)).toMatchObject({ revision: NEWEST });
    await upgradePackage('CREATE TABLE sw_two (a int)');
    expect((await workspace.plan()).map(({ changes }) => changes)).toEqual([
      { revision: { before: NEWEST, after: NEWER } },
    ]);
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });

  test('that are for another database than the service uses are told of', async () => {
    await configure();
    await workspace.apply();
    await sql(host, 'CREATE DATABASE sw_other CHARACTER SET utf8mb3');
    await configure({ database: 'sw_other' });
    expect(await failure('apply', '-auto-approve')).toContain(
      '`keystone-manage db_sync` succeeded on node2, but the database sw_other has no revision and not 29e87d24a316,e25ffa003242. Check that keystone is configured to use this database',
    );
  });

  test.each([
    [
      'a database that does not exist',
      { database: 'sw_nonesuch' },
      'MariaDB on node2 has no database sw_nonesuch for keystone to migrate',
    ],
    [
      'a directory that does not exist',
      { versions_directory: '/usr/lib/nowhere' },
      '/usr/lib/nowhere does not exist on node2',
    ],
    [
      'a directory without revisions',
      { versions_directory: '/etc/keystone' },
      '/etc/keystone holds no revision of Alembic on node2',
    ],
    [
      'a command that does not exist',
      { command: ['no-such-manage'] },
      '`no-such-manage` ended with exit code 127 on node2.',
    ],
    ['a user that does not exist', { run_as: 'nobody-of-that-name' }, 'nobody-of-that-name'],
  ])('%s is an error that says what to do', async (_, attributes, message) => {
    await configure(attributes);
    expect(await failure('apply', '-auto-approve')).toContain(message);
  });

  test('a directory that went away is a warning of the plan, so that its package can come back', async () => {
    await configure();
    await workspace.apply();
    await host.shell(`mv ${VERSIONS} ${VERSIONS}.away`);
    try {
      const text = (await workspace.succeed('plan', '-no-color')).replace(/\s+/g, ' ');
      expect(text).toContain('No changes.');
      expect(text).toContain(`${VERSIONS} does not exist on node2`);
    } finally {
      await host.shell(`mv ${VERSIONS}.away ${VERSIONS}`);
    }
  });

  test('are known as they were while the server is stopped, and the plan says so once', async () => {
    await configure();
    await workspace.apply();
    await host.shell('systemctl stop mariadb');
    const text = await workspace.succeed('plan', '-no-color');
    expect(text.match(/MariaDB on node2 could not be looked at/g)).toHaveLength(1);
    expect(text).toContain('No changes.');
  });
});
