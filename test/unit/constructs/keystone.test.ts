import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lazy, TerraformOutput, TerraformStack, Testing } from 'cdktf';
import {
  ConfigFile,
  Host,
  Keystone,
  type KeystoneProps,
  MariaDb,
  Project,
  Region,
  Role,
  Secret,
  User,
} from '../../../constructs';
import { BOOTSTRAP, reference, synthKeystone } from './in-cloud';
import { type Synthesized, synthOnHost } from './synth';

const resourceOn = (path: string, { all }: Synthesized) => all('config_file').find((file) => file.path === path);
const configuration = (found: Synthesized) => resourceOn('/etc/keystone/keystone.conf', found);
const service = ({ all }: Synthesized) => all('service').find(({ name }) => name === 'keystone.service');
const address = (type: string, ids: string) => expect.stringMatching(new RegExp(`^stackwright_${type}\\.${ids}_\\w+$`));

test('Keystone is configured for its database, its cache and its own keys, and only its group may read how', () => {
  expect(configuration(synthKeystone())).toMatchObject({
    group: 'keystone',
    mode: '0640',
    settings: {
      database: {
        connection: expect.stringMatching(
          /^mysql\+pymysql:\/\/\$\{stackwright_mariadb_user\.\w+\.name\}:\{\{secret:keystone\/database\|url\}\}@192\.0\.2\.1\/\$\{stackwright_mariadb_database\.\w+\.name\}$/,
        ),
      },
      token: { provider: 'fernet' },
      cache: {
        enabled: 'true',
        backend: 'dogpile.cache.memcached',
        memcache_servers: expect.stringMatching(reference('service', 'node1_Cache_Service', 'readiness\\.tcp')),
      },
    },
  });
});

test.each([
  ['192.0.2.1', {}, {}, ['192.0.2.1']],
  ['10.0.0.1', {}, { bindAddress: '10.0.0.1' }, ['10.0.0.1']],
  ['2001:DB8:0:0::1', {}, { bindAddress: '2001:DB8:0:0::1' }, ['2001:db8::1']],
  ['all addresses', {}, { bindAddress: '0.0.0.0' }, undefined],
  ['what is known later', { address: Lazy.stringValue({ produce: () => '192.0.2.1' }) }, {}, undefined],
])(
  'with a database at %s, nobody else’s address than its host’s will do for Keystone’s account',
  (_, host, props, from) => {
    const { one } = synthOnHost((on) => {
      new Keystone(on, 'Keystone', { host: on, database: new MariaDb(on, 'Database', { host: on, ...props }) });
    }, host);
    expect(one('mariadb_user').from).toEqual(from);
  },
);

test('there is no admin token, and one that somebody sets shows in a plan', () => {
  const found = synthKeystone();
  expect(configuration(found)?.absent).toEqual({ DEFAULT: ['admin_token'] });
  expect(found.text.match(/admin_token/g)).toHaveLength(1);
});

test('it listens on its host’s address, whatever the unit’s own start script would do', () => {
  const found = synthKeystone();
  expect(resourceOn('/etc/keystone/keystone-uwsgi.ini', found)?.settings).toEqual({
    uwsgi: { 'http-socket': '192.0.2.1:5000', processes: '2', threads: '4', 'add-header': 'Connection: close' },
  });
  expect(service(found)).toMatchObject({
    overrides: { Service: { ExecStart: ['', '/usr/bin/uwsgi_python3 --ini /etc/keystone/keystone-uwsgi.ini'] } },
    readiness: { http: 'http://192.0.2.1:5000/v3' },
  });
});

test.each([
  ['10.0.0.1', 'http://10.0.0.1:5001/v3'],
  ['2001:db8::1', 'http://[2001:db8::1]:5001/v3'],
  ['0.0.0.0', 'http://192.0.2.1:5001/v3'],
  ['::', 'http://192.0.2.1:5001/v3'],
])('where it listens on %s, everybody finds it at %s', (bindAddress, url) => {
  const found = synthKeystone(
    (keystone) => {
      expect([keystone.authUrl, keystone.publicUrl]).toEqual([url, url]);
    },
    { bindAddress, port: 5001 },
  );
  expect(found.one('keystone_bootstrap')).toMatchObject({ public_url: url, internal_url: url, admin_url: url });
  expect(found.provider.clouds).toMatchObject({ main: { auth_url: url } });
  expect(service(found)?.readiness).toMatchObject({ http: url });
});

