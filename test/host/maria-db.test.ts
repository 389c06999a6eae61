import { TerraformStack, Testing } from 'cdktf';
import { File, Host, MariaDb, Secret } from '../../constructs';
import { bareHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const PASSWORD = 'p@ss:w/rd?';
const URL_FILE = '/root/url-of-a-test';

describe('MariaDb, from a bare host', () => {
  let host: TestHost;
  let workspace: Workspace;

  /** What the constructs define, with the test's own way to reach the host. */
  const define = (version = 1) => {
    const stack = new TerraformStack(Testing.app(), 'test');
    const node = new Host(stack, host.name, { address: host.details.address });
    const server = new MariaDb(node, 'Database', { host: node });
    const database = server.addDatabase('sw_nova');
    const user = database.addUser('sw_nova', { password: Secret.named('nova/database').version(version) });
    new File(node, 'Url', { host: node, path: URL_FILE, content: database.connectionUrl(user), mode: '0600' });
    const { resource } = JSON.parse(Testing.synth(stack)) as { resource: object };
    const secrets = { 'nova/database': PASSWORD, 'nova/database@2': `${PASSWORD}2` };
    return workspace.configure({ provider: { stackwright: { ...host.provider.stackwright, secrets } }, resource });
  };

  /** Logs in with what the URL says, over TCP. */
  const login = () =>
    host.shell(`python3 - <<'PY'
import os, subprocess, urllib.parse
url = urllib.parse.urlsplit(open('${URL_FILE}').read())
print(subprocess.run(['mariadb', '-h', url.hostname, '-u', url.username, url.path[1:], '-NBe', 'SELECT DATABASE(), CURRENT_USER()'],
  env={**os.environ, 'MYSQL_PWD': urllib.parse.unquote(url.password)}, capture_output=True, text=True).stdout, end='')
PY`);
  const found = () =>
    host.shell(
      'dpkg-query -W -f "${db:Status-Abbrev}${Package}\\n" | grep ^ii; find /etc/mysql /var/lib/mysql /var/lib/stackwright /root 2>/dev/null | sort; cut -d: -f1 /etc/passwd',
    );

  beforeAll(async () => {
    host = await bareHost('node2');
    await host.shell('apt-get -qq update');
    workspace = await Workspace.open();
  });

  afterAll(() => workspace.close());

  test('one apply makes a server whose URL works, rotation changes both, and destroy leaves the host as it was', async () => {
    const before = await found();
    await define();
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await login()).toBe('sw_nova\tsw_nova@%\n');
    expect(
      await host.shell("mariadb -NBe 'SELECT @@max_connections, @@character_set_server, @@skip_name_resolve'"),
    ).toBe('1024\tutf8mb3\t1\n');
    expect(await host.shell(`ss -Hltn 'sport = :3306' | awk '{print $4}'`)).toBe(`${host.details.address}:3306\n`);
    expect(
      await host.shell(`mariadb -NBe "SELECT User FROM mysql.user WHERE User = ''; SHOW DATABASES LIKE 'test'"`),
    ).toBe('');
    await define(2);
    expect((await workspace.plan()).map(({ changes }) => Object.keys(changes))).toEqual([
      ['content', 'revision', 'sha256'],
      ['password'],
    ]);
    await workspace.apply();
    expect(await login()).toBe('sw_nova\tsw_nova@%\n');
    await workspace.destroy();
    expect(await found()).toBe(before);
  });
});
