import { TerraformOutput } from 'cdktf';
import { MariaDb, Secret } from '../../../constructs';
import { type Synthesized, synthOnHost } from './synth';

const server = ({ all }: Synthesized) => all('service').find(({ name }) => name === 'mariadb.service');

test('MariaDB listens on its host’s address, for the character set of OpenStack’s migrations', () => {
  const found = synthOnHost((host) => {
    new MariaDb(host, 'Database', { host });
  });
  const { one } = found;
  expect(one('package')).toEqual({
    host: 'node1',
    packages: ['mariadb-server'],
    debconf: { 'mariadb-server/postrm_remove_databases boolean': 'true' },
  });
  expect(one('config_file')).toMatchObject({
    path: '/etc/mysql/mariadb.conf.d/99-stackwright.cnf',
    create: true,
    mode: '0644',
    settings: {
      mysqld: {
        'bind-address': '192.0.2.1',
        port: '3306',
        'max-connections': '1024',
        'character-set-server': 'utf8',
        'collation-server': 'utf8_general_ci',
      },
    },
    flags: { mysqld: ['skip-name-resolve'] },
  });
  expect(server(found)?.readiness).toEqual({ tcp: '192.0.2.1:3306' });
});

test('nothing listens for it at other addresses, also after a reboot', () => {
  const found = synthOnHost((host) => {
    new MariaDb(host, 'Database', { host });
  });
  const socket = found.all('service').find(({ name }) => name === 'mariadb.socket');
  expect(socket).toMatchObject({ enabled: false, active: false });
  expect(server(found)?.depends_on).toEqual([expect.stringContaining('node1_Database_Activation')]);
});

test('every prop ends up in the configuration', () => {
  const found = synthOnHost((host) => {
    const database = new MariaDb(host, 'Database', {
      host,
      bindAddress: '0.0.0.0',
      port: 3307,
      maxConnections: 4096,
      characterSet: 'utf8mb4',
      collation: 'utf8mb4_bin',
      extraSettings: { innodb_buffer_pool_size: '1G' },
    });
    database.addDatabase('nova');
  });
  const { one } = found;
  expect(one('config_file').settings).toEqual({
    mysqld: {
      'bind-address': '0.0.0.0',
      port: '3307',
      'max-connections': '4096',
      'character-set-server': 'utf8mb4',
      'collation-server': 'utf8mb4_bin',
      innodb_buffer_pool_size: '1G',
    },
  });
  expect(server(found)?.readiness).toEqual({ tcp: '192.0.2.1:3307' });
  expect(one('mariadb_database')).toMatchObject({ character_set: 'utf8mb4', collation: 'utf8mb4_bin' });
});

test('its data stay on the host only when that is asked for', () => {
  const { one } = synthOnHost((host) => {
    new MariaDb(host, 'Database', { host, keepData: true });
  });
  expect(one('package').debconf).toEqual({ 'mariadb-server/postrm_remove_databases boolean': 'false' });
});

test('it restarts when its configuration was written', () => {
  const found = synthOnHost((host) => {
    new MariaDb(host, 'Database', { host });
  });
  expect(server(found)?.restart_on).toEqual({
    '/etc/mysql/mariadb.conf.d/99-stackwright.cnf': expect.stringMatching(/^\$\{stackwright_config_file\.\w+\.\w+\}$/),
  });
});

test('databases and users come after the server answers', () => {
  const { one } = synthOnHost((host) => {
    new MariaDb(host, 'Database', { host }).addDatabase('nova').addUser();
  });
  for (const type of ['mariadb_database', 'mariadb_user']) {
    expect(one(type).depends_on).toEqual([expect.stringMatching(/^stackwright_service\./)]);
  }
});

test('a user that is added to a database may do everything there, and nothing elsewhere', () => {
  const { one } = synthOnHost((host) => {
    new MariaDb(host, 'Database', { host }).addDatabase('nova').addUser();
  });
  expect(one('mariadb_user')).toMatchObject({ name: 'nova', password: '{{secret:node1/mariadb/nova}}' });
  expect(Object.entries(one('mariadb_user').grants as object)).toEqual([
    [expect.stringMatching(/^\$\{stackwright_mariadb_database\.\w+\.name\}\.\*$/), ['ALL']],
  ]);
});

test('a user may use several databases, with a password and privileges of one’s own choice', () => {
  const { one } = synthOnHost((host) => {
    const server = new MariaDb(host, 'Database', { host });
    const user = server.addUser('nova', {
      password: Secret.named('nova/database').version(2),
      from: ['10.0.0.%'],
      requireTls: true,
      grants: { 'mysql.user': ['SELECT'] },
    });
    user.grant(server.addDatabase('nova'));
    user.grant(server.addDatabase('nova_api'), 'SELECT', 'INSERT');
  });
  expect(one('mariadb_user')).toMatchObject({
    password: '{{secret:nova/database@2}}',
    from: ['10.0.0.%'],
    require_tls: true,
  });
  expect(Object.entries(one('mariadb_user').grants as object)).toEqual([
    [expect.stringContaining('_Databasenova_'), ['ALL']],
    [expect.stringContaining('_Databasenova_api_'), ['SELECT', 'INSERT']],
    ['mysql.user', ['SELECT']],
  ]);
});

test.each([
  [{}, {}, '@192\\.0\\.2\\.1/', '$'],
  [{ bindAddress: '2001:db8::1', port: 3307 }, {}, '@\\[2001:db8::1\\]:3307/', '$'],
  [{}, { parameters: { charset: 'utf8', ssl_ca: '/a b' } }, '@192\\.0\\.2\\.1/', '\\?charset=utf8&ssl_ca=%2Fa%20b$'],
])(
  'a connection URL refers to database and user, and to the password in the form for URLs (%j %j)',
  (props, options, at, end) => {
    const { outputs } = synthOnHost((host) => {
      const database = new MariaDb(host, 'Database', { host, ...props }).addDatabase('nova');
      const value = database.connectionUrl(database.addUser(), options);
      new TerraformOutput(host, 'url', { value, staticId: true });
    });
    const user = '\\$\\{stackwright_mariadb_user\\.\\w+\\.name\\}';
    const name = '\\$\\{stackwright_mariadb_database\\.\\w+\\.name\\}';
    expect(outputs.url?.value).toMatch(
      new RegExp(`^mysql\\+pymysql://${user}:\\{\\{secret:node1/mariadb/nova\\|url\\}\\}${at}${name}${end}`),
    );
  },
);

test('fails with all that is wrong at once', () => {
  const define = () =>
    synthOnHost((host) => {
      new MariaDb(host, 'Database', { host, port: 0, maxConnections: 1, extraSettings: { max_connections: '5' } });
    });
  expect(define).toThrow('MariaDb "test/node1/Database" cannot be defined:');
  expect(define).toThrow('port is 0: give a whole number from 1 to 65535.');
  expect(define).toThrow('maxConnections is 1: give a whole number from 10 to 100000.');
  expect(define).toThrow('extraSettings has "max_connections": use the prop maxConnections.');
});

test('fails when a user is granted a database of another server', () => {
  const define = () =>
    synthOnHost((host) => {
      const user = new MariaDb(host, 'One', { host }).addUser('nova');
      user.grant(new MariaDb(host, 'Other', { host }).addDatabase('nova'));
    });
  expect(define).toThrow('cannot be granted "test/node1/Other/Database nova", which is on another server');
});