test('tokens are rotated every week, credentials never by themselves', () => {
  const keys = synthKeystone().all('fernet_keys');
  expect(keys.map(({ kind, rotation_schedule }) => [kind, rotation_schedule])).toEqual([
    ['credential', undefined],
    ['fernet', 'weekly'],
  ]);
  const never = synthKeystone(() => {}, { tokenKeyRotation: 'never' });
  expect(never.all('fernet_keys').some((key) => 'rotation_schedule' in key)).toBe(false);
});

test('everything comes in order: packages, configuration, migration and keys, service, administrator', () => {
  const found = synthKeystone();
  const packages = address('package', 'node1_Keystone_Package');
  expect(configuration(found)?.depends_on).toEqual([packages]);
  for (const keys of found.all('fernet_keys')) expect(keys.depends_on).toEqual([packages]);
  expect(found.one('schema_migration').depends_on).toEqual([address('config_file', 'node1_Keystone_ConfigFile')]);
  expect(service(found)?.depends_on).toEqual([
    address('schema_migration', 'node1_Keystone_Migration'),
    address('fernet_keys', 'node1_Keystone_TokenKeys'),
    address('fernet_keys', 'node1_Keystone_CredentialKeys'),
  ]);
  expect(found.one('keystone_bootstrap').depends_on).toEqual([address('service', 'node1_Keystone_Service')]);
});

test('the migration is of Keystone’s own database, as Keystone’s user, and looked at again with other packages', () => {
  expect(synthKeystone().one('schema_migration')).toMatchObject({
    database: expect.stringMatching(reference('mariadb_database', 'node1_Database_Databasekeystone', 'name')),
    command: ['keystone-manage', 'db_sync'],
    run_as: 'keystone',
    log_file: '/var/log/keystone/keystone.log',
    triggers: { packages: expect.stringContaining('stackwright_package.node1_Keystone_Package') },
  });
});

test('it restarts when its configuration, that of its application server or its packages change', () => {
  expect(Object.keys(service(synthKeystone())?.restart_on as object).sort()).toEqual([
    '/etc/keystone/keystone-uwsgi.ini',
    '/etc/keystone/keystone.conf',
    'package keystone python3-pymysql python3-memcache',
  ]);
});

test('the provider reaches the cloud through the host, as the administrator', () => {
  const { provider } = synthKeystone();
  expect(provider.clouds).toEqual({
    main: {
      auth_url: 'http://192.0.2.1:5000/v3',
      username: 'admin',
      user_domain: 'Default',
      password: '{{secret:keystone/admin}}',
      project: 'admin',
      domain: 'Default',
      region: 'regionOne',
      host: 'node1',
      database: { host: 'node1', name: 'keystone' },
    },
  });
});

test('the administrator has the same password for the provider and in Keystone', () => {
  const { one, provider } = synthKeystone(() => {}, { adminPassword: Secret.named('boss').version(2) });
  expect(one('keystone_bootstrap')).toMatchObject({ cloud: 'main', password: '{{secret:boss@2}}' });
  expect(provider.clouds).toMatchObject({ main: { password: '{{secret:boss@2}}' } });
});

test('every prop ends up where it belongs', () => {
  const props = {
    cloudName: 'lab',
    region: 'north',
    databasePassword: Secret.named('db').version(3),
    bindAddress: '::',
    port: 5001,
    publicUrl: 'https://cloud.example/identity/v3',
    internalUrl: 'http://10.0.0.1:5001/v3',
    adminUrl: 'http://10.0.0.2:5001/v3',
    processes: 8,
    threads: 1,
    tokenKeyRotation: 'Mon *-*-* 03:00',
    activeTokenKeys: 5,
    tokenKeyGeneration: 'second',
    credentialKeyGeneration: 'third',
    extraSettings: { DEFAULT: { debug: 'true' }, token: { expiration: '7200' } },
  };
  const found = synthKeystone(() => {}, props);
  expect(found.one('keystone_bootstrap')).toMatchObject({
    cloud: 'lab',
    region: 'north',
    public_url: props.publicUrl,
    internal_url: props.internalUrl,
    admin_url: props.adminUrl,
  });
  expect(found.provider.clouds).toMatchObject({ lab: { auth_url: props.internalUrl, region: 'north' } });
  expect(found.one('mariadb_user').password).toBe('{{secret:db@3}}');
  expect(resourceOn('/etc/keystone/keystone-uwsgi.ini', found)?.settings).toEqual({
    uwsgi: { 'http-socket': '[::]:5001', processes: '8', threads: '1', 'add-header': 'Connection: close' },
  });
  expect(service(found)?.readiness).toMatchObject({ http: 'http://192.0.2.1:5001/v3' });
  expect(found.all('fernet_keys')).toMatchObject([
    { kind: 'credential', rotation: 'third' },
    { kind: 'fernet', rotation: 'second', rotation_schedule: 'Mon *-*-* 03:00', max_active_keys: 5 },
  ]);
  expect(configuration(found)?.settings).toMatchObject({
    DEFAULT: { debug: 'true' },
    token: { provider: 'fernet', expiration: '7200' },
    fernet_tokens: { max_active_keys: '5' },
  });
});

test('without a cache Keystone keeps nothing, and neither do the services', () => {
  const found = synthKeystone(
    (keystone, host) => {
      const project = new Project(host, 'service', { cloud: keystone.cloud });
      const user = new User(host, 'glance', { cloud: keystone.cloud });
      const settings = { keystone_authtoken: keystone.authTokenSettings(user, project) };
      new ConfigFile(host, 'Glance', { host, path: '/etc/glance.conf', settings });
    },
    { cache: undefined },
  );
  expect(configuration(found)?.settings).not.toHaveProperty('cache');
  const settings = resourceOn('/etc/glance.conf', found)?.settings as Record<string, object>;
  expect(Object.keys(settings.keystone_authtoken ?? {}).filter((key) => key.startsWith('memcache'))).toEqual([]);
});

test('a service checks tokens as its own user, and encrypts what it keeps of them', () => {
  const found = synthKeystone((keystone, host) => {
    const project = new Project(host, 'service', { cloud: keystone.cloud });
    const user = new User(host, 'glance', { cloud: keystone.cloud });
    const settings = { keystone_authtoken: keystone.authTokenSettings(user, project) };
    new ConfigFile(host, 'Glance', { host, path: '/etc/glance.conf', settings });
  });
  expect(resourceOn('/etc/glance.conf', found)?.settings).toEqual({
    keystone_authtoken: {
      www_authenticate_uri: 'http://192.0.2.1:5000/v3',
      auth_url: 'http://192.0.2.1:5000/v3',
      auth_type: 'password',
      username: expect.stringMatching(reference('identity_user', 'node1_glance', 'name')),
      user_domain_id: expect.stringMatching(reference('identity_user', 'node1_glance', 'domain_id')),
      project_id: expect.stringMatching(reference('identity_project', 'node1_service', 'id')),
      password: '{{secret:main/users/glance}}',
      region_name: 'regionOne',
      service_token_roles_required: 'true',
      memcached_servers: expect.stringMatching(reference('service', 'node1_Cache_Service', 'readiness\\.tcp')),
      memcache_security_strategy: 'ENCRYPT',
      memcache_secret_key: '{{secret:keystone/token-cache}}',
    },
  });
});

describe('a service that checks tokens comes after the roles that it does so with', () => {
  const projectId = (grant: (user: User, project: Project, keystone: Keystone) => void) => {
    const found = synthKeystone((keystone, host) => {
      const project = new Project(host, 'service', { cloud: keystone.cloud });
      const user = new User(host, 'glance', { cloud: keystone.cloud });
      const settings = { keystone_authtoken: keystone.authTokenSettings(user, project) };
      new ConfigFile(host, 'Glance', { host, path: '/etc/glance.conf', settings });
      grant(user, project, keystone);
    });
    const settings = resourceOn('/etc/glance.conf', found)?.settings as Record<string, Record<string, string>>;
    return settings.keystone_authtoken?.project_id;
  };
  const told = (role: string) =>
    `stackwright_identity_role_assignment\\.node1_glance_Grant${role}inservice\\w+\\.project_id`;

  test('be it one, which is given only later', () => {
    const found = projectId((user, project, { adminRole }) => user.grant(adminRole, project));
    expect(found).toMatch(new RegExp(`^\\$\\{${told('admin')}\\}$`));
  });

  test('or several', () => {
    const found = projectId((user, project, { adminRole, readerRole }) => {
      user.grant(adminRole, project);
      user.grant(readerRole, project);
    });
    expect(found).toMatch(new RegExp(`^\\$\\{coalesce\\(${told('admin')}, ${told('reader')}\\)\\}$`));
  });

  test('those elsewhere have nothing to do with it', () => {
    const found = projectId((user, _, { adminRole, adminProject }) => {
      user.grant(adminRole, adminProject);
      user.grantOnSystem(adminRole);
    });
    expect(found).toMatch(reference('identity_project', 'node1_service', 'id'));
  });
});

test('passwords stand nowhere but as references to secrets', () => {
  const { text } = synthKeystone((keystone, host) => {
    new User(host, 'joe', { cloud: keystone.cloud });
  });
  const values = [...text.matchAll(/"[^"]*password[^"]*":\s*"([^"]*)"/g)].map(([, value]) => value);
  expect(values.sort()).toEqual([
    '{{secret:keystone/admin}}',
    '{{secret:keystone/admin}}',
    '{{secret:keystone/database}}',
    '{{secret:main/users/joe}}',
  ]);
});

test('another stack comes after the one that makes the cloud, and knows it by its name', () => {
  const app = Testing.app();
  const [stack, other] = [new TerraformStack(app, 'cloud'), new TerraformStack(app, 'tenants')];
  const host = new Host(stack, 'node1', { address: '192.0.2.1' });
  const database = new MariaDb(host, 'Database', { host });
  const { cloud } = new Keystone(host, 'Keystone', { host, database });
  new Project(other, 'trial', { cloud });
  const { resource, provider } = JSON.parse(Testing.synth(other));
  expect(Object.values(resource.stackwright_identity_project)).toMatchObject([{ cloud: 'main', name: 'trial' }]);
  expect(provider.stackwright[0]).toMatchObject({ clouds: { main: { host: 'node1' } }, hosts: { node1: {} } });
  expect(other.dependsOn(stack)).toBe(true);
  expect(Testing.synth(stack)).toMatch(/"cloud": "main"/);
});

test('a service in another stack comes after the roles that it checks tokens with, too', () => {
  const app = Testing.app();
  const [stack, other] = [new TerraformStack(app, 'cloud'), new TerraformStack(app, 'images')];
  const host = new Host(stack, 'node1', { address: '192.0.2.1' });
  const keystone = new Keystone(host, 'Keystone', { host, database: new MariaDb(host, 'Database', { host }) });
  const project = new Project(stack, 'service', { cloud: keystone.cloud });
  for (const roles of [[], [keystone.adminRole], [keystone.adminRole, keystone.readerRole]]) {
    const user = new User(stack, `user${roles.length}`, { cloud: keystone.cloud });
    for (const role of roles) user.grant(role, project);
    const settings = { '': keystone.authTokenSettings(user, project) };
    new ConfigFile(other, `ConfigFile ${roles.length}`, { host, path: `/etc/${roles.length}`, settings });
  }
  app.synth();
  const files = Object.values<{ settings: Record<string, Record<string, string>> }>(
    JSON.parse(readFileSync(join(app.outdir, 'stacks/images/cdk.tf.json'), 'utf8')).resource.stackwright_config_file,
  );
  const remote = (what: string) => `data\\.terraform_remote_state\\.[\\w-]+\\.outputs\\.[\\w-]+${what}\\w*`;
  expect(files.map(({ settings }) => settings['']?.project_id)).toEqual([
    expect.stringMatching(new RegExp(`^\\$\\{${remote('identity_projectservice')}\\}$`)),
    expect.stringMatching(new RegExp(`^\\$\\{${remote('Grantadmin')}\\}$`)),
    expect.stringMatching(new RegExp(`^\\$\\{coalesce\\(${remote('Grantadmin')}, ${remote('Grantreader')}\\)\\}$`)),
  ]);
});

test('what comes with Keystone refers to what bootstrap tells of it', () => {
  const { all, outputs } = synthKeystone(
    ({ cloud, adminRole, memberRole, readerRole, adminProject, adminUser }, host) => {
      const joe = new User(host, 'joe', { cloud });
      for (const role of [adminRole, memberRole, readerRole]) joe.grant(role, adminProject);
      new TerraformOutput(host, 'names', { value: [adminUser.name, adminProject.name], staticId: true });
      expect([adminRole.name, adminProject.domainId]).toEqual(['admin', 'default']);
    },
  );
  const told = (attribute: string) =>
    expect.stringMatching(reference('keystone_bootstrap', 'node1_Keystone_Bootstrap', attribute));
  expect(outputs.names?.value).toEqual([told('username'), told('project')]);
  expect(all('identity_role_assignment')).toEqual(
    ['admin', 'member', 'reader'].map((role) => ({
      cloud: expect.stringMatching(BOOTSTRAP),
      user_id: expect.stringMatching(reference('identity_user', 'node1_joe', 'id')),
      role_id: told(`${role}_role_id`),
      project_id: told('admin_project_id'),
    })),
  );
});

test.each([
  ['role "member"', (keystone: Keystone, host: Host) => new Role(host, 'member', { cloud: keystone.cloud })],
  ['user "admin"', (keystone: Keystone, host: Host) => new User(host, 'admin', { cloud: keystone.cloud })],
  ['project "admin"', (keystone: Keystone, host: Host) => new Project(host, 'admin', { cloud: keystone.cloud })],
  ['region "regionOne"', (keystone: Keystone, host: Host) => new Region(host, 'regionOne', { cloud: keystone.cloud })],
])('fails when the %s is made that comes with Keystone', (what, define) => {
  expect(() => synthKeystone(define)).toThrow(
    `  - Keystone "test/node1/Keystone" stands for the ${what} of the cloud "main" already: use that one, or give this one another name.`,
  );
});

test.each<[string, Partial<KeystoneProps>, string]>([
  ['a port', { port: 0 }, 'port is 0: give a whole number from 1 to 65535.'],
  ['too few keys', { activeTokenKeys: 2 }, 'activeTokenKeys is 2: give a whole number from 3 to 1000.'],
  ['no process', { processes: 0 }, 'processes is 0: give a whole number from 1 to 1024.'],
  ['a region', { region: 'a/b' }, 'region is "a/b": give a name of 1 to 255 characters without "/".'],
  ['a URL', { publicUrl: 'http://192.0.2.1:5000' }, 'give a URL that ends in "/v3"'],
  ['no schedule', { tokenKeyRotation: '' }, 'tokenKeyRotation is "": give a calendar event such as "weekly"'],
  ['the cloud’s name', { cloudName: 'a b' }, 'name is "a b": give a letter or digit'],
  ['a setting', { extraSettings: { database: { connection: 'x' } } }, 'the prop database decides it. Leave it out.'],
  ['a cache', { extraSettings: { cache: { backend: 'x' } } }, 'extraSettings has cache / backend: the prop cache'],
  [
    'an admin token',
    { extraSettings: { DEFAULT: { admin_token: 'x' } } },
    'extraSettings has DEFAULT / admin_token: whoever knows it may do everything, and the cloud has an administrator. Leave it out.',
  ],
])('fails with %s that cannot be', (_, props, message) => {
  expect(() => synthKeystone(() => {}, props)).toThrow(message);
});

test('fails with all that is wrong at once', () => {
  const define = () => synthKeystone(() => {}, { port: 0, threads: 0 });
  expect(define).toThrow('Keystone "test/node1/Keystone" cannot be defined:');
  expect(define).toThrow('port is 0');
  expect(define).toThrow('threads is 0');
});

test('fails with a database on another host, where its migrations could not be seen', () => {
  const define = () =>
    synthOnHost((host) => {
      const other = new Host(host, 'node2', { address: '192.0.2.2' });
      const database = new MariaDb(other, 'Database', { host: other });
      new Keystone(host, 'Keystone', { host, database });
    });
  expect(define).toThrow(
    'database is "test/node1/node2/Database" on node2, and Keystone on node1: give a server of the same host.',
  );
});
